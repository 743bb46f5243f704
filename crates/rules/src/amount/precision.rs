//! YE0602: more decimal places than anybody calculates.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::decimal::places;
use yearend_model::{Field, Value};

rule! {
    /// An amount has more decimal places than funds calculate.
    ///
    /// ## What it checks
    /// Amounts per share have at most twelve decimal places. One note is made for a security.
    ///
    /// ## Why it matters
    /// Such figures come out of a spreadsheet's binary arithmetic (0.30000000000000004) or out of
    /// a division that nobody rounded. They are used exactly as they stand, and sums of them may
    /// be off in the last place.
    ///
    /// ## What to do
    /// Ask the sender to round to the places that the fund declared.
    ///
    /// ## Authority
    /// None; layouts seen have up to nine places.
    "YE0602", "precision", Note, since "0.1",
    Security(check)
}

/// The most decimal places that are taken to be meant.
const MOST: u32 = 12;

fn check(security: &Line<'_>, sink: &mut Sink) {
    let mut fine = security.lines().flat_map(|line| {
        let amounts = line.amounts().into_iter().flat_map(|a| a.iter());
        amounts.filter(|(_, v)| is_too_fine(v)).map(move |(f, v)| (line, f, v.amount))
    });
    let Some((line, field, amount)): Option<(Line<'_>, Field, _)> = fine.next() else { return };
    let more = match fine.count() {
        0 => String::new(),
        n => format!(", as {}", words::count(n, "other amount has", "other amounts have")),
    };
    let message = format!(
        "{} is {}, which has {} decimal places{more}",
        words::column(field),
        words::figure(amount),
        places(amount)
    );
    let finding = line.finding_on(&RULE, field, message);
    sink.push(line.at, finding.help("the figure is used as it stands; ask for a rounded one"));
}

fn is_too_fine(value: &Value) -> bool {
    value.amount.scale() > MOST && places(value.amount) > MOST
}
