//! YE0336: a line without what belongs to the year.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::Field;

rule! {
    /// A line states what was paid, but not what of it belongs to the year.
    ///
    /// ## What it checks
    /// In a table whose other lines state column 13, a line states it too, unless columns 11 and 12
    /// (the year before and the year after) are all of column 10. Where it can be told from columns
    /// 10 to 12 it has been filled in.
    ///
    /// ## Why it matters
    /// Only column 13 is reported on the Form 1099-DIV of the year (section 852(b)(7) puts a
    /// distribution of January in the year before).
    ///
    /// ## What to do
    /// Ask the sender for column 13.
    ///
    /// ## Authority
    /// ICI Primary Layout, headings of columns 10 to 13.
    "YE0336", "current-year-not-stated", Warning, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    let (total, year) = (Field::TotalDistribution, Field::CurrentYear);
    let Some(paid) = line.amount(total) else { return };
    let others = line.sum(&[Field::PriorYear, Field::NextYear]);
    if line.is_total() || !line.lacks(year) || paid == others {
        return;
    }
    let message = format!(
        "{} is not stated, and {} is {}",
        words::column(year),
        words::column(total),
        words::figure(paid)
    );
    let finding = line.finding_on(&RULE, year, message);
    sink.push(line.at, finding.help("ask the sender which part of it belongs to the year"));
}
