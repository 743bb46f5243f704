//! YE0321: column 10 is the sum of columns 11 to 13.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use yearend_model::Field;

rule! {
    /// The total distribution is not the sum of prior, next and current year.
    ///
    /// ## What it checks
    /// Column 10 = 11 + 12 + 13, exactly, on every distribution and every printed total. Where
    /// one of the three is not stated, those that are must not exceed column 10; column 13 alone
    /// (with 11 and 12 not stated or zero) must be column 10, unless it is zero.
    ///
    /// ## Why it matters
    /// What was paid must be income of some year, once. A line that pays more than it reports
    /// leaves income out; one that reports more than it pays invents some.
    ///
    /// ## What to do
    /// Compare column 10 with the payment per share that holders received; then look for the
    /// wrong part.
    ///
    /// ## Authority
    /// ICI Primary Layout, heading of column 10 (11+12+13).
    "YE0321", "distribution-by-year", Error, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    super::judge(line, sink, &RULE, Field::TotalDistribution);
}
