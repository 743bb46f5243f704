//! Heading wordings as fund families print them.
//!
//! Three registers: the template's own (short headings below group headings, told apart by block
//! and by number row), self-contained with the box, and plain language.

use crate::rng::Rng;
use yearend_model::field::Group;
use yearend_model::{Field, TaxYear};

/// Which wordings a document uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Register {
    /// The template's: `Income Dividends` in four blocks.
    Template,
    /// Each heading names its box or section.
    Boxed,
    /// Each heading says in plain words what it is.
    Plain,
}

/// The headings of a document: a wording for each field.
#[derive(Clone, Debug)]
pub struct Headings {
    /// The wordings.
    pub register: Register,
    /// The tax year that the headings speak of.
    pub year: i16,
    seed: u64,
    formulas: bool,
    year_first: bool,
}

impl Headings {
    /// Random headings of a register for a tax year.
    pub fn random(rng: &mut Rng, register: Register, year: TaxYear) -> Headings {
        Headings {
            register,
            year: year.get() as i16,
            seed: rng.draw(),
            formulas: register == Register::Template || rng.chance(50),
            year_first: rng.chance(60),
        }
    }

    /// The heading of a field in the layout of a tax year (boxes move between years).
    #[must_use]
    pub fn text(&self, field: Field, layout: TaxYear) -> String {
        // Every field has its own stream, so that leaving a column out changes no other heading.
        let mut rng = Rng::new(self.seed ^ u64::from(field.column()) << 32);
        let wording = match (self.register, field.info().group) {
            (_, Group::Security) => (*rng.pick(security(field))).to_owned(),
            (_, Group::Years) => self.year_heading(field, &mut rng),
            (Register::Template, _) => (*rng.pick(template(field))).to_owned(),
            (Register::Boxed, _) => boxed(field, layout, &mut rng),
            (Register::Plain, _) => (*rng.pick(plain(field))).to_owned(),
        };
        match field.formula().filter(|_| self.formulas) {
            Some(formula) => format!("{wording} ({formula})"),
            None => wording,
        }
    }

    /// Whether the headings print years.
    #[must_use]
    pub fn prints_years(&self) -> bool {
        self.register == Register::Template || self.year_first
    }

    fn year_heading(&self, field: Field, rng: &mut Rng) -> String {
        let (name, year) = match field {
            Field::PriorYear => ("Prior Year", self.year - 1),
            Field::NextYear => ("Next Year", self.year + 1),
            Field::CurrentYear => ("Current Year", self.year),
            _ => {
                let wordings = [
                    "Total Distribution Per Share",
                    "Total Distribution Per Share",
                    "Distribution Per Share",
                    "Total Distributions Per Share",
                    "Total Distribution",
                ];
                return (*rng.pick(&wordings)).to_owned();
            }
        };
        if self.prints_years() { format!("{year} ({name})") } else { name.to_owned() }
    }
}

/// The heading over a block, as the template prints it above the first of its columns.
#[must_use]
pub fn group(field: Field, layout: TaxYear) -> Option<String> {
    let text = match field {
        Field::PriorYear => "Year Included in Shareholders' Income".to_owned(),
        Field::IncomeDividends => "Form 1099 Box 1a Breakdown".to_owned(),
        Field::QualifiedIncomeDividends => "Form 1099 Box 1b Breakdown".to_owned(),
        Field::Section199aIncome => "Form 1099 Box 5 Breakdown".to_owned(),
        Field::Section897Income => "Form 1099 Box 2e Breakdown".to_owned(),
        Field::OrdinaryDividends => "Box 1a Total".to_owned(),
        Field::QualifiedDividends => "Box 1b Total".to_owned(),
        Field::Section199aDividends => "Box 5 Total".to_owned(),
        Field::AmtPercentage => return None,
        _ => format!("Box {}", field.box_in(layout)?),
    };
    Some(text)
}

/// Over how many columns a group heading stands.
#[must_use]
pub fn group_span(field: Field) -> usize {
    match field {
        Field::PriorYear
        | Field::IncomeDividends
        | Field::QualifiedIncomeDividends
        | Field::Section199aIncome
        | Field::Section897Income => 3,
        _ => 1,
    }
}

fn security(field: Field) -> &'static [&'static str] {
    match field {
        Field::SecurityDescription => {
            &["Security Description (Fund Name)", "Fund Name", "Security Description", "Fund"]
        }
        Field::Cusip => &["CUSIP", "CUSIP Number", "CUSIP #", "Cusip No.", "CUSIP ID"],
        Field::Ticker => &["Ticker Symbol", "Ticker", "Symbol", "NASDAQ Symbol", "Trading Symbol"],
        Field::Estimated => &["Estimated (E)", "Est. (E)"],
        Field::Reclass => &["Reclass (R)", "Reclassified (R)"],
        Field::Corrected => &["Corrected (C)", "Correction (C)"],
        Field::RecordDate => &["Record Date", "Date of Record", "Rec. Date", "Record Dt"],
        Field::ExDividendDate => {
            &["Ex-Dividend Date", "Ex-Date", "Ex Date", "Ex-Div. Date", "Ex/Reinvest Date"]
        }
        _ => &["Payable Date", "Pay Date", "Payment Date", "Date Payable", "Distribution Date"],
    }
}

fn template(field: Field) -> &'static [&'static str] {
    match field.info().group {
        Group::Qualified | Group::Section199a | Group::Section897 => match field {
            Field::QualifiedDividends => &["Qualified Dividends"],
            Field::Section199aDividends => &["Section 199A Dividends"],
            Field::Section897OrdinaryDividends => &["Section 897 Ordinary Dividends"],
            Field::Section897CapitalGain => &["Section 897 Capital Gain"],
            Field::QualifiedIncomeDividends
            | Field::Section199aIncome
            | Field::Section897Income => &["Income Dividends"],
            Field::QualifiedForeignTax
            | Field::Section199aForeignTax
            | Field::Section897ForeignTax => &["Foreign Tax Paid"],
            _ => &["Short-term Capital Gain", "Short-term Gains"],
        },
        _ => match field {
            Field::IncomeDividends => &["Income Dividends"],
            Field::ShortTermCapitalGain => &["Short-term Capital Gain", "Short-term Gains"],
            Field::ForeignTaxInOrdinary | Field::ForeignTaxPaid => &["Foreign Tax Paid"],
            Field::OrdinaryDividends => &["Ordinary Dividends"],
            Field::CapitalGainDistributions => {
                &["Total Capital Gain Distr.", "Total Capital Gain Distributions"]
            }
            Field::UnrecapturedSection1250Gain => {
                &["Unrecap Sec. 1250 Gain", "Unrecap. Section 1250 Gain"]
            }
            Field::Section1202Gain => &["Section 1202 Gain"],
            Field::CollectiblesGain => &["Collectibles (28%) Gain"],
            Field::NondividendDistributions => {
                &["Nondividend Distributions", "Non-dividend Distributions"]
            }
            Field::CashLiquidation => &["Cash Liquidation Distr.", "Cash Liquidation"],
            Field::NoncashLiquidation => &["Noncash Liquidation Distr.", "Non-cash Liquidation"],
            Field::ExemptInterestDividends => &["Exempt Interest Dividends", "Exempt Interest"],
            Field::AmtPercentage => &["Percentage of AMT in Column 30", "Percentage of AMT"],
            _ => &["CUSIP Number Change (M) or (Y)"],
        },
    }
}

/// A heading that names its box in the year, or its section.
fn boxed(field: Field, layout: TaxYear, rng: &mut Rng) -> String {
    let name = *rng.pick(plain(field));
    match field.box_in(layout) {
        Some(label) if rng.chance(80) => format!("Box {label} {name}"),
        Some(label) => format!("{name} (Box {label})"),
        None => name.to_owned(),
    }
}

fn plain(field: Field) -> &'static [&'static str] {
    match field {
        Field::IncomeDividends => {
            &["Income Dividends", "Net Investment Income", "Dividend Income", "Income Div."]
        }
        Field::ShortTermCapitalGain => &[
            "Short-Term Capital Gains",
            "Short Term Gain",
            "ST Capital Gain",
            "S/T Cap Gain",
            "STCG",
        ],
        Field::ForeignTaxInOrdinary => {
            &["Foreign Tax in Ordinary Dividends", "Box 1a Foreign Tax Paid", "1a Foreign Tax"]
        }
        Field::OrdinaryDividends => &[
            "Total Ordinary Dividends",
            "Ordinary Dividends",
            "Ordinary Dividend",
            "Total Ord. Div.",
        ],
        Field::QualifiedIncomeDividends => {
            &["Qualified Income Dividends", "Qualifying Income Dividends", "Qualified Income"]
        }
        Field::QualifiedShortTermGain => &[
            "Qualified Short-Term Gains",
            "Qualified Short-term Capital Gain",
            "Qual. ST Cap Gain",
        ],
        Field::QualifiedForeignTax => &["Qualified Foreign Tax Paid", "Qualified Foreign Tax"],
        Field::QualifiedDividends => &[
            "Total Qualified Dividends",
            "Qualified Dividends",
            "Qualified Dividend",
            "QDI",
            "Qualified Dividend Income (QDI)",
        ],
        Field::CapitalGainDistributions => &[
            "Long-Term Capital Gains",
            "Total Capital Gain Distributions",
            "Long-Term Capital Gain Distribution",
            "LT Cap Gain",
            "L/T Capital Gains",
            "LTCG",
            "Capital Gain Distributions",
        ],
        Field::UnrecapturedSection1250Gain => {
            &["Unrecaptured Section 1250 Gain", "Unrecap. Sec. 1250 Gain"]
        }
        Field::Section1202Gain => &["Section 1202 Gain", "Sec. 1202 Gain", "1202 Gain"],
        Field::CollectiblesGain => &["Collectibles (28%) Gain", "Collectibles 28% Rate Gain"],
        Field::NondividendDistributions => {
            &["Return of Capital", "Nondividend Distributions", "Non-Taxable Distribution", "ROC"]
        }
        Field::ForeignTaxPaid => {
            &["Foreign Tax Paid", "Foreign Taxes Paid", "Fgn Tax Paid", "Foreign Tax Credit"]
        }
        Field::CashLiquidation => &["Cash Liquidation Distributions", "Cash Liquidation"],
        Field::NoncashLiquidation => &["Noncash Liquidation Distributions", "Non-Cash Liquidation"],
        Field::ExemptInterestDividends => {
            &["Exempt-Interest Dividends", "Tax-Exempt Interest Dividends", "Tax-Exempt Dividends"]
        }
        Field::AmtPercentage => {
            &["AMT Percentage", "Percentage of AMT", "AMT %", "% Subject to AMT"]
        }
        Field::CusipChange => &["CUSIP Number Change (M) or (Y)", "CUSIP Change"],
        Field::Section199aIncome => &["Section 199A Income Dividends", "199A Income"],
        Field::Section199aShortTermGain => {
            &["Section 199A Short-term Gains", "199A Short-Term Gain"]
        }
        Field::Section199aForeignTax => &["Section 199A Foreign Tax Paid", "199A Foreign Tax"],
        Field::Section199aDividends => {
            &["Section 199A Dividends", "Sec. 199A Dividends", "Sec. 199A Div"]
        }
        Field::Section897Income => &["Section 897 Income Dividends", "897 Income"],
        Field::Section897ShortTermGain => &["Section 897 Short-term Gains", "897 Short-Term Gain"],
        Field::Section897ForeignTax => &["Section 897 Foreign Tax Paid", "897 Foreign Tax"],
        Field::Section897OrdinaryDividends => {
            &["Section 897 Ordinary Dividends", "Sec. 897 Ordinary Dividends"]
        }
        _ => &["Section 897 Capital Gain", "Sec. 897 Capital Gain"],
    }
}
