//! The figures of a distribution, exactly valid: every identity and bound of the layout holds.
//!
//! Only independent figures are drawn; sums are computed. Parts are taken as a fraction rounded
//! down, so that no part exceeds its whole.

use rust_decimal::Decimal;
use yearend_model::{Amounts, Field, Place, TaxYear, Value};

/// The independent figures of one distribution in units of the last printed place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// The part of the whole that shareholders include in the prior year.
    pub prior_year: i64,
    /// The part that they include in the next year.
    pub next_year: i64,
    /// Net investment income.
    pub income: i64,
    /// Short-term capital gain.
    pub short_gain: i64,
    /// Foreign tax passed through.
    pub foreign_tax: i64,
    /// Long-term capital gain.
    pub long_gain: i64,
    /// Its unrecaptured section 1250 part.
    pub section_1250: i64,
    /// Its section 1202 part.
    pub section_1202: i64,
    /// Its collectibles part.
    pub collectibles: i64,
    /// Return of capital.
    pub return_of_capital: i64,
    /// Cash liquidation distributions.
    pub cash_liquidation: i64,
    /// Noncash liquidation distributions.
    pub noncash_liquidation: i64,
    /// Exempt-interest dividends.
    pub exempt_interest: i64,
    /// Fraction of those from private activity bonds, in ten-thousandths.
    pub amt_e4: i64,
    /// Qualified part of income, gains and foreign tax, in ten-thousandths.
    pub qualified_e4: i64,
    /// Section 199A part of what is ordinary and not qualified, in ten-thousandths.
    pub section_199a_e4: i64,
    /// Section 897 part of ordinary dividends and of the plain capital gain, in ten-thousandths.
    pub section_897_e4: i64,
}

fn part(whole: i64, e4: i64) -> i64 {
    (i128::from(whole) * i128::from(e4)).div_euclid(10_000) as i64
}

impl Figures {
    /// All amounts of the layout of the year; `scale` is the number of decimal places.
    #[must_use]
    pub fn amounts(&self, year: TaxYear, scale: u32) -> Amounts {
        let mut a = Amounts::default();
        for (field, units) in self.independent(year) {
            set(&mut a, field, Decimal::new(units, scale));
        }
        set(&mut a, Field::AmtPercentage, Decimal::new(self.amt_e4, 4));
        for total in [
            Field::OrdinaryDividends,
            Field::QualifiedDividends,
            Field::ForeignTaxPaid,
            Field::Section199aDividends,
            Field::Section897OrdinaryDividends,
            Field::CurrentYear,
            Field::TotalDistribution,
        ] {
            if year.has(total) {
                let sum = total.info().parts.iter().map(|f| a.or_zero(*f)).sum();
                set(&mut a, total, sum);
            }
        }
        a
    }

    fn independent(&self, year: TaxYear) -> Vec<(Field, i64)> {
        let qualified = |whole| part(whole, self.qualified_e4);
        let reit = |whole: i64| part(whole - qualified(whole), self.section_199a_e4);
        let real_property = |whole| part(whole, self.section_897_e4);
        let plain_gain = self.long_gain - self.section_1250 - self.section_1202 - self.collectibles;
        let fields = [
            (Field::PriorYear, self.prior_year),
            (Field::NextYear, self.next_year),
            (Field::IncomeDividends, self.income),
            (Field::ShortTermCapitalGain, self.short_gain),
            (Field::ForeignTaxInOrdinary, self.foreign_tax),
            (Field::QualifiedIncomeDividends, qualified(self.income)),
            (Field::QualifiedShortTermGain, qualified(self.short_gain)),
            (Field::QualifiedForeignTax, qualified(self.foreign_tax)),
            (Field::CapitalGainDistributions, self.long_gain),
            (Field::UnrecapturedSection1250Gain, self.section_1250),
            (Field::Section1202Gain, self.section_1202),
            (Field::CollectiblesGain, self.collectibles),
            (Field::NondividendDistributions, self.return_of_capital),
            (Field::CashLiquidation, self.cash_liquidation),
            (Field::NoncashLiquidation, self.noncash_liquidation),
            (Field::ExemptInterestDividends, self.exempt_interest),
            (Field::Section199aIncome, reit(self.income)),
            (Field::Section199aShortTermGain, reit(self.short_gain)),
            (Field::Section199aForeignTax, reit(self.foreign_tax)),
            (Field::Section897Income, real_property(self.income)),
            (Field::Section897ShortTermGain, real_property(self.short_gain)),
            (Field::Section897ForeignTax, real_property(self.foreign_tax)),
            (Field::Section897CapitalGain, real_property(plain_gain)),
        ];
        fields.into_iter().filter(|(f, _)| year.has(*f)).collect()
    }
}

fn set(amounts: &mut Amounts, field: Field, value: Decimal) {
    amounts.set(field, Value::printed(value, Place::default()));
}
