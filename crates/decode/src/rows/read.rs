//! One row of a table by itself: what its cells say of identity, dates, flags and amounts.

use super::{AmountCell, Entry, Frame, Line, Odd, Says, Stand, index, nine};
use crate::caption::{self, Caption};
use crate::cell::{self, DateEntry};
use crate::few::Few;
use crate::table::{is_date, is_figure};
use crate::values::Values;
use crate::view::{CellView, RowView};
use crate::words::fold;
use crate::years::names_fund;
use jiff::ToSpan;
use jiff::civil::Date;
use rust_decimal::Decimal;
use yearend_model::{Field, Observation, ObservationKind, Place, Status, cusip};
use yearend_source::CellKind;

/// Places of a CUSIP.
const CUSIP: usize = 9;

/// What a cell says that holds the CUSIP with the name or the ticker.
fn in_one_cell(row: &RowView<'_>, frame: &Frame) -> Option<Caption> {
    let c = row.at(frame.cusip.or(frame.name)?)?;
    (c.text.len() > CUSIP).then(|| caption::parse(c.text)).flatten()
}

/// The name of a fund that stands alone on its line and reaches over columns without names.
pub(super) fn wide_name(row: &RowView<'_>, frame: &Frame) -> Option<String> {
    let [only] = row.cells.as_slice() else { return None };
    let wide = only.last - only.column >= WIDEST_VALUE;
    let text = fold(only.text);
    (wide && Some(only.column) == frame.name && names_fund(&text)).then(|| without_mark(text))
}

/// A cell merged over more columns than this is a title or a note, not a value.
const WIDEST_VALUE: u32 = 3;

/// Reads a row; `room` is for its cells.
pub(super) fn read_row(row: &RowView<'_>, frame: &Frame, room: Vec<AmountCell>) -> Line {
    let classed = frame.class.is_some_and(|at| row.at(at).is_some());
    let narrow =
        |c: &&CellView<'_>| c.last - c.column < WIDEST_VALUE && !frame.beside.contains(&c.column);
    let narrowed: RowView<'_>;
    let row = if row.cells.iter().all(|c| narrow(&c)) {
        row
    } else {
        let cells = row.cells.iter().filter(narrow).copied().collect();
        narrowed = RowView { line: row.line, cells };
        &narrowed
    };
    if is_page_number(row) {
        return Line::Skip;
    }
    let text =
        |at: Option<u32>| at.and_then(|c| row.at(c)).map(|c| fold(c.text)).unwrap_or_default();
    let place = row.cells.first().map(|c| c.place).unwrap_or_default();
    let mut name = without_mark(text(frame.name));
    let (mut cusip, mut cusip_printed, cusip_place) = read_cusip(row, frame);
    let mut ticker = read_ticker(&text(frame.ticker));
    if cusip.len() != CUSIP
        && let Some(all) = in_one_cell(row, frame)
    {
        (cusip, cusip_printed) = (all.cusip, all.printed);
        name = if all.name.is_empty() { name } else { all.name };
        ticker = all.ticker.or(ticker);
    }
    let mut trouble = Vec::new();
    // A date among the tickers is one whose column is not known.
    if ticker.as_ref().is_some_and(|t| t.bytes().filter(u8::is_ascii_digit).count() > 2) {
        let other = frame.ticker.and_then(|at| row.at(at)).filter(|c| is_date(c) || is_figure(c));
        trouble.extend(other.map(|c| unreadable(Field::Ticker, c)));
    }
    let mut dates: [Few<DateEntry>; 3] = Default::default();
    let mut date_places = [None; 3];
    for (i, at) in frame.dates.iter().enumerate() {
        let Some(c) = own_cell(row, *at, frame) else { continue };
        date_places[i] = Some(c.place);
        match read_dates(c) {
            Some(d) => dates[i] = d,
            None if c.text.chars().all(|x| !x.is_alphanumeric()) => {}
            // The words of a total may stand where the lines have their dates.
            None if is_total_label(c.text) => {}
            None => trouble.push(unreadable(Field::DATES[i], c)),
        }
    }
    let (mut cells, change) = read_amounts(row, frame, room, &mut trouble);
    let lines = dates.iter().map(|d| d.len()).max().unwrap_or(0);
    if lines > 1 {
        end_percentages(&mut cells, lines, frame);
    }
    let total = says_so(&name, row, frame);
    let no_dates = dates.iter().all(|d| d.is_empty());
    let nothing = no_dates && cells.iter().all(AmountCell::is_bad);
    if nothing {
        let has_identity = !name.is_empty() || !cusip.is_empty();
        // Unreadable cells alone (a heading repeated, a note) make no entry.
        return if has_identity && trouble.is_empty() && row.cells.len() <= 3 {
            Line::Name(name, cusip, ticker, place)
        } else {
            Line::Skip
        };
    }
    let (status, flagged) = read_status(row, frame, &mut trouble);
    let has_date_columns = frame.dates.iter().any(Option::is_some);
    let says = match total {
        true => Says::Total,
        false if no_dates && has_date_columns && trouble.is_empty() => Says::NoDate,
        false => Says::Nothing,
    };
    let entry = Entry {
        place,
        name,
        classed,
        cusip,
        cusip_printed,
        cusip_place,
        ticker,
        status,
        flagged,
        change,
        dates,
        date_places,
        cells,
        trouble,
    };
    Line::Entry(Box::new(entry), says)
}

/// A percentage has no total: under the lines of a stacked cell, where the other cells end with the
/// total of the year, its cell ends with nothing.
fn end_percentages(cells: &mut [AmountCell], lines: usize, frame: &Frame) {
    let is_rate = |c: &AmountCell| {
        frame.slots.get(c.slot()).is_some_and(|s| s.field == Some(Field::AmtPercentage))
    };
    let totalled = cells.iter().filter(|c| c.values.len() == lines + 1 && !is_rate(c)).count();
    for c in cells.iter_mut().filter(|c| c.values.len() == lines && is_rate(c)) {
        if totalled > 1 {
            let mut values = c.values.to_vec();
            values.push(None);
            c.values = values.into();
        }
    }
}

/// The flags of a row and the letters that set them.
const FLAGS: [(Status, char); 3] =
    [(Status::Estimated, 'E'), (Status::Reclass, 'R'), (Status::Corrected, 'C')];

/// What the columns of flags say. A letter on a page may stand nearer to the heading beside its own,
/// and is that of one flag only.
fn read_status(
    row: &RowView<'_>,
    frame: &Frame,
    trouble: &mut Vec<Observation>,
) -> (Option<Status>, Vec<bool>) {
    let mut status = None;
    let mut flagged = Vec::new();
    if let [Some(at), other, _] = frame.flags
        && other == Some(at)
    {
        return (read_letter(row, at, frame, trouble), flagged);
    }
    for (at, (s, letter)) in frame.flags.iter().zip(FLAGS) {
        let Some(c) = own_cell(row, *at, frame) else { continue };
        let beside = || {
            let mut others = frame.flags.iter().zip(FLAGS);
            let other = others.find(|(_, (_, l))| cell::is_letter(c.text, *l))?;
            let free = other.0.is_some_and(|at| row.at(at).is_none());
            (frame.paged && free).then_some(other.1.0)
        };
        match fold(c.text).split(' ').map(|t| cell::flag(t, letter)).collect::<Option<Vec<_>>>() {
            Some(flags) if flags.contains(&true) => {
                status = Some(s);
                flagged = if flags.len() > 1 { flags } else { Vec::new() };
            }
            Some(_) => {}
            None if is_total_label(c.text) => {}
            None => match beside() {
                Some(other) => status = Some(other),
                None => {
                    let mut o = unreadable(Field::ALL[status_column(s)], c);
                    o.kind = ObservationKind::UnknownFlag;
                    trouble.push(o);
                }
            },
        }
    }
    (status, flagged)
}

/// The flag whose letter stands in the one column of all three.
fn read_letter(
    row: &RowView<'_>,
    at: u32,
    frame: &Frame,
    trouble: &mut Vec<Observation>,
) -> Option<Status> {
    let c = own_cell(row, Some(at), frame)?;
    let set = |letter: char| {
        let flags =
            fold(c.text).split(' ').map(|t| cell::flag(t, letter)).collect::<Option<Vec<_>>>();
        flags.map(|flags| flags.contains(&true))
    };
    let known: Vec<_> = FLAGS.iter().filter_map(|(s, l)| Some((*s, set(*l)?))).collect();
    if known.is_empty() {
        let mut o = unreadable(Field::Estimated, c);
        o.kind = ObservationKind::UnknownFlag;
        trouble.push(o);
    }
    known.into_iter().find(|(_, set)| *set).map(|(s, _)| s)
}

/// The cell in a column, but not one that reaches into it from a column of names, flags or dates.
fn own_cell<'r, 'a>(
    row: &'r RowView<'a>,
    at: Option<u32>,
    frame: &Frame,
) -> Option<&'r CellView<'a>> {
    let at = at?;
    row.at(at).filter(|c| c.column == at || !frame.stand(c.column).own)
}

/// Whether a row is nothing but a bare number, as stands at the foot of a page.
fn is_page_number(row: &RowView<'_>) -> bool {
    let [only] = row.cells.as_slice() else { return false };
    only.kind == CellKind::Text
        && (1..=4).contains(&only.text.len())
        && only.text.bytes().all(|b| b.is_ascii_digit())
        && !only.text.starts_with('0')
}

/// Whether a text is a sentence, which is neither a CUSIP nor a ticker: a note between the rows.
fn is_sentence(text: &str) -> bool {
    const SHORTEST: usize = "of it an".len();
    if text.len() < SHORTEST || !text.contains(char::is_whitespace) {
        return false;
    }
    let word = |w: &&str| w.chars().filter(|c| c.is_alphabetic()).count() >= 2;
    text.split_whitespace().filter(word).count() >= 3
}

fn status_column(s: Status) -> usize {
    match s {
        Status::Estimated => 3,
        Status::Reclass => 4,
        Status::Corrected => 5,
    }
}

/// A name without the marks that refer to a footnote: `Growth Fund*`, `Growth Fund (1)`.
fn without_mark(mut name: String) -> String {
    let signs =
        |c: char| matches!(c, '*' | '\u{2020}' | '\u{2021}' | '\u{b9}' | '\u{b2}' | '\u{b3}');
    loop {
        let bare = name.trim_end().trim_end_matches(signs).trim_end();
        let number = bare.strip_suffix(')').and_then(|t| t.rsplit_once('('));
        let bare = match number {
            Some((before, n)) if n.len() == 1 && n.bytes().all(|b| b.is_ascii_digit()) => {
                before.trim_end()
            }
            _ => bare,
        };
        if bare.len() == name.len() || bare.is_empty() {
            return name;
        }
        name.truncate(bare.len());
    }
}

/// A total row says so: `NAME Total`, `Total`, `Total:`, `Totals for NAME`, `Year-to-date`.
fn says_so(name: &str, row: &RowView<'_>, frame: &Frame) -> bool {
    if !name.is_empty() && says_total(name) {
        // A fund may be called "Total Return"; its rows have dates.
        return frame.dates.iter().flatten().all(|at| row.at(*at).is_none());
    }
    let columns = [frame.cusip, frame.ticker].into_iter().chain(frame.flags).chain(frame.dates);
    let is_word = |c: &&CellView<'_>| !matches!(c.kind, CellKind::Date | CellKind::Number);
    let mut words = columns.flatten().filter_map(|at| row.at(at)).filter(is_word);
    words.any(|c| is_total_label(c.text))
}

/// Whether a cell for a code or a date says instead that its row is a total.
fn is_total_label(text: &str) -> bool {
    text.len() < 30 && says_total(text)
}

fn says_total(text: &str) -> bool {
    // Each of its words has a `t`; most texts that are asked are dates and codes.
    if memchr::memchr2(b't', b'T', text.as_bytes()).is_none() {
        return false;
    }
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|x| !x.is_empty()).collect();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return false };
    let total = |x: &str| matches!(x, "total" | "totals" | "subtotal" | "ytd");
    total(last)
        // A fund may be called "Total Return", and its total "Total NAME Total Return Fund".
        || total(first) && words.get(1) != Some(&"return")
        || words.windows(3).any(|w| w == ["year", "to", "date"])
        // `Total 2024`, `NAME Total (2024)`, `Calendar year totals, all classes`
        || words.len() > 1 && total(words[words.len() - 2]) && last.parse::<u16>().is_ok()
}

fn read_cusip(row: &RowView<'_>, frame: &Frame) -> (String, String, Option<Place>) {
    let Some(c) = frame.cusip.and_then(|at| row.at(at)) else { return Default::default() };
    let printed = fold(c.text);
    if is_sentence(&printed) {
        return Default::default();
    }
    let mut normal = cusip::normalize(&printed);
    // A spreadsheet that took the CUSIP for a number has lost its leading zeros.
    let digits = normal.bytes().all(|b| b.is_ascii_digit());
    if digits && (5..9).contains(&normal.len()) {
        let padded = nine(&normal);
        if cusip::is_valid(&padded) || c.kind == CellKind::Number && normal.len() > 6 {
            normal = padded;
        }
    }
    if matches!(normal.as_str(), "NA" | "NONE" | "TBD" | "PENDING") || normal.is_empty() {
        return (String::new(), printed, Some(c.place));
    }
    (normal, printed, Some(c.place))
}

/// What stands in the place of a ticker where there is none.
const NO_TICKER: [&str; 8] = ["", "N/A", "NA", "NONE", "-", "--", "TBD", "N.A."];

fn read_ticker(text: &str) -> Option<String> {
    let none = NO_TICKER.iter().any(|none| text.eq_ignore_ascii_case(none));
    (!none && !is_sentence(text)).then(|| text.to_owned())
}

fn read_dates(c: &CellView<'_>) -> Option<Few<DateEntry>> {
    if c.kind == CellKind::Number
        && let Ok(serial) = c.text.parse::<i64>()
        && (30_000..=80_000).contains(&serial)
    {
        // A date serial of a workbook whose cell lost its date format.
        let epoch = Date::new(1899, 12, 30).ok()?;
        return Some(Few::One(DateEntry::On(epoch.checked_add(serial.days()).ok()?)));
    }
    cell::dates(c.text)
}

fn unreadable(field: Field, c: &CellView<'_>) -> Observation {
    let mut o = Observation::new(ObservationKind::UnreadableCell);
    o.field = Some(field);
    o.places.push(c.place);
    o.printed = fold(c.text);
    o
}

fn read_amounts(
    row: &RowView<'_>,
    frame: &Frame,
    mut cells: Vec<AmountCell>,
    trouble: &mut Vec<Observation>,
) -> (Vec<AmountCell>, Vec<char>) {
    let mut change = Vec::new();
    let (Some(first), Some(last)) = (frame.slots.first(), frame.slots.last()) else {
        return (cells, change);
    };
    let amounts = row.cells.iter().rev().take_while(|c| c.last >= first.at);
    cells.reserve_exact(amounts.count());
    for c in row.cells.iter().filter(|c| c.last >= first.at) {
        let stand = frame.stand(c.column);
        if stand.own {
            continue;
        }
        let Some(slot) = slot_of(frame, c, stand, last.at) else { continue };
        // As most cells say, whatever their column is.
        if c.text == "0" && c.kind != CellKind::Missing {
            cells.push(AmountCell::plain(slot, c.place, Decimal::ZERO));
            continue;
        }
        let field = frame.slots.get(slot).and_then(|s| s.field);
        if field == Some(Field::CusipChange) {
            let letters: String = c.text.chars().filter(|x| x.is_ascii_alphabetic()).collect();
            let upper = letters.to_ascii_uppercase();
            if !upper.is_empty() && upper.chars().all(|x| matches!(x, 'M' | 'Y')) {
                change = upper.chars().collect();
                continue;
            }
            if matches!(upper.as_str(), "N" | "NO" | "NA" | "NONE") {
                continue;
            }
        }
        if c.kind == CellKind::Missing {
            let mut o = unreadable(field.unwrap_or(Field::TotalDistribution), c);
            o.kind = ObservationKind::CellWithoutValue;
            trouble.push(o);
            cells.push(cell_of(slot, c, Values::None, false, true));
            continue;
        }
        match cell::amounts(c.text) {
            cell::Amounts::Values(values) => {
                cells.push(cell_of(slot, c, values, false, false));
            }
            cell::Amounts::Unreadable if field.is_some_and(Field::is_amount) => {
                trouble.push(unreadable(field.unwrap_or(Field::TotalDistribution), c));
                cells.push(cell_of(slot, c, Values::None, true, false));
            }
            // Text in a column that is no amount, or right of the table, is a remark.
            cell::Amounts::Unreadable => {}
        }
    }
    (cells, change)
}

fn cell_of(slot: usize, c: &CellView<'_>, values: Values, bad: bool, missing: bool) -> AmountCell {
    let plain = !bad && !missing && values.len() <= 1;
    let odd = (!plain).then(|| Box::new(Odd { text: fold(c.text), bad, missing }));
    AmountCell { place: c.place, slot: index(slot), values, odd }
}

/// The slot where a cell stands. A cell in a column that no heading names takes the place it
/// would have among the slots only right of the table; elsewhere the columns between headings
/// are narrow gutters, and what stands in one belongs to the slot on its left.
fn slot_of(frame: &Frame, c: &CellView<'_>, stand: Stand, last: u32) -> Option<usize> {
    if c.column > last {
        return Some(frame.slots.len() + (c.column - last - 1) as usize);
    }
    let i = stand.slots;
    if stand.slot {
        return Some(i - 1);
    }
    let covered = frame.slots.get(i).is_some_and(|s| s.at <= c.last);
    if covered { Some(i) } else { i.checked_sub(1) }
}
