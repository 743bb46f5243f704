//! YE0113: a heading with another year's box.

use crate::line::Table;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;

rule! {
    /// A heading names another box of Form 1099-DIV than the tax year's form has.
    ///
    /// ## What it checks
    /// A box printed in a heading is the one that the column feeds in the tax year. Form 1099-DIV
    /// renumbered its boxes in 2012, 2018 and 2021: foreign tax was box 6 and is box 7,
    /// liquidations were 8 and 9 and are 9 and 10.
    ///
    /// ## Why it matters
    /// Whoever files by the printed box files into the neighbour's. The figures themselves are
    /// read by column, whatever box is printed.
    ///
    /// ## What to do
    /// Correct the template.
    ///
    /// ## Authority
    /// Form 1099-DIV of the tax year.
    "YE0113", "box-label", Note, since "0.1",
    Table(check)
}

fn check(table: &Table<'_>, sink: &mut Sink) {
    let Some(year) = table.layout.tax_year else { return };
    for heading in &table.layout.header {
        let (Some(field), Some(printed)) = (heading.field, heading.box_label.as_deref()) else {
            continue;
        };
        let Some(right) = field.box_in(year).filter(|b| !b.eq_ignore_ascii_case(printed)) else {
            continue;
        };
        let message = format!(
            "the heading of {} prints box {printed}; in {year} it is box {right}",
            words::column(field)
        );
        let finding = RULE.finding(message).field(field).at(heading.place);
        sink.push(table.at(), finding.help("correct the template; figures are read by column"));
    }
}
