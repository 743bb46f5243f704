//! A reading: what a document says, exactly, with places and findings.

use crate::amounts::Amounts;
use crate::field::Field;
use crate::finding::{Finding, Severity};
use crate::observation::Observation;
use crate::place::{Part, Place};
use crate::year::TaxYear;
use jiff::civil::Date;
use rust_decimal::Decimal;
use std::fmt;

/// The document a reading came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// File name as given, with the path inside a container where there is one.
    pub name: String,
    /// SHA-256 of the bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Media type, such as `text/plain`.
    pub media_type: String,
    /// Pages or sheets; places refer to them by index.
    pub parts: Vec<Part>,
}

/// Everything read from one document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The document.
    pub source: Source,
    /// The tables, in the order of the document.
    pub layouts: Vec<Layout>,
    /// The contacts sheet.
    pub contacts: Vec<Contact>,
    /// What decoding met: the evidence from which the rules make findings.
    pub observations: Vec<Observation>,
    /// What is wrong or worth knowing, worst first within a security.
    pub findings: Vec<Finding>,
}

/// Which of the three ICI layouts a table is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Distributions of the year for Form 1099-DIV.
    #[default]
    Primary,
    /// Supplementary percentages (state, Treasury, foreign source).
    Secondary,
    /// Nonresident-alien layout (Form 1042-S).
    Nra,
}

impl Kind {
    /// The name in JSON: `primary`, `secondary`, `nra`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Primary => "primary",
            Kind::Secondary => "secondary",
            Kind::Nra => "nra",
        }
    }
}

/// One table of securities (a share class, a sheet, or a whole document).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Which of the ICI layouts it is.
    pub kind: Kind,
    /// The tax year that the document supports best; `None` if it names none.
    pub tax_year: Option<TaxYear>,
    /// The title line, such as `2013 YEAR-END TAX REPORTING INFORMATION`.
    pub title: String,
    /// The year in the title, with its place.
    pub title_year: Option<YearLabel>,
    /// The share class, where the table or sheet names one for all its securities.
    pub share_class: Option<String>,
    /// The columns as the header prints them, left to right.
    pub header: Vec<HeaderColumn>,
    /// The securities in document order.
    pub securities: Vec<Security>,
}

impl Layout {
    /// The header column of a field, if the table prints it.
    #[must_use]
    pub fn column(&self, field: Field) -> Option<&HeaderColumn> {
        self.header.iter().find(|h| h.field == Some(field))
    }
}

/// A year that the document prints (in a title or a heading).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearLabel {
    /// The four-digit year as printed.
    pub year: u16,
    /// Where it is printed.
    pub place: Place,
}

/// One column of a table's header.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderColumn {
    /// The field that it was recognised as; `None` if the column is unknown.
    pub field: Option<Field>,
    /// All heading words over the column, top to bottom, joined by one blank.
    pub text: String,
    /// The column number printed over it (1 to 41), if any.
    pub number: Option<u8>,
    /// The year printed in it (`2012 (Prior Year)`), if any.
    pub year: Option<u16>,
    /// The box printed in it (`7` of `Box 7`), if any.
    pub box_label: Option<String>,
    /// The columns of a printed formula (`(11+12+13)`), if any.
    pub formula: Option<Vec<u8>>,
    /// Where the heading stands.
    pub place: Place,
}

/// A fund's share class with its distributions of the year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Security {
    /// CUSIP, nine characters without blanks, repaired where the document itself proves it.
    pub cusip: String,
    /// CUSIP as the first line prints it.
    pub cusip_printed: String,
    /// Ticker symbol; `None` where the document prints none or `N/A`.
    pub ticker: Option<String>,
    /// Fund name as printed, white space folded.
    pub name: String,
    /// The distributions in document order.
    pub distributions: Vec<Distribution>,
    /// The printed total line, if there is one.
    pub total: Option<PrintedTotal>,
    /// Where the security begins.
    pub place: Place,
    /// True when a finding of severity error or warning names the security.
    pub review: bool,
}

impl Security {
    /// The sum of the distributions, per amount field that any of them states. The AMT
    /// percentage is left out: a sum of percentages means nothing.
    pub fn annual(&self) -> impl Iterator<Item = (Field, Decimal)> {
        Field::ALL.into_iter().filter(|f| f.is_summed()).filter_map(|f| {
            let mut stated = self.distributions.iter().filter_map(|d| d.amounts.amount(f));
            let first = stated.next()?;
            Some((f, stated.fold(first, Decimal::saturating_add)))
        })
    }
}

/// The state of a line by columns 4 to 6.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Column 4: figures are estimated.
    Estimated,
    /// Column 5: a reclassification of an earlier figure.
    Reclass,
    /// Column 6: a corrected figure.
    Corrected,
}

impl Status {
    /// The name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Status::Estimated => "estimated",
            Status::Reclass => "reclass",
            Status::Corrected => "corrected",
        }
    }

    /// The status of a JSON name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Status> {
        [Status::Estimated, Status::Reclass, Status::Corrected]
            .into_iter()
            .find(|s| s.name() == name)
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A date cell: a date, or a word such as `DAILY`, or nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DateValue {
    /// The calendar date.
    pub date: Option<Date>,
    /// The printed word where there is no date.
    pub text: Option<String>,
    /// Whether the date differs from what is printed there (repaired or inferred).
    pub inferred: bool,
    /// Where it stands.
    pub place: Option<Place>,
}

/// One distribution of a security.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Distribution {
    /// Column 7.
    pub record_date: DateValue,
    /// Column 8.
    pub ex_dividend_date: DateValue,
    /// Column 9.
    pub payable_date: DateValue,
    /// Columns 4 to 6.
    pub status: Option<Status>,
    /// Columns 10 to 41 without 32.
    pub amounts: Amounts,
    /// Column 32: `M` (merger) or `Y` (other change of the CUSIP).
    pub cusip_change: Option<char>,
    /// Where its line begins.
    pub place: Place,
}

impl Distribution {
    /// The date value of one of the three date fields.
    #[must_use]
    pub fn date(&self, field: Field) -> Option<&DateValue> {
        match field {
            Field::RecordDate => Some(&self.record_date),
            Field::ExDividendDate => Some(&self.ex_dividend_date),
            Field::PayableDate => Some(&self.payable_date),
            _ => None,
        }
    }

    /// The date value of one of the three date fields, to change.
    pub fn date_mut(&mut self, field: Field) -> Option<&mut DateValue> {
        match field {
            Field::RecordDate => Some(&mut self.record_date),
            Field::ExDividendDate => Some(&mut self.ex_dividend_date),
            Field::PayableDate => Some(&mut self.payable_date),
            _ => None,
        }
    }

    /// Whether the line restates earlier figures, so that amounts may be below zero.
    #[must_use]
    pub fn restates(&self) -> bool {
        matches!(self.status, Some(Status::Reclass | Status::Corrected))
    }
}

/// A line that states the security's total for the year.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PrintedTotal {
    /// The totals as printed.
    pub amounts: Amounts,
    /// Where the line begins.
    pub place: Place,
}

/// A row of the contacts sheet: people the sender names for questions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Contact {
    /// Fund or family.
    pub fund: String,
    /// Contact person.
    pub person: String,
    /// The person's company, if it differs from the fund.
    pub affiliation: String,
    /// Telephone number as printed.
    pub telephone: String,
    /// Facsimile number as printed.
    pub facsimile: String,
    /// Electronic mail address.
    pub email: String,
}

impl Reading {
    /// All securities with the index of their layout.
    pub fn securities(&self) -> impl Iterator<Item = (usize, &Security)> {
        self.layouts.iter().enumerate().flat_map(|(i, l)| l.securities.iter().map(move |s| (i, s)))
    }

    /// The worst severity among the findings.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.findings.iter().map(|f| f.severity).max()
    }
}
