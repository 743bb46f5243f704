//! What an amount of a line is.

use yearend_model::Field;

/// The amounts that a line or a form holds, in the order in which they are kept.
///
/// The first six are the *leaves*: cash is apportioned to them. [`Slot::GrossUp`] is foreign tax
/// on top of the cash. The others are boxes that state a part of a leaf, and the parts of the
/// cash that belong to another year's form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Slot {
    /// Dividends from net investment income (column 14).
    Income,
    /// Dividends from net short-term gain (column 15).
    ShortTermGain,
    /// Box 2a (column 22).
    CapitalGain,
    /// Box 3 (column 26).
    Nondividend,
    /// Box 9 (column 28).
    CashLiquidation,
    /// Box 12 (column 30).
    ExemptInterest,
    /// Foreign tax that box 1a includes on top of the cash (column 16).
    GrossUp,
    /// Box 1b (column 21).
    Qualified,
    /// Box 2e (column 40).
    Section897Ordinary,
    /// Box 5 (column 36).
    Section199a,
    /// Box 2b (column 23).
    Section1250,
    /// Box 2c (column 24).
    Section1202,
    /// Box 2d (column 25).
    Collectibles,
    /// Box 2f (column 41).
    Section897Gain,
    /// Box 13 (column 30 × column 31).
    PrivateActivity,
    /// Box 7 (column 27).
    ForeignTax,
    /// Box 10 (column 29).
    Noncash,
    /// Cash that belongs to the year before (column 11).
    PriorYear,
    /// Cash that belongs to the year after (column 12).
    NextYear,
    /// Box 4: federal income tax withheld, as the payments state it.
    Withheld,
    /// Box 16: state tax withheld, as the payments state it.
    StateWithheld,
}

/// How many slots there are.
pub const SLOTS: usize = 21;

impl Slot {
    /// Every slot in order.
    pub const ALL: [Slot; SLOTS] = [
        Slot::Income,
        Slot::ShortTermGain,
        Slot::CapitalGain,
        Slot::Nondividend,
        Slot::CashLiquidation,
        Slot::ExemptInterest,
        Slot::GrossUp,
        Slot::Qualified,
        Slot::Section897Ordinary,
        Slot::Section199a,
        Slot::Section1250,
        Slot::Section1202,
        Slot::Collectibles,
        Slot::Section897Gain,
        Slot::PrivateActivity,
        Slot::ForeignTax,
        Slot::Noncash,
        Slot::PriorYear,
        Slot::NextYear,
        Slot::Withheld,
        Slot::StateWithheld,
    ];

    /// The parts of the current year's cash.
    pub const LEAVES: [Slot; 6] = [
        Slot::Income,
        Slot::ShortTermGain,
        Slot::CapitalGain,
        Slot::Nondividend,
        Slot::CashLiquidation,
        Slot::ExemptInterest,
    ];

    /// The column of the layout that it comes from; `None` for withholding, which payments state.
    #[must_use]
    pub fn field(self) -> Option<Field> {
        Some(match self {
            Slot::Income => Field::IncomeDividends,
            Slot::ShortTermGain => Field::ShortTermCapitalGain,
            Slot::CapitalGain => Field::CapitalGainDistributions,
            Slot::Nondividend => Field::NondividendDistributions,
            Slot::CashLiquidation => Field::CashLiquidation,
            Slot::ExemptInterest => Field::ExemptInterestDividends,
            Slot::GrossUp => Field::ForeignTaxInOrdinary,
            Slot::Qualified => Field::QualifiedDividends,
            Slot::Section897Ordinary => Field::Section897OrdinaryDividends,
            Slot::Section199a => Field::Section199aDividends,
            Slot::Section1250 => Field::UnrecapturedSection1250Gain,
            Slot::Section1202 => Field::Section1202Gain,
            Slot::Collectibles => Field::CollectiblesGain,
            Slot::Section897Gain => Field::Section897CapitalGain,
            Slot::PrivateActivity => Field::AmtPercentage,
            Slot::ForeignTax => Field::ForeignTaxPaid,
            Slot::Noncash => Field::NoncashLiquidation,
            Slot::PriorYear => Field::PriorYear,
            Slot::NextYear => Field::NextYear,
            Slot::Withheld | Slot::StateWithheld => return None,
        })
    }
}

/// A money box of Form 1099-DIV: its column in `forms.parquet` and the slots it sums.
#[derive(Clone, Copy, Debug)]
pub struct FormBox {
    /// The column name, such as `box_1a`. Names are those of the form since 2021.
    pub column: &'static str,
    /// The slots that sum to it; empty for a box that no column of the layout feeds.
    pub slots: &'static [Slot],
}

impl FormBox {
    /// The amount of the box, in cents. `None` if the sum leaves the range of a 64-bit integer.
    #[must_use]
    pub fn amount(&self, sums: &[i64; SLOTS]) -> Option<i64> {
        self.slots.iter().try_fold(0i64, |a, s| a.checked_add(sums[*s as usize]))
    }
}

/// The money boxes in the order of the form. Box 6 (investment expenses) concerns nonpublicly
/// offered funds only; the layout has no column for it, so it is zero.
pub const BOX_COLUMNS: [FormBox; 18] = [
    FormBox { column: "box_1a", slots: &[Slot::Income, Slot::ShortTermGain, Slot::GrossUp] },
    FormBox { column: "box_1b", slots: &[Slot::Qualified] },
    FormBox { column: "box_2a", slots: &[Slot::CapitalGain] },
    FormBox { column: "box_2b", slots: &[Slot::Section1250] },
    FormBox { column: "box_2c", slots: &[Slot::Section1202] },
    FormBox { column: "box_2d", slots: &[Slot::Collectibles] },
    FormBox { column: "box_2e", slots: &[Slot::Section897Ordinary] },
    FormBox { column: "box_2f", slots: &[Slot::Section897Gain] },
    FormBox { column: "box_3", slots: &[Slot::Nondividend] },
    FormBox { column: "box_4", slots: &[Slot::Withheld] },
    FormBox { column: "box_5", slots: &[Slot::Section199a] },
    FormBox { column: "box_6", slots: &[] },
    FormBox { column: "box_7", slots: &[Slot::ForeignTax] },
    FormBox { column: "box_9", slots: &[Slot::CashLiquidation] },
    FormBox { column: "box_10", slots: &[Slot::Noncash] },
    FormBox { column: "box_12", slots: &[Slot::ExemptInterest] },
    FormBox { column: "box_13", slots: &[Slot::PrivateActivity] },
    FormBox { column: "box_16", slots: &[Slot::StateWithheld] },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slots_stand_in_order_and_each_feeds_at_most_one_box() {
        for (i, slot) in Slot::ALL.into_iter().enumerate() {
            assert_eq!(slot as usize, i);
            let fed = BOX_COLUMNS.iter().filter(|b| b.slots.contains(&slot)).count();
            let none = matches!(slot, Slot::PriorYear | Slot::NextYear);
            assert_eq!(fed, usize::from(!none), "{slot:?}");
        }
    }
}
