//! YE0104: a table without a tax year.

use crate::line::Table;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::Place;

rule! {
    /// The tax year of a table is not known.
    ///
    /// ## What it checks
    /// Title, headings or payable dates settle for which year a table is meant.
    ///
    /// ## Why it matters
    /// The year decides the columns, the boxes, and which January payments count.
    ///
    /// ## What to do
    /// Ask the sender for which year the document is.
    ///
    /// ## Authority
    /// ICI Primary Layout, title line.
    "YE0104", "no-tax-year", Error, since "0.1",
    Table(check)
}

fn check(table: &Table<'_>, sink: &mut Sink) {
    if table.layout.tax_year.is_none() && !table.layout.securities.is_empty() {
        let place: Option<Place> = table.securities().next().map(|s| s.place);
        let finding = RULE
            .finding("neither title, headings nor payable dates settle the tax year of this table")
            .help("ask the sender for which year the document is")
            .at(place);
        sink.push(table.at(), finding);
    }
}
