//! YE0408: each section 199A part within its column.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::Field::{
    ForeignTaxInOrdinary, IncomeDividends, Section199aForeignTax, Section199aIncome,
    Section199aShortTermGain, ShortTermCapitalGain,
};
use yearend_model::identity::Bound;

rule! {
    /// A part of the section 199A dividends exceeds the column that it is a part of.
    ///
    /// ## What it checks
    /// Column 33 ≤ 14, 34 ≤ 15 and 35 ≤ 16, on every line that does not restate earlier figures.
    ///
    /// ## Why it matters
    /// Column 33 is the section 199A part of column 14, and so on. A part larger than the whole
    /// usually stands in its neighbour's column.
    ///
    /// ## What to do
    /// Ask the sender which is right.
    ///
    /// ## Authority
    /// ICI Primary Layout, columns 33 to 35.
    "YE0408", "section-199a-parts", Error, since "0.1" from 2018,
    Figures(check)
}

const PARTS: [Bound; 3] = [
    Bound { name: "199A income", parts: &[Section199aIncome], bound: IncomeDividends },
    Bound { name: "199A gain", parts: &[Section199aShortTermGain], bound: ShortTermCapitalGain },
    Bound { name: "199A tax", parts: &[Section199aForeignTax], bound: ForeignTaxInOrdinary },
];

fn check(line: &Line<'_>, sink: &mut Sink) {
    for bound in &PARTS {
        super::judge_bound(line, sink, &RULE, bound);
    }
}
