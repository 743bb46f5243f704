//! YE0335: a blank cell where the table prints zeros.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::Field;

rule! {
    /// A cell is blank in a column that the table fills, with zeros where there is nothing.
    ///
    /// ## What it checks
    /// Where at least two thirds of a table's lines state a column, and some of them state zero,
    /// every line states it.
    ///
    /// ## Why it matters
    /// A table that prints its zeros says nothing with a blank: a value was lost, or two cells
    /// run together, and what stands beside it may be in the wrong column.
    ///
    /// ## What to do
    /// Look at the row in the document; ask the sender whether the cell is zero.
    ///
    /// ## Authority
    /// ICI Primary Layout: a column without an amount is filled with zero.
    "YE0335", "zero-not-stated", Warning, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    if line.is_total() {
        return;
    }
    let Some(first) = Field::amounts().find(|f| line.lacks_zero(*f)) else { return };
    let message = format!("{} is blank, and the table prints zeros there", words::column(first));
    let finding = line.finding_on(&RULE, first, message);
    sink.push(line.at, finding.help("look at the row in the document; the cell may be lost"));
}
