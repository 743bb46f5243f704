//! Whether a form must be filed, and why.
//!
//! Instructions for Form 1099-DIV, "Who must file" (and section 6042(a), 6043, 6045): dividends and
//! other distributions of $10 or more; foreign tax paid, or federal tax withheld, whatever the
//! amount; $600 or more in liquidation. Exempt recipients (Regulations section 1.6042-3(b)) get a
//! form only for tax withheld; nonresidents are reported on Form 1042-S.

use crate::kernel::{SLOTS, Slot};

/// Cents of dividends and other distributions from which a form is due.
pub const DIVIDENDS_CENTS: i64 = 1_000;
/// Cents of liquidation distributions from which a form is due.
pub const LIQUIDATION_CENTS: i64 = 60_000;

/// What decides besides the amounts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Corporations, IRAs, charities and others that get no Form 1099-DIV.
    pub exempt: bool,
    /// Foreign persons: Form 1042-S.
    pub nonresident: bool,
}

/// Whether a form must be filed, and the reason in a few words, for each reason there is.
pub(crate) const REASONS: [(bool, &str); 7] = [
    (false, "nonresident: reported on Form 1042-S"),
    (true, "tax withheld"),
    (false, "exempt recipient"),
    (true, "foreign tax paid"),
    (true, "dividends and distributions of $10 or more"),
    (true, "liquidation distributions of $600 or more"),
    (false, "below $10 of dividends and distributions and $600 in liquidation"),
];

/// What the first six reasons ask, a bit each in their order: the first that is true decides.
pub(crate) const QUESTIONS: usize = REASONS.len() - 1;
pub(crate) const NONRESIDENT: u8 = 1;
pub(crate) const WITHHELD: u8 = 1 << 1;
pub(crate) const EXEMPT: u8 = 1 << 2;
pub(crate) const FOREIGN_TAX: u8 = 1 << 3;
pub(crate) const DIVIDENDS: u8 = 1 << 4;
pub(crate) const LIQUIDATION: u8 = 1 << 5;

/// The slots that count as dividends and distributions.
pub(crate) const DISTRIBUTIONS: [Slot; 6] = [
    Slot::Income,
    Slot::ShortTermGain,
    Slot::GrossUp,
    Slot::CapitalGain,
    Slot::Nondividend,
    Slot::ExemptInterest,
];
/// The slots of liquidation distributions.
pub(crate) const LIQUIDATIONS: [Slot; 2] = [Slot::CashLiquidation, Slot::Noncash];

/// The reason by the answers, as an index of [`REASONS`].
pub(crate) const fn reason(answers: u8) -> u8 {
    let first = answers.trailing_zeros() as u8;
    if first < QUESTIONS as u8 { first } else { QUESTIONS as u8 }
}

/// Whether the form must be filed, with the reason in a few words.
#[must_use]
pub fn reportable(sums: &[i64; SLOTS], status: Status) -> (bool, &'static str) {
    let sum =
        |slots: &[Slot]| -> i128 { slots.iter().map(|s| i128::from(sums[*s as usize])).sum() };
    let of = |is: bool, bit: u8| if is { bit } else { 0 };
    let withheld = sums[Slot::Withheld as usize] != 0 || sums[Slot::StateWithheld as usize] != 0;
    let answers = of(status.nonresident, NONRESIDENT)
        | of(withheld, WITHHELD)
        | of(status.exempt, EXEMPT)
        | of(sums[Slot::ForeignTax as usize] > 0, FOREIGN_TAX)
        | of(sum(&DISTRIBUTIONS) >= i128::from(DIVIDENDS_CENTS), DIVIDENDS)
        | of(sum(&LIQUIDATIONS) >= i128::from(LIQUIDATION_CENTS), LIQUIDATION);
    REASONS[usize::from(reason(answers))]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_each() {
        let plain = Status::default();
        let exempt = Status { exempt: true, ..plain };
        let foreign = Status { nonresident: true, ..plain };
        type Case<'a> = (&'a [(Slot, i64)], Status, bool);
        let table: &[Case<'_>] = &[
            (&[(Slot::Income, 999)], plain, false),
            (&[(Slot::Income, 1_000)], plain, true),
            (&[(Slot::Income, 500), (Slot::CapitalGain, 500)], plain, true),
            (&[(Slot::ExemptInterest, 1_000)], plain, true),
            (&[(Slot::Income, 10), (Slot::GrossUp, 1), (Slot::ForeignTax, 1)], plain, true),
            (&[(Slot::CashLiquidation, 59_999)], plain, false),
            (&[(Slot::CashLiquidation, 30_000), (Slot::Noncash, 30_000)], plain, true),
            (&[(Slot::Income, 1), (Slot::Withheld, 1)], plain, true),
            (&[(Slot::Income, 100_000)], exempt, false),
            (&[(Slot::Income, 100_000), (Slot::Withheld, 24_000)], exempt, true),
            (&[(Slot::Income, 100_000), (Slot::Withheld, 30_000)], foreign, false),
        ];
        for (amounts, status, expected) in table {
            let mut sums = [0; SLOTS];
            for (slot, cents) in *amounts {
                sums[*slot as usize] = *cents;
            }
            let (due, reason) = reportable(&sums, *status);
            assert_eq!(due, *expected, "{amounts:?} {status:?}: {reason}");
        }
    }
}
