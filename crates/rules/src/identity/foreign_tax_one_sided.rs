//! YE0330: foreign tax in one of its two columns only.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::{Field, Severity};

rule! {
    /// Foreign tax is stated in one of its two columns only.
    ///
    /// ## What it checks
    /// A line that states foreign tax in column 16 states it in column 27 as well, and the other
    /// way round. It is a note where the table leaves the other column out altogether (the amount
    /// then follows), and an error where the column is there and the cell is blank.
    ///
    /// ## Why it matters
    /// Holders would be taxed on the foreign tax without the credit for it, or the reverse.
    ///
    /// ## What to do
    /// Ask the sender to state both columns.
    ///
    /// ## Authority
    /// Internal Revenue Code section 853(b)(2); ICI Primary Layout, columns 16 and 27.
    "YE0330", "foreign-tax-one-sided", Error, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    let (income, paid) = (Field::ForeignTaxInOrdinary, Field::ForeignTaxPaid);
    // A total may state fewer columns than its lines.
    if line.is_total() || !line.scan.may_hold_any(&[income, paid]) {
        return;
    }
    let (stated, missing) = match (line.amount(income), line.amount(paid)) {
        (Some(a), None) if !a.is_zero() => (income, paid),
        (None, Some(a)) if !a.is_zero() => (paid, income),
        _ => return,
    };
    let message = format!(
        "{} is {} and {} is not stated",
        words::column(stated),
        words::figure(line.or_zero(stated)),
        words::column(missing),
    );
    let mut finding = line.finding_on(&RULE, stated, message);
    if line.layout.column(missing).is_none() {
        finding.severity = Severity::Note;
    }
    sink.push(line.at, finding.help("both columns state the same tax; ask for the missing one"));
}
