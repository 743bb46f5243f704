//! YE0333: a box without the parts that its table has columns for.

use crate::identity::BOXES;
use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::Decimal;

rule! {
    /// A box is stated, but not the parts that make it up.
    ///
    /// ## What it checks
    /// Where a line states box 1a, 1b, 5 or 2e (columns 17, 21, 36, 40) and a part of it is blank
    /// that other lines of the table state, the parts that are stated sum to the box. One lost
    /// part follows from the others and is filled in; where several cells are blank nothing says
    /// which of them holds the rest.
    ///
    /// ## Why it matters
    /// Income and short-term gain are treated differently by states and by nonresident
    /// withholding (section 871(k)): a blank cell is read as zero where it is not.
    ///
    /// ## What to do
    /// Ask the sender for the parts.
    ///
    /// ## Authority
    /// ICI Primary Layout, headings of columns 17, 21, 36 and 40.
    "YE0333", "parts-not-stated", Warning, since "0.1",
    Figures(check)
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    if line.is_total() {
        return;
    }
    for field in BOXES {
        if !line.scan.may_hold(field) {
            continue;
        }
        let parts = field.info().parts;
        let stated = line.or_zero(field);
        let sum: Decimal = line.sum(parts);
        let Some(first) = parts.iter().find(|f| line.lacks(**f)) else { continue };
        if stated.is_zero() || sum == stated {
            continue;
        }
        let message = format!(
            "{} is {}, and the stated ones of {} are {}",
            words::column(field),
            words::figure(stated),
            words::sum_of(parts),
            words::figure(sum)
        );
        let finding = line.finding_on(&RULE, *first, message);
        sink.push(line.at, finding.help("cells of its parts are blank; ask what they hold"));
    }
}
