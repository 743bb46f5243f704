//! The one table of fields: every column of the Primary Layout, by tax year.
//!
//! Sources: the ICI Primary Layout template of each year (column numbers, headings, formulas) and
//! the Form 1099-DIV of each year (boxes). Columns 1 to 32 stand since 2007; 33 to 36 came with
//! section 199A in 2018, 37 to 41 with boxes 2e and 2f in 2021. The form renumbered its boxes in
//! 2018 (foreign tax 6 to 7, liquidation 8 and 9 to 9 and 10) and in 2021 (exempt interest 11 to
//! 12); exempt-interest dividends stood on Form 1099-INT before 2012.
//!
//! Readers, writers, rules, database columns and the documentation derive from this table. A new
//! column is a new row here and nothing else.

use crate::year::TaxYear;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// A name or number in words.
    Text,
    /// A letter that is set or not (`E`, `R`, `C`).
    Flag,
    /// A calendar date, or a word such as `DAILY`.
    Date,
    /// US dollars per share.
    DollarsPerShare,
    /// A fraction from 0 to 1.
    Fraction,
    /// One of a few letters (`M`, `Y`).
    Code,
}

/// The block of the layout that a column belongs to; headings repeat from block to block
/// (`Income Dividends` stands in four), so the block decides which column is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Group {
    /// Columns 1 to 9.
    Security,
    /// Columns 10 to 13: year included in shareholders' income.
    Years,
    /// Columns 14 to 17: box 1a and its breakdown.
    Ordinary,
    /// Columns 18 to 21: box 1b and its breakdown.
    Qualified,
    /// Columns 22 to 25: box 2a and its parts.
    CapitalGain,
    /// Columns 26 to 32.
    Other,
    /// Columns 33 to 36: box 5 and its breakdown.
    Section199a,
    /// Columns 37 to 41: boxes 2e and 2f.
    Section897,
}

/// The box of Form 1099-DIV in a run of tax years.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoxLabel {
    /// First tax year of the label.
    pub from: u16,
    /// Last tax year of the label.
    pub to: u16,
    /// The box as the form prints it, such as `2a`.
    pub label: &'static str,
}

/// A row of the table.
#[derive(Debug)]
pub struct FieldInfo {
    /// The field.
    pub field: Field,
    /// The name in JSON, in databases and in Parquet.
    pub name: &'static str,
    /// The heading that yearend writes.
    pub title: &'static str,
    /// What it holds.
    pub unit: Unit,
    /// The block of the layout.
    pub group: Group,
    /// The first tax year whose layout has it.
    pub since: u16,
    /// The boxes of Form 1099-DIV that it feeds, by year.
    pub boxes: &'static [BoxLabel],
    /// The fields that it sums, if it is a sum.
    pub parts: &'static [Field],
    /// The element of the IRS's XML (IRIS) that its box goes to.
    pub irs_element: Option<&'static str>,
    /// Heading wordings seen, in lower case without punctuation, longest first by habit only.
    pub wordings: &'static [&'static str],
}

/// A column of the Primary Layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Field {
    /// Column 1: the fund's name and share class.
    SecurityDescription,
    /// Column 2.
    Cusip,
    /// Column 3.
    Ticker,
    /// Column 4: `E` where the figures are estimated.
    Estimated,
    /// Column 5: `R` where the line reclassifies earlier figures.
    Reclass,
    /// Column 6: `C` where the line corrects earlier figures.
    Corrected,
    /// Column 7.
    RecordDate,
    /// Column 8.
    ExDividendDate,
    /// Column 9.
    PayableDate,
    /// Column 10: what was paid per share (11 + 12 + 13).
    TotalDistribution,
    /// Column 11: the part that shareholders include in the prior year (section 852(b)(7)).
    PriorYear,
    /// Column 12: the part that shareholders include in the next year.
    NextYear,
    /// Column 13: the part included in the tax year (14 + 15 + 22 + 26 + 28 + 30).
    CurrentYear,
    /// Column 14: dividends from net investment income, without short-term gain and foreign tax.
    IncomeDividends,
    /// Column 15: dividends from net short-term capital gain (taxed as ordinary).
    ShortTermCapitalGain,
    /// Column 16: foreign tax passed through (section 853), grossed up in box 1a.
    ForeignTaxInOrdinary,
    /// Column 17: box 1a (14 + 15 + 16).
    OrdinaryDividends,
    /// Column 18: the qualified part of column 14.
    QualifiedIncomeDividends,
    /// Column 19: the qualified part of column 15.
    QualifiedShortTermGain,
    /// Column 20: the qualified part of column 16.
    QualifiedForeignTax,
    /// Column 21: box 1b (18 + 19 + 20).
    QualifiedDividends,
    /// Column 22: box 2a, net long-term capital gain.
    CapitalGainDistributions,
    /// Column 23: box 2b.
    UnrecapturedSection1250Gain,
    /// Column 24: box 2c.
    Section1202Gain,
    /// Column 25: box 2d.
    CollectiblesGain,
    /// Column 26: box 3, return of capital.
    NondividendDistributions,
    /// Column 27: foreign tax (box 6 to 2017, box 7 since); equals column 16.
    ForeignTaxPaid,
    /// Column 28: cash liquidation distributions.
    CashLiquidation,
    /// Column 29: noncash liquidation distributions (fair market value).
    NoncashLiquidation,
    /// Column 30: exempt-interest dividends (section 852(b)(5)).
    ExemptInterestDividends,
    /// Column 31: the fraction of column 30 from private activity bonds, 0 to 1.
    AmtPercentage,
    /// Column 32: `M` where a merger, `Y` where another event changed the CUSIP.
    CusipChange,
    /// Column 33: the section 199A part of column 14.
    Section199aIncome,
    /// Column 34: the section 199A part of column 15.
    Section199aShortTermGain,
    /// Column 35: the section 199A part of column 16.
    Section199aForeignTax,
    /// Column 36: box 5 (33 + 34 + 35), qualified REIT dividends.
    Section199aDividends,
    /// Column 37: the section 897 part of column 14.
    Section897Income,
    /// Column 38: the section 897 part of column 15.
    Section897ShortTermGain,
    /// Column 39: the section 897 part of column 16.
    Section897ForeignTax,
    /// Column 40: box 2e (37 + 38 + 39).
    Section897OrdinaryDividends,
    /// Column 41: box 2f.
    Section897CapitalGain,
}

impl Field {
    /// Every field in column order.
    pub const ALL: [Field; 41] = [
        Field::SecurityDescription,
        Field::Cusip,
        Field::Ticker,
        Field::Estimated,
        Field::Reclass,
        Field::Corrected,
        Field::RecordDate,
        Field::ExDividendDate,
        Field::PayableDate,
        Field::TotalDistribution,
        Field::PriorYear,
        Field::NextYear,
        Field::CurrentYear,
        Field::IncomeDividends,
        Field::ShortTermCapitalGain,
        Field::ForeignTaxInOrdinary,
        Field::OrdinaryDividends,
        Field::QualifiedIncomeDividends,
        Field::QualifiedShortTermGain,
        Field::QualifiedForeignTax,
        Field::QualifiedDividends,
        Field::CapitalGainDistributions,
        Field::UnrecapturedSection1250Gain,
        Field::Section1202Gain,
        Field::CollectiblesGain,
        Field::NondividendDistributions,
        Field::ForeignTaxPaid,
        Field::CashLiquidation,
        Field::NoncashLiquidation,
        Field::ExemptInterestDividends,
        Field::AmtPercentage,
        Field::CusipChange,
        Field::Section199aIncome,
        Field::Section199aShortTermGain,
        Field::Section199aForeignTax,
        Field::Section199aDividends,
        Field::Section897Income,
        Field::Section897ShortTermGain,
        Field::Section897ForeignTax,
        Field::Section897OrdinaryDividends,
        Field::Section897CapitalGain,
    ];

    /// The column number, 1 to 41.
    #[must_use]
    pub fn column(self) -> u8 {
        self as u8 + 1
    }

    /// The field of a column number, 1 to 41.
    #[must_use]
    pub fn from_column(column: u8) -> Option<Field> {
        Self::ALL.get(usize::from(column).checked_sub(1)?).copied()
    }

    /// The row of the table.
    #[must_use]
    pub fn info(self) -> &'static FieldInfo {
        &FIELDS[self as usize]
    }

    /// The name in JSON, in databases and in Parquet.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// The field of a name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Field> {
        Self::ALL.into_iter().find(|f| f.name() == name)
    }

    /// Whether it holds an exact number: dollars per share or a fraction.
    #[must_use]
    pub fn is_amount(self) -> bool {
        matches!(self.info().unit, Unit::DollarsPerShare | Unit::Fraction)
    }

    /// Whether a sum over distributions means something: dollars per share.
    #[must_use]
    pub fn is_summed(self) -> bool {
        self.info().unit == Unit::DollarsPerShare
    }

    /// The amount fields, columns 10 to 41 without 32.
    pub fn amounts() -> impl Iterator<Item = Field> {
        Self::ALL.into_iter().filter(|f| f.is_amount())
    }

    /// The three dates.
    pub const DATES: [Field; 3] = [Field::RecordDate, Field::ExDividendDate, Field::PayableDate];

    /// The box of Form 1099-DIV in that tax year (`7`, `2a`), if the field feeds one.
    #[must_use]
    pub fn box_in(self, year: TaxYear) -> Option<&'static str> {
        self.info().boxes.iter().find(|b| (b.from..=b.to).contains(&year.get())).map(|b| b.label)
    }

    /// The formula that the layout prints in the heading (`14+15+16`), if the field is a sum of
    /// several columns.
    #[must_use]
    pub fn formula(self) -> Option<String> {
        let parts = self.info().parts;
        (parts.len() > 1)
            .then(|| parts.iter().map(|p| p.column().to_string()).collect::<Vec<_>>().join("+"))
    }
}

/// The table, in column order.
pub static FIELDS: [FieldInfo; 41] = [
    FieldInfo {
        field: Field::SecurityDescription,
        name: "security_description",
        title: "Security Description (Fund Name)",
        unit: Unit::Text,
        group: Group::Security,
        since: 2007,
        boxes: &[],
        parts: &[],
        irs_element: None,
        wordings: &[
            "fund and share class",
            "fund and class",
            "trust name",
            "series name",
            "product name",
            "legal name",
            "investment name",
            "etf name",
            "name",
            "issuer",
            "security description fund name",
            "security description",
            "fund name",
            "fund",
            "security name",
            "security",
            "name of fund",
            "portfolio",
            "portfolio name",
            "description",
        ],
    },
    FieldInfo {
        field: Field::Cusip,
        name: "cusip",
        title: "CUSIP",
        unit: Unit::Text,
        group: Group::Security,
        since: 2007,
        boxes: &[],
        parts: &[],
        irs_element: None,
        wordings: &["cusip", "cusip number", "cusip no", "cusip id"],
    },
    FieldInfo {
        field: Field::Ticker,
        name: "ticker",
        title: "Ticker Symbol",
        unit: Unit::Text,
        group: Group::Security,
        since: 2007,
        boxes: &[],
        parts: &[],
        irs_element: None,
        wordings: &[
            "nasdaq",
            "exchange ticker",
            "ticker symbol",
            "ticker",
            "symbol",
            "nasdaq symbol",
            "quotron symbol",
        ],
    },
    FieldInfo {
        field: Field::Estimated,
        name: "estimated",
        title: "Estimated (E)",
        unit: Unit::Flag,
        group: Group::Security,
        since: 2007,
        boxes: &[],
        parts: &[],
        irs_element: None,
        wordings: &["estimated e", "estimated", "estimate", "est"],
    },
    FieldInfo {
        field: Field::Reclass,
        name: "reclass",
        title: "Reclass (R)",
        unit: Unit::Flag,
        group: Group::Security,
        since: 2007,
        boxes: &[],
        parts: &[],
        irs_element: None,
        wordings: &["reclass r", "reclass", "reclassified", "reclassification"],
    },
    FieldInfo {
        field: Field::Corrected,
        name: "corrected",
        title: "Corrected (C)",
        unit: Unit::Flag,
        group: Group::Security,
        since: 2007,
        boxes: &[],
        parts: &[],
        irs_element: None,
        wordings: &["corrected c", "corrected", "correction"],
    },
    FieldInfo {
        field: Field::RecordDate,
        name: "record_date",
        title: "Record Date",
        unit: Unit::Date,
        group: Group::Security,
        since: 2007,
        boxes: &[],
        parts: &[],
        irs_element: None,
        wordings: &["record date", "date of record", "rec date", "record"],
    },
    FieldInfo {
        field: Field::ExDividendDate,
        name: "ex_dividend_date",
        title: "Ex-Dividend Date",
        unit: Unit::Date,
        group: Group::Security,
        since: 2007,
        boxes: &[],
        parts: &[],
        irs_element: None,
        wordings: &[
            "x date",
            "ex distribution date",
            "ex dividend date",
            "ex date",
            "ex div date",
            "ex dividend",
            "exdate",
        ],
    },
    FieldInfo {
        field: Field::PayableDate,
        name: "payable_date",
        title: "Payable Date",
        unit: Unit::Date,
        group: Group::Security,
        since: 2007,
        boxes: &[],
        parts: &[],
        irs_element: None,
        wordings: &[
            "paid on",
            "payout date",
            "disbursement date",
            "payment",
            "payable date",
            "pay date",
            "payment date",
            "date payable",
            "date paid",
            "paid date",
            "distribution date",
            "payable",
        ],
    },
    FieldInfo {
        field: Field::TotalDistribution,
        name: "total_distribution",
        title: "Total Distribution Per Share",
        unit: Unit::DollarsPerShare,
        group: Group::Years,
        since: 2007,
        boxes: &[],
        parts: &[Field::PriorYear, Field::NextYear, Field::CurrentYear],
        irs_element: None,
        wordings: &[
            "amount per share",
            "rate per share",
            "distribution amount",
            "distribution rate",
            "dividend per share",
            "total rate",
            "total amount",
            "total distribution per share",
            "distribution per share",
            "total distribution",
            "total per share",
            "total amount per share",
            "total distributions paid per share",
        ],
    },
    FieldInfo {
        field: Field::PriorYear,
        name: "prior_year",
        title: "Prior Year",
        unit: Unit::DollarsPerShare,
        group: Group::Years,
        since: 2007,
        boxes: &[],
        parts: &[],
        irs_element: None,
        wordings: &["prior year", "previous year", "prior"],
    },
    FieldInfo {
        field: Field::NextYear,
        name: "next_year",
        title: "Next Year",
        unit: Unit::DollarsPerShare,
        group: Group::Years,
        since: 2007,
        boxes: &[],
        parts: &[],
        irs_element: None,
        wordings: &["next year", "following year", "subsequent year"],
    },
    FieldInfo {
        field: Field::CurrentYear,
        name: "current_year",
        title: "Current Year",
        unit: Unit::DollarsPerShare,
        group: Group::Years,
        since: 2007,
        boxes: &[],
        parts: &[
            Field::IncomeDividends,
            Field::ShortTermCapitalGain,
            Field::CapitalGainDistributions,
            Field::NondividendDistributions,
            Field::CashLiquidation,
            Field::ExemptInterestDividends,
        ],
        irs_element: None,
        wordings: &["current year", "this year"],
    },
    FieldInfo {
        field: Field::IncomeDividends,
        name: "income_dividends",
        title: "Income Dividends",
        unit: Unit::DollarsPerShare,
        group: Group::Ordinary,
        since: 2007,
        boxes: &[],
        parts: &[],
        irs_element: None,
        wordings: &[
            "regular dividends",
            "taxable interest dividends",
            "income dividends",
            "income dividend",
            "income",
            "net investment income",
            "investment income",
            "ordinary income dividends",
            "ordinary income",
        ],
    },
    FieldInfo {
        field: Field::ShortTermCapitalGain,
        name: "short_term_capital_gain",
        title: "Short-term Capital Gain",
        unit: Unit::DollarsPerShare,
        group: Group::Ordinary,
        since: 2007,
        boxes: &[],
        parts: &[],
        irs_element: None,
        wordings: &[
            "short term capital gain",
            "short term gain",
            "short term",
            "st capital gain",
            "st gain",
        ],
    },
    FieldInfo {
        field: Field::ForeignTaxInOrdinary,
        name: "foreign_tax_in_ordinary",
        title: "Foreign Tax Paid",
        unit: Unit::DollarsPerShare,
        group: Group::Ordinary,
        since: 2007,
        boxes: &[],
        parts: &[],
        irs_element: None,
        wordings: &[
            "foreign tax in ordinary dividends",
            "foreign tax paid",
            "foreign tax",
            "foreign taxes",
        ],
    },
    FieldInfo {
        field: Field::OrdinaryDividends,
        name: "ordinary_dividends",
        title: "Ordinary Dividends",
        unit: Unit::DollarsPerShare,
        group: Group::Ordinary,
        since: 2007,
        boxes: &[BoxLabel { from: 2007, to: 2026, label: "1a" }],
        parts: &[Field::IncomeDividends, Field::ShortTermCapitalGain, Field::ForeignTaxInOrdinary],
        irs_element: Some("TotalOrdinaryDividendsAmt"),
        wordings: &[
            "ordinary dividends",
            "total ordinary dividends",
            "total ordinary",
            "taxable dividends",
        ],
    },
    FieldInfo {
        field: Field::QualifiedIncomeDividends,
        name: "qualified_income_dividends",
        title: "Qualified Income Dividends",
        unit: Unit::DollarsPerShare,
        group: Group::Qualified,
        since: 2007,
        boxes: &[],
        parts: &[],
        irs_element: None,
        wordings: &[
            "qualified income dividends",
            "qualified income",
            "qualifying income dividends",
            "income dividends",
            "income",
        ],
    },
    FieldInfo {
        field: Field::QualifiedShortTermGain,
        name: "qualified_short_term_gain",
        title: "Qualified Short-term Gains",
        unit: Unit::DollarsPerShare,
        group: Group::Qualified,
        since: 2007,
        boxes: &[],
        parts: &[],
        irs_element: None,
        wordings: &[
            "qualified short term gain",
            "qualified short term capital gain",
            "short term gain",
            "short term capital gain",
            "short term",
        ],
    },
    FieldInfo {
        field: Field::QualifiedForeignTax,
        name: "qualified_foreign_tax",
        title: "Qualified Foreign Tax Paid",
        unit: Unit::DollarsPerShare,
        group: Group::Qualified,
        since: 2007,
        boxes: &[],
        parts: &[],
        irs_element: None,
        wordings: &[
            "qualified foreign tax paid",
            "qualified foreign tax",
            "foreign tax paid",
            "foreign tax",
        ],
    },
    FieldInfo {
        field: Field::QualifiedDividends,
        name: "qualified_dividends",
        title: "Qualified Dividends",
        unit: Unit::DollarsPerShare,
        group: Group::Qualified,
        since: 2007,
        boxes: &[BoxLabel { from: 2007, to: 2026, label: "1b" }],
        parts: &[
            Field::QualifiedIncomeDividends,
            Field::QualifiedShortTermGain,
            Field::QualifiedForeignTax,
        ],
        irs_element: Some("QualifiedDividendsAmt"),
        wordings: &[
            "qualified dividends",
            "total qualified dividends",
            "total qualified",
            "qualifying dividends",
        ],
    },
    FieldInfo {
        field: Field::CapitalGainDistributions,
        name: "capital_gain_distributions",
        title: "Total Capital Gain Distributions",
        unit: Unit::DollarsPerShare,
        group: Group::CapitalGain,
        since: 2007,
        boxes: &[BoxLabel { from: 2007, to: 2026, label: "2a" }],
        parts: &[],
        irs_element: Some("TotalCapitalDistributionsAmt"),
        wordings: &[
            "long term",
            "total capital gain distribution",
            "capital gain distribution",
            "total capital gain",
            "long term capital gain",
            "long term gain",
            "capital gain",
        ],
    },
    FieldInfo {
        field: Field::UnrecapturedSection1250Gain,
        name: "unrecaptured_section_1250_gain",
        title: "Unrecaptured Section 1250 Gain",
        unit: Unit::DollarsPerShare,
        group: Group::CapitalGain,
        since: 2007,
        boxes: &[BoxLabel { from: 2007, to: 2026, label: "2b" }],
        parts: &[],
        irs_element: Some("UnrecapturedSection1250GainAmt"),
        wordings: &[
            "25 rate gain",
            "25 gain",
            "unrecaptured section 1250 gain",
            "section 1250 gain",
            "unrecaptured 1250 gain",
            "1250 gain",
            "1250",
        ],
    },
    FieldInfo {
        field: Field::Section1202Gain,
        name: "section_1202_gain",
        title: "Section 1202 Gain",
        unit: Unit::DollarsPerShare,
        group: Group::CapitalGain,
        since: 2007,
        boxes: &[BoxLabel { from: 2007, to: 2026, label: "2c" }],
        parts: &[],
        irs_element: Some("CapitalGainSect1202Amt"),
        wordings: &[
            "qualified small business stock gain",
            "small business stock gain",
            "section 1202 gain",
            "1202 gain",
            "1202",
        ],
    },
    FieldInfo {
        field: Field::CollectiblesGain,
        name: "collectibles_gain",
        title: "Collectibles (28%) Gain",
        unit: Unit::DollarsPerShare,
        group: Group::CapitalGain,
        since: 2007,
        boxes: &[BoxLabel { from: 2007, to: 2026, label: "2d" }],
        parts: &[],
        irs_element: Some("Collectibles28PercentGainAmt"),
        wordings: &[
            "28 rate",
            "collectibles 28 gain",
            "collectibles gain",
            "28 rate gain",
            "collectibles",
            "28 gain",
        ],
    },
    FieldInfo {
        field: Field::NondividendDistributions,
        name: "nondividend_distributions",
        title: "Nondividend Distributions",
        unit: Unit::DollarsPerShare,
        group: Group::Other,
        since: 2007,
        boxes: &[BoxLabel { from: 2007, to: 2026, label: "3" }],
        parts: &[],
        irs_element: Some("NondividendDistributionsAmt"),
        wordings: &[
            "non taxable",
            "nondividend",
            "return of basis",
            "nondividend distribution",
            "return of capital",
            "non taxable distribution",
            "nontaxable distribution",
        ],
    },
    FieldInfo {
        field: Field::ForeignTaxPaid,
        name: "foreign_tax_paid",
        title: "Foreign Tax Paid",
        unit: Unit::DollarsPerShare,
        group: Group::Other,
        since: 2007,
        boxes: &[
            BoxLabel { from: 2007, to: 2017, label: "6" },
            BoxLabel { from: 2018, to: 2026, label: "7" },
        ],
        parts: &[Field::ForeignTaxInOrdinary],
        irs_element: Some("ForeignTaxesPaidAmt"),
        wordings: &["foreign tax paid", "foreign tax", "foreign taxes paid"],
    },
    FieldInfo {
        field: Field::CashLiquidation,
        name: "cash_liquidation",
        title: "Cash Liquidation Distributions",
        unit: Unit::DollarsPerShare,
        group: Group::Other,
        since: 2007,
        boxes: &[
            BoxLabel { from: 2007, to: 2017, label: "8" },
            BoxLabel { from: 2018, to: 2026, label: "9" },
        ],
        parts: &[],
        irs_element: Some("CashLiquidationDistriAmt"),
        wordings: &[
            "liquidation distribution",
            "liquidation",
            "cash liquidation distribution",
            "cash liquidation",
            "cash liquidating distribution",
        ],
    },
    FieldInfo {
        field: Field::NoncashLiquidation,
        name: "noncash_liquidation",
        title: "Noncash Liquidation Distributions",
        unit: Unit::DollarsPerShare,
        group: Group::Other,
        since: 2007,
        boxes: &[
            BoxLabel { from: 2007, to: 2017, label: "9" },
            BoxLabel { from: 2018, to: 2026, label: "10" },
        ],
        parts: &[],
        irs_element: Some("NoncashLiquidationDistriAmt"),
        wordings: &[
            "noncash liquidation distribution",
            "noncash liquidation",
            "noncash liquidating distribution",
        ],
    },
    FieldInfo {
        field: Field::ExemptInterestDividends,
        name: "exempt_interest_dividends",
        title: "Exempt Interest Dividends",
        unit: Unit::DollarsPerShare,
        group: Group::Other,
        since: 2007,
        boxes: &[
            BoxLabel { from: 2012, to: 2017, label: "10" },
            BoxLabel { from: 2018, to: 2020, label: "11" },
            BoxLabel { from: 2021, to: 2026, label: "12" },
        ],
        parts: &[],
        irs_element: Some("ExemptInterestDividendsAmt"),
        wordings: &[
            "municipal interest",
            "tax free income",
            "tax free dividends",
            "tax free interest",
            "exempt dividends",
            "exempt income",
            "exempt interest dividends",
            "exempt interest",
            "tax exempt interest dividends",
            "tax exempt interest",
            "tax exempt dividends",
            "tax exempt",
        ],
    },
    FieldInfo {
        field: Field::AmtPercentage,
        name: "amt_percentage",
        title: "Percentage of AMT in Column 30",
        unit: Unit::Fraction,
        group: Group::Other,
        since: 2007,
        boxes: &[
            BoxLabel { from: 2012, to: 2017, label: "11" },
            BoxLabel { from: 2018, to: 2020, label: "12" },
            BoxLabel { from: 2021, to: 2026, label: "13" },
        ],
        parts: &[],
        irs_element: Some("PrivateActivityBondIntDivAmt"),
        wordings: &[
            "percentage private activity bond interest",
            "amt factor",
            "percentage of amt in column 30",
            "percentage of amt",
            "percentage amt",
            "amt percentage",
            "amt",
            "private activity bond percentage",
            "percentage subject to amt",
            "percentage private activity bond",
            "percentage of private activity bond interest",
            "percentage specified private activity bond interest",
            "alternative minimum tax percentage",
            "percentage of alternative minimum tax",
        ],
    },
    FieldInfo {
        field: Field::CusipChange,
        name: "cusip_change",
        title: "CUSIP Number Change (M) or (Y)",
        unit: Unit::Code,
        group: Group::Other,
        since: 2007,
        boxes: &[],
        parts: &[],
        irs_element: None,
        wordings: &[
            "cusip number change m or y",
            "cusip number change",
            "cusip change",
            "change in cusip",
        ],
    },
    FieldInfo {
        field: Field::Section199aIncome,
        name: "section_199a_income",
        title: "Section 199A Income Dividends",
        unit: Unit::DollarsPerShare,
        group: Group::Section199a,
        since: 2018,
        boxes: &[],
        parts: &[],
        irs_element: None,
        wordings: &[
            "section 199a income dividends",
            "199a income dividends",
            "199a income",
            "income dividends",
            "income",
        ],
    },
    FieldInfo {
        field: Field::Section199aShortTermGain,
        name: "section_199a_short_term_gain",
        title: "Section 199A Short-term Gains",
        unit: Unit::DollarsPerShare,
        group: Group::Section199a,
        since: 2018,
        boxes: &[],
        parts: &[],
        irs_element: None,
        wordings: &[
            "section 199a short term gain",
            "199a short term gain",
            "199a short term capital gain",
            "short term gain",
            "short term capital gain",
            "short term",
        ],
    },
    FieldInfo {
        field: Field::Section199aForeignTax,
        name: "section_199a_foreign_tax",
        title: "Section 199A Foreign Tax Paid",
        unit: Unit::DollarsPerShare,
        group: Group::Section199a,
        since: 2018,
        boxes: &[],
        parts: &[],
        irs_element: None,
        wordings: &[
            "section 199a foreign tax paid",
            "199a foreign tax paid",
            "199a foreign tax",
            "foreign tax paid",
            "foreign tax",
        ],
    },
    FieldInfo {
        field: Field::Section199aDividends,
        name: "section_199a_dividends",
        title: "Section 199A Dividends",
        unit: Unit::DollarsPerShare,
        group: Group::Section199a,
        since: 2018,
        boxes: &[BoxLabel { from: 2018, to: 2026, label: "5" }],
        parts: &[
            Field::Section199aIncome,
            Field::Section199aShortTermGain,
            Field::Section199aForeignTax,
        ],
        irs_element: Some("Section199ADividendsAmt"),
        wordings: &[
            "qualified reit dividends",
            "reit dividends",
            "qualified business income",
            "section 199a dividends",
            "199a dividends",
            "total 199a",
            "total section 199a dividends",
            "199a",
        ],
    },
    FieldInfo {
        field: Field::Section897Income,
        name: "section_897_income",
        title: "Section 897 Income Dividends",
        unit: Unit::DollarsPerShare,
        group: Group::Section897,
        since: 2021,
        boxes: &[],
        parts: &[],
        irs_element: None,
        wordings: &[
            "section 897 income dividends",
            "897 income dividends",
            "897 income",
            "income dividends",
            "income",
        ],
    },
    FieldInfo {
        field: Field::Section897ShortTermGain,
        name: "section_897_short_term_gain",
        title: "Section 897 Short-term Gains",
        unit: Unit::DollarsPerShare,
        group: Group::Section897,
        since: 2021,
        boxes: &[],
        parts: &[],
        irs_element: None,
        wordings: &[
            "section 897 short term gain",
            "897 short term gain",
            "897 short term capital gain",
            "short term gain",
            "short term capital gain",
            "short term",
        ],
    },
    FieldInfo {
        field: Field::Section897ForeignTax,
        name: "section_897_foreign_tax",
        title: "Section 897 Foreign Tax Paid",
        unit: Unit::DollarsPerShare,
        group: Group::Section897,
        since: 2021,
        boxes: &[],
        parts: &[],
        irs_element: None,
        wordings: &[
            "section 897 foreign tax paid",
            "897 foreign tax paid",
            "897 foreign tax",
            "foreign tax paid",
            "foreign tax",
        ],
    },
    FieldInfo {
        field: Field::Section897OrdinaryDividends,
        name: "section_897_ordinary_dividends",
        title: "Section 897 Ordinary Dividends",
        unit: Unit::DollarsPerShare,
        group: Group::Section897,
        since: 2021,
        boxes: &[BoxLabel { from: 2021, to: 2026, label: "2e" }],
        parts: &[
            Field::Section897Income,
            Field::Section897ShortTermGain,
            Field::Section897ForeignTax,
        ],
        irs_element: Some("Section897OrdinaryDividendsAmt"),
        wordings: &[
            "firpta ordinary dividends",
            "section 897 ordinary dividends",
            "897 ordinary dividends",
            "897 ordinary",
            "897 dividends",
        ],
    },
    FieldInfo {
        field: Field::Section897CapitalGain,
        name: "section_897_capital_gain",
        title: "Section 897 Capital Gain",
        unit: Unit::DollarsPerShare,
        group: Group::Section897,
        since: 2021,
        boxes: &[BoxLabel { from: 2021, to: 2026, label: "2f" }],
        parts: &[],
        irs_element: Some("Section897CapitalGainAmt"),
        wordings: &[
            "firpta capital gain",
            "section 897 capital gain",
            "897 capital gain",
            "897 gain",
        ],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_column_order() {
        for (i, info) in FIELDS.iter().enumerate() {
            assert_eq!(info.field as usize, i);
            assert_eq!(Field::from_column(info.field.column()), Some(info.field));
            assert_eq!(Field::from_name(info.name), Some(info.field));
        }
        assert_eq!(Field::from_column(0), None);
        assert_eq!(Field::from_column(42), None);
    }

    #[test]
    fn boxes_move_between_years() {
        let label = |f: Field, y| f.box_in(TaxYear::new(y).unwrap());
        assert_eq!(label(Field::ForeignTaxPaid, 2017), Some("6"));
        assert_eq!(label(Field::ForeignTaxPaid, 2018), Some("7"));
        assert_eq!(label(Field::CashLiquidation, 2017), Some("8"));
        assert_eq!(label(Field::NoncashLiquidation, 2018), Some("10"));
        assert_eq!(label(Field::ExemptInterestDividends, 2011), None);
        assert_eq!(label(Field::ExemptInterestDividends, 2013), Some("10"));
        assert_eq!(label(Field::ExemptInterestDividends, 2020), Some("11"));
        assert_eq!(label(Field::ExemptInterestDividends, 2025), Some("12"));
        assert_eq!(label(Field::Section199aDividends, 2017), None);
        assert_eq!(label(Field::Section897CapitalGain, 2021), Some("2f"));
    }

    #[test]
    fn no_two_fields_share_a_box_in_a_year() {
        for year in TaxYear::all() {
            let mut labels: Vec<_> = Field::ALL.iter().filter_map(|f| f.box_in(year)).collect();
            let n = labels.len();
            labels.sort_unstable();
            labels.dedup();
            assert_eq!(labels.len(), n, "{year}");
        }
    }

    #[test]
    fn formulas_are_those_of_the_headings() {
        assert_eq!(Field::TotalDistribution.formula().as_deref(), Some("11+12+13"));
        assert_eq!(Field::CurrentYear.formula().as_deref(), Some("14+15+22+26+28+30"));
        assert_eq!(Field::ForeignTaxPaid.formula(), None);
    }
}
