//! YE0409: each section 897 part within its column.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::Field::{
    ForeignTaxInOrdinary, IncomeDividends, Section897ForeignTax, Section897Income,
    Section897ShortTermGain, ShortTermCapitalGain,
};
use yearend_model::identity::Bound;

rule! {
    /// A part of the section 897 dividends exceeds the column that it is a part of.
    ///
    /// ## What it checks
    /// Column 37 ≤ 14, 38 ≤ 15 and 39 ≤ 16, on every line that does not restate earlier figures.
    ///
    /// ## Why it matters
    /// Column 37 is the section 897 part of column 14, and so on. A part larger than the whole
    /// usually stands in its neighbour's column.
    ///
    /// ## What to do
    /// Ask the sender which is right.
    ///
    /// ## Authority
    /// ICI Primary Layout, columns 37 to 39.
    "YE0409", "section-897-parts", Error, since "0.1" from 2021,
    Figures(check)
}

const PARTS: [Bound; 3] = [
    Bound { name: "897 income", parts: &[Section897Income], bound: IncomeDividends },
    Bound { name: "897 gain", parts: &[Section897ShortTermGain], bound: ShortTermCapitalGain },
    Bound { name: "897 tax", parts: &[Section897ForeignTax], bound: ForeignTaxInOrdinary },
];

fn check(line: &Line<'_>, sink: &mut Sink) {
    for bound in &PARTS {
        super::judge_bound(line, sink, &RULE, bound);
    }
}
