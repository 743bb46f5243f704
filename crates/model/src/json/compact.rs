//! A large reading as text, at the speed at which it is read.
//!
//! Securities are nearly all of a large reading, and their keys and figures have nothing to escape:
//! they are spelt here as they are, on all cores, while what is spelt is written. What they look
//! like is the contract of [`ReadingJson`](super::ReadingJson), which a test compares with.

use super::{Each, FindingJson, SCHEMA, View};
use crate::decimal::spelt;
use crate::reading::{Distribution, Layout, Reading, Security};
use crate::{Date, Decimal, Field, Finding};
use rayon::prelude::*;
use serde::Serialize;
use std::io::{self, Write};
use std::sync::LazyLock;

/// Securities that are spelt at once: their text is held until it is written.
const AT_ONCE: usize = 128;

/// One core spells as many.
const PIECE: usize = 8;

/// Writes the reading as `yearend.reading/1`, without blanks between the values: the bytes that
/// `serde_json` makes of [`ReadingJson`](super::ReadingJson).
///
/// # Errors
/// When `out` cannot be written.
pub fn write_compact(reading: &Reading, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    write!(out, "{{\"schema\":\"{SCHEMA}\",\"source\":")?;
    value(&View(&reading.source), out)?;
    out.write_all(b",\"layouts\":[")?;
    for (i, layout) in reading.layouts.iter().enumerate() {
        let comma = if i > 0 { "," } else { "" };
        write!(out, "{comma}{{\"kind\":\"{}\",\"tax_year\":", layout.kind.name())?;
        value(&layout.tax_year.map(|y| y.get()), out)?;
        out.write_all(b",\"title\":")?;
        value(&layout.title, out)?;
        out.write_all(b",\"securities\":[")?;
        securities(layout, out)?;
        out.write_all(b"]}")?;
    }
    out.write_all(b"],\"contacts\":")?;
    value(&Each(&reading.contacts), out)?;
    out.write_all(b",\"findings\":")?;
    findings(reading, out)?;
    out.write_all(b"}")
}

fn value(value: &impl Serialize, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    Ok(serde_json::to_writer(out, value)?)
}

/// The securities of a layout; some are written while the next are spelt. Each text goes out by
/// itself: it is larger than what a writer gathers, so that nothing is copied.
fn securities(layout: &Layout, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let mut chunks = layout.securities.chunks(AT_ONCE);
    let Some(first) = chunks.next() else { return Ok(()) };
    // Two sets of texts take turns, so that their memory is used again.
    let (mut spelt, mut next) = (Vec::new(), Vec::new());
    // A few are spelt before a thread could begin to help.
    spell(first, layout.securities.len() > AT_ONCE, &mut spelt);
    if let Some(text) = spelt.first_mut() {
        text.remove(0);
    }
    for some in chunks {
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| spell(some, true, &mut next));
            spelt.iter().try_for_each(|text| out.write_all(text))
        })?;
        std::mem::swap(&mut spelt, &mut next);
    }
    spelt.iter().try_for_each(|text| out.write_all(text))
}

/// Findings that are spelt at once; a fraction of them for each text.
const FINDINGS: usize = 16 * AT_ONCE;

/// The findings; many are spelt on all cores.
fn findings(reading: &Reading, out: &mut (impl Write + ?Sized)) -> io::Result<()> {
    let spell = |some: &[Finding]| {
        let some: Vec<_> = some.iter().map(|f| FindingJson(f, reading)).collect();
        serde_json::to_vec(&some)
    };
    let all = reading.findings.as_slice();
    if all.len() <= AT_ONCE {
        return out.write_all(&spell(all)?);
    }
    // Each text is a list; they are joined to one.
    let mut between = b"[";
    for some in all.chunks(FINDINGS) {
        let texts: Result<Vec<_>, _> = some.par_chunks(AT_ONCE).map(spell).collect();
        for text in texts? {
            out.write_all(between)?;
            out.write_all(&text[1..text.len() - 1])?;
            between = b",";
        }
    }
    out.write_all(b"]")
}

/// Spells some securities in place of what the texts hold, several to a text, each after a comma. The
/// work is shared out, if it is to be and there is enough of it.
fn spell(some: &[Security], shared: bool, texts: &mut Vec<Vec<u8>>) {
    texts.resize_with(some.len().div_ceil(PIECE), Vec::new);
    let piece = |(some, text): (&[Security], &mut Vec<u8>)| {
        text.clear();
        for one in some {
            text.push(b',');
            security(one, text);
        }
    };
    if shared && some.len() >= 2 * PIECE {
        some.par_chunks(PIECE).zip(&mut *texts).for_each(piece);
    } else {
        some.chunks(PIECE).zip(&mut *texts).for_each(piece);
    }
}

fn security(security: &Security, text: &mut Vec<u8>) {
    text.extend_from_slice(b"{\"cusip\":");
    string(&security.cusip, text);
    text.extend_from_slice(b",\"ticker\":");
    string_or_null(security.ticker.as_deref(), text);
    text.extend_from_slice(b",\"name\":");
    string(&security.name, text);
    text.extend_from_slice(b",\"distributions\":[");
    for (i, one) in security.distributions.iter().enumerate() {
        if i > 0 {
            text.push(b',');
        }
        distribution(one, text);
    }
    text.extend_from_slice(b"],\"annual\":{");
    amounts(security.annual(), text);
    text.extend_from_slice(b"},\"review\":");
    text.extend_from_slice(if security.review { b"true}" } else { b"false}" });
}

fn distribution(d: &Distribution, text: &mut Vec<u8>) {
    let dates = || Field::DATES.into_iter().filter_map(|f| Some((f, d.date(f)?)));
    text.push(b'{');
    for (field, v) in dates() {
        key(field.name(), text);
        match v.date {
            Some(day) => date(day, text),
            None => text.extend_from_slice(b"null"),
        }
        if let (None, Some(word)) = (v.date, &v.text) {
            key(&format!("{}_text", field.name()), text);
            string(word, text);
        }
    }
    key("status", text);
    string_or_null(d.status.map(|x| x.name()), text);
    key("amounts", text);
    text.push(b'{');
    amounts(d.amounts.iter().map(|(field, value)| (field, value.amount)), text);
    if let Some(letter) = d.cusip_change {
        key(Field::CusipChange.name(), text);
        string(letter.encode_utf8(&mut [0; 4]), text);
    }
    text.push(b'}');
    key("inferred", text);
    let inferred = dates().filter(|(_, v)| v.inferred).map(|(f, _)| f);
    text.push(b'[');
    for (i, field) in inferred.chain(d.amounts.inferred()).enumerate() {
        if i > 0 {
            text.push(b',');
        }
        string(field.name(), text);
    }
    text.extend_from_slice(b"]}");
}

fn date(day: Date, text: &mut Vec<u8>) {
    text.push(b'"');
    let (year, month, day_of_month) = (day.year(), day.month(), day.day());
    if let (Ok(year @ 1000..), Ok(month), Ok(of_month)) =
        (u32::try_from(year), u32::try_from(month), u32::try_from(day_of_month))
    {
        let digits = year * 10_000 + month * 100 + of_month;
        for (place, unit) in
            [10_000_000, 1_000_000, 100_000, 10_000, 1000, 100, 10, 1].iter().enumerate()
        {
            if matches!(place, 4 | 6) {
                text.push(b'-');
            }
            text.push(b'0' + (digits / unit % 10) as u8);
        }
    } else {
        // Writing to memory cannot fail.
        let _ = write!(text, "{day}");
    }
    text.push(b'"');
}

/// What stands around the figure of each field of a line, by its column: nearly all of a reading.
static AROUND: LazyLock<Vec<Around>> = LazyLock::new(|| Field::ALL.map(Around::new).into());

struct Around {
    /// A comma and the key, to the quotation mark before the figure.
    key: String,
    /// The same with the figure of most fields.
    zero: String,
}

impl Around {
    fn new(field: Field) -> Around {
        let name = field.name();
        Around { key: format!(",\"{name}\":\""), zero: format!(",\"{name}\":\"0\"") }
    }
}

/// The members of an object of which nothing is spelt but its brace.
fn amounts(amounts: impl Iterator<Item = (Field, Decimal)>, text: &mut Vec<u8>) {
    let all = AROUND.as_slice();
    let mut comma = false;
    for (field, amount) in amounts {
        let around = &all[usize::from(field.column()) - 1];
        let from = usize::from(!comma);
        if amount.is_zero() {
            text.extend_from_slice(&around.zero.as_bytes()[from..]);
        } else {
            text.extend_from_slice(&around.key.as_bytes()[from..]);
            spelt(amount, |figure| text.extend_from_slice(figure));
            text.push(b'"');
        }
        comma = true;
    }
}

/// The key of a member, which needs no escapes.
fn key(name: &str, text: &mut Vec<u8>) {
    text.extend_from_slice(if text.ends_with(b"{") { b"\"" } else { b",\"" });
    text.extend_from_slice(name.as_bytes());
    text.extend_from_slice(b"\":");
}

fn string_or_null(string: Option<&str>, text: &mut Vec<u8>) {
    match string {
        Some(string) => self::string(string, text),
        None => text.extend_from_slice(b"null"),
    }
}

fn string(string: &str, text: &mut Vec<u8>) {
    if string.bytes().all(|b| b >= b' ' && b != b'"' && b != b'\\') {
        text.push(b'"');
        text.extend_from_slice(string.as_bytes());
        text.push(b'"');
    } else {
        text.extend_from_slice(serde_json::Value::from(string).to_string().as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::write_compact;
    use crate::json::ReadingJson;
    use crate::reading::{Distribution, Layout, Reading, Security, Status};
    use crate::{
        Amounts, Basis, Contact, Decimal, Field, Finding, Place, Severity, TaxYear, Value,
    };

    fn distribution(i: usize) -> Distribution {
        let mut d = Distribution::default();
        d.record_date.text = [None, Some("DAILY"), Some("on \"call\"")][i % 3].map(str::to_owned);
        let day = ["2025-06-26", "1999-12-01", "0987-01-31", "-000003-02-05"][i / 2 % 4];
        d.payable_date.date = i.is_multiple_of(2).then(|| day.parse().unwrap());
        d.ex_dividend_date.inferred = i.is_multiple_of(5);
        d.status = [None, Some(Status::Estimated), Some(Status::Corrected)][i / 3 % 3];
        d.cusip_change = [None, Some('M'), Some('"')][i % 3];
        d.amounts = amounts(i);
        d
    }

    fn amounts(i: usize) -> Amounts {
        let mut amounts = Amounts::default();
        for (n, field) in Field::amounts().enumerate().filter(|(n, _)| !(n + i).is_multiple_of(4)) {
            let basis = [Basis::Printed, Basis::Inferred, Basis::Repaired][n * i % 3];
            let amount = Decimal::new(n as i64 * 1003 - 9000, (n % 9) as u32);
            amounts.set(field, Value { amount, basis, place: Place::default() });
        }
        amounts
    }

    fn security(i: usize) -> Security {
        Security {
            cusip: format!("{i:09}"),
            ticker: (!i.is_multiple_of(3)).then(|| format!("T{i}")),
            name: ["Fund", "A \"quoted\" Fund", "Línea\\\n\u{1}", ""][i % 4].to_owned(),
            distributions: (0..i % 5).map(|n| distribution(n + i)).collect(),
            review: i.is_multiple_of(7),
            ..Security::default()
        }
    }

    fn finding(i: usize) -> Finding {
        let finding = Finding::new("YE0301", Severity::Warning, format!("\"{i}\" is\nodd"));
        match i % 3 {
            0 => finding,
            1 => finding.cusip(format!("{i:09}")).field(Field::IncomeDividends),
            _ => finding.help("ask").distribution(i).at(Place { part: 0, line: 7, column: 3 }),
        }
    }

    #[test]
    fn the_bytes_are_those_of_the_contract() {
        for count in [0, 1, 63, 64, 255, 256, 257, 1000] {
            let layout = Layout {
                title: "A \"title\"".into(),
                tax_year: TaxYear::new(2025),
                securities: (0..count).map(security).collect(),
                ..Layout::default()
            };
            let layouts = vec![layout.clone(), Layout { tax_year: None, ..layout }];
            let findings: Vec<_> = (0..3 * count).map(finding).collect();
            let contacts = vec![Contact { fund: "All\tFunds".into(), ..Contact::default() }];
            for layouts in [layouts, Vec::new()] {
                let (contacts, findings) = (contacts.clone(), findings.clone());
                let reading = Reading { layouts, contacts, findings, ..Reading::default() };
                let mut text = Vec::new();
                write_compact(&reading, &mut text).unwrap();
                let plain = serde_json::to_string(&ReadingJson(&reading)).unwrap();
                assert_eq!(String::from_utf8(text).unwrap(), plain, "{count}");
            }
        }
    }
}
