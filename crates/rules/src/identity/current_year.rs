//! YE0322: column 13 is the sum of its breakdown.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::Field;

rule! {
    /// The current year is not the sum of its breakdown.
    ///
    /// ## What it checks
    /// Column 13 = 14 + 15 + 22 + 26 + 28 + 30, exactly, on every distribution and every printed
    /// total. Foreign tax (16) is no part: it was never paid out. Noncash liquidation (29) is
    /// none either. Where a part is not stated, those that are must not exceed column 13.
    ///
    /// ## Why it matters
    /// This is the equation that ties cash to boxes. If it fails, a dollar of the payment is in
    /// no box, or in two.
    ///
    /// ## What to do
    /// The help names a column as large as the difference, if there is one. Ask the sender.
    ///
    /// ## Authority
    /// ICI Primary Layout, heading of column 13 (14+15+22+26+28+30).
    "YE0322", "current-year-breakdown", Error, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    super::judge(line, sink, &RULE, Field::CurrentYear);
}
