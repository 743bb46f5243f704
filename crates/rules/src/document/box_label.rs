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
    /// liquidations were 8 and 9 and are 9 and 10. One note is made for a table.
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

/// How many headings the note names.
const NAMED: usize = 3;

fn check(table: &Table<'_>, sink: &mut Sink) {
    let Some(year) = table.layout.tax_year else { return };
    let mut wrong = table.layout.header.iter().filter_map(|heading| {
        let (field, printed) = (heading.field?, heading.box_label.as_deref()?);
        let right = field.box_in(year).filter(|b| !b.eq_ignore_ascii_case(printed))?;
        Some((heading, field, format!("{} box {printed}, not {right}", words::column(field))))
    });
    let Some((first, field, mut text)) = wrong.next() else { return };
    let more: Vec<String> = wrong.map(|(.., text)| text).collect();
    for named in more.iter().take(NAMED - 1) {
        text = format!("{text}; {named}");
    }
    if more.len() >= NAMED {
        text = format!("{text}; and {} more", more.len() + 1 - NAMED);
    }
    let message = format!("headings print boxes other than those of {year}: {text}");
    let finding = RULE.finding(message).field(field).at(first.place);
    sink.push(table.at(), finding.help("correct the template; figures are read by column"));
}
