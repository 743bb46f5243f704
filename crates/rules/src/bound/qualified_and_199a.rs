//! YE0413: a dividend is qualified or section 199A, not both.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::{Decimal, Field};

rule! {
    /// Qualified dividends and section 199A dividends together exceed ordinary dividends.
    ///
    /// ## What it checks
    /// Column 21 + column 36 ≤ column 17, over all lines of the security that do not restate
    /// earlier figures. One note is made for a security.
    ///
    /// ## Why it matters
    /// A dividend taxed at the qualified rate is no qualified REIT dividend: the same dollar
    /// cannot be in box 1b and in box 5.
    ///
    /// ## What to do
    /// Ask the fund's tax adviser. Many layouts are filled by the ratio of each kind, and the
    /// ratios overlap; the boxes are reported as the fund states them.
    ///
    /// ## Authority
    /// Internal Revenue Code section 199A(e)(3)(B) (a qualified REIT dividend is not qualified
    /// dividend income).
    "YE0413", "qualified-and-199a", Note, since "0.1" from 2018,
    Security(check)
}

fn check(security: &Line<'_>, sink: &mut Sink) {
    let mut over: Option<(Line<'_>, Decimal, Decimal)> = None;
    let mut lines = 0;
    for line in security.lines().filter(|l| !l.restates()) {
        let real_estate = line.or_zero(Field::Section199aDividends);
        let Some(ordinary) = line.amount(Field::OrdinaryDividends) else { continue };
        let both = line.or_zero(Field::QualifiedDividends) + real_estate;
        // A part that alone exceeds the whole is another rule's.
        if real_estate.is_zero()
            || both <= ordinary
            || both - real_estate > ordinary
            || real_estate > ordinary
        {
            continue;
        }
        lines += 1;
        over = over.or(Some((line, both, ordinary)));
    }
    let Some((line, both, ordinary)) = over else { return };
    let message = format!(
        "columns 21+36 are {}, more than {} {}, on {} of the security",
        words::figure(both),
        words::column(Field::OrdinaryDividends),
        words::figure(ordinary),
        words::count(lines, "line", "lines"),
    );
    let finding = line.finding_on(&RULE, Field::Section199aDividends, message);
    sink.push(line.at, finding.help("ask the fund; the boxes are reported as it states them"));
}
