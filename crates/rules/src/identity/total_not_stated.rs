//! YE0334: a line without its total distribution.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::Field;

rule! {
    /// A line states what was paid for the year, but not what was paid.
    ///
    /// ## What it checks
    /// In a table whose other lines state column 10, a line whose column 13 is not zero states it
    /// too. Where it can be told from columns 11 to 13 it has been filled in.
    ///
    /// ## Why it matters
    /// Column 10 is the rate that payments are matched with and the base of every percentage; a
    /// part of it may belong to the year before or after.
    ///
    /// ## What to do
    /// Ask the sender for the total distribution per share.
    ///
    /// ## Authority
    /// ICI Primary Layout, heading of column 10.
    "YE0334", "total-not-stated", Warning, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    let (total, year) = (Field::TotalDistribution, Field::CurrentYear);
    let stated = line.or_zero(year);
    if line.is_total() || stated.is_zero() || !line.lacks(total) {
        return;
    }
    let message = format!(
        "{} is not stated, and {} is {}",
        words::column(total),
        words::column(year),
        words::figure(stated)
    );
    let finding = line.finding_on(&RULE, total, message);
    sink.push(line.at, finding.help("ask the sender for the total distribution per share"));
}
