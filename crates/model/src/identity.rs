//! What the figures of a line must satisfy, as data.
//!
//! Per distribution and per printed total, exactly, in decimal arithmetic. The equations come
//! from the headings of the ICI Primary Layout itself (columns in parentheses), the bounds from
//! the Instructions for Form 1099-DIV.

use crate::amounts::Amounts;
use crate::decimal;
use crate::field::Field;
use rust_decimal::Decimal;

/// `total` = the sum of `parts`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Identity {
    /// A short name for messages and documentation.
    pub name: &'static str,
    /// The field that states the sum.
    pub total: Field,
    /// The fields that are summed.
    pub parts: &'static [Field],
}

use Field::{
    CapitalGainDistributions as CapGain, CashLiquidation, CollectiblesGain, CurrentYear,
    ExemptInterestDividends, ForeignTaxInOrdinary, ForeignTaxPaid, IncomeDividends, NextYear,
    NondividendDistributions, OrdinaryDividends, PriorYear, QualifiedDividends,
    QualifiedForeignTax, QualifiedIncomeDividends, QualifiedShortTermGain, Section199aDividends,
    Section199aForeignTax, Section199aIncome, Section199aShortTermGain, Section897CapitalGain,
    Section897ForeignTax, Section897Income, Section897OrdinaryDividends, Section897ShortTermGain,
    Section1202Gain, ShortTermCapitalGain, TotalDistribution, UnrecapturedSection1250Gain,
};

/// The equations of a line, in the order of the layout.
pub const IDENTITIES: &[Identity] = &[
    Identity {
        name: "distribution by year",
        total: TotalDistribution,
        parts: &[PriorYear, NextYear, CurrentYear],
    },
    Identity {
        name: "current-year breakdown",
        total: CurrentYear,
        parts: &[
            IncomeDividends,
            ShortTermCapitalGain,
            CapGain,
            NondividendDistributions,
            CashLiquidation,
            ExemptInterestDividends,
        ],
    },
    Identity {
        name: "box 1a breakdown",
        total: OrdinaryDividends,
        parts: &[IncomeDividends, ShortTermCapitalGain, ForeignTaxInOrdinary],
    },
    Identity {
        name: "box 1b breakdown",
        total: QualifiedDividends,
        parts: &[QualifiedIncomeDividends, QualifiedShortTermGain, QualifiedForeignTax],
    },
    Identity { name: "foreign tax", total: ForeignTaxPaid, parts: &[ForeignTaxInOrdinary] },
    Identity {
        name: "section 199A breakdown",
        total: Section199aDividends,
        parts: &[Section199aIncome, Section199aShortTermGain, Section199aForeignTax],
    },
    Identity {
        name: "section 897 breakdown",
        total: Section897OrdinaryDividends,
        parts: &[Section897Income, Section897ShortTermGain, Section897ForeignTax],
    },
];

/// The sum of `parts` ≤ `bound`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// A short name for messages and documentation.
    pub name: &'static str,
    /// The fields that are summed.
    pub parts: &'static [Field],
    /// The field that the sum must not exceed.
    pub bound: Field,
}

/// The inequalities of a line that is neither a reclassification nor a correction.
pub const BOUNDS: &[Bound] = &[
    Bound {
        name: "qualified income within income",
        parts: &[QualifiedIncomeDividends],
        bound: IncomeDividends,
    },
    Bound {
        name: "qualified short-term gain within short-term gain",
        parts: &[QualifiedShortTermGain],
        bound: ShortTermCapitalGain,
    },
    Bound {
        name: "qualified foreign tax within foreign tax",
        parts: &[QualifiedForeignTax],
        bound: ForeignTaxInOrdinary,
    },
    Bound {
        name: "qualified within ordinary",
        parts: &[QualifiedDividends],
        bound: OrdinaryDividends,
    },
    Bound {
        name: "parts of box 2a",
        parts: &[
            UnrecapturedSection1250Gain,
            Section1202Gain,
            CollectiblesGain,
            Section897CapitalGain,
        ],
        bound: CapGain,
    },
    Bound {
        name: "section 199A within ordinary",
        parts: &[Section199aDividends],
        bound: OrdinaryDividends,
    },
    Bound {
        name: "section 897 within ordinary",
        parts: &[Section897OrdinaryDividends],
        bound: OrdinaryDividends,
    },
];

/// How an identity stands on a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// The total or a part that matters is not stated.
    Open,
    /// It holds exactly.
    Holds,
    /// It does not: the stated total and the sum of the parts.
    Broken {
        /// What the total field states.
        stated: Decimal,
        /// What the parts sum to.
        sum: Decimal,
    },
}

impl Identity {
    /// Checks the line. With a part absent the identity is [`Check::Open`] unless the parts that
    /// are stated already sum to the total (absent columns of a layout are usually zero).
    #[must_use]
    pub fn check(&self, amounts: &Amounts) -> Check {
        let Some(stated) = amounts.amount(self.total) else { return Check::Open };
        let sum = decimal::sum(self.parts.iter().filter_map(|f| amounts.amount(*f)));
        if sum == stated {
            Check::Holds
        } else if self.parts.iter().all(|f| amounts.get(*f).is_some()) {
            Check::Broken { stated, sum }
        } else {
            Check::Open
        }
    }
}

impl Bound {
    /// The sum of the parts and the bound where the sum exceeds it; `None` where the bound holds
    /// or is not stated. An amount below zero on either side is left to the rule on negatives.
    #[must_use]
    pub fn excess(&self, amounts: &Amounts) -> Option<(Decimal, Decimal)> {
        let bound = amounts.amount(self.bound)?;
        let sum = decimal::sum(self.parts.iter().map(|f| amounts.or_zero(*f)));
        (sum > bound && bound >= Decimal::ZERO).then_some((sum, bound))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Place, Value};

    fn line(values: &[(Field, i64)]) -> Amounts {
        let mut a = Amounts::default();
        for (f, cents) in values {
            a.set(*f, Value::printed(Decimal::new(*cents, 2), Place::default()));
        }
        a
    }

    #[test]
    fn headings_and_identities_agree() {
        for i in IDENTITIES {
            assert_eq!(i.total.info().parts, i.parts, "{}", i.name);
        }
    }

    #[test]
    fn an_absent_part_opens_only_a_sum_that_does_not_hold() {
        let id = &IDENTITIES[3];
        assert_eq!(id.check(&line(&[(QualifiedDividends, 5)])), Check::Open);
        let stated = line(&[(QualifiedDividends, 5), (QualifiedIncomeDividends, 5)]);
        assert_eq!(id.check(&stated), Check::Holds);
    }

    #[test]
    fn bounds_look_at_sums() {
        let b = BOUNDS.iter().find(|b| b.bound == CapGain).unwrap();
        let a = line(&[(CapGain, 10), (UnrecapturedSection1250Gain, 6), (CollectiblesGain, 5)]);
        assert_eq!(b.excess(&a), Some((Decimal::new(11, 2), Decimal::new(10, 2))));
    }
}
