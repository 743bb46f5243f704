//! Rows of a table gathered into securities.
//!
//! A security's rows follow each other: it has one row per distribution, or one row whose cells
//! hold several values, and perhaps a total row. What a row says of its identity (name, CUSIP,
//! ticker) may be left out after the first.

use crate::cell::{self, DateEntry};
use crate::many;
use crate::table::{Column, Table};
use crate::values::Values;
use crate::view::{CellView, RowView, View};
use crate::words::fold;
use crate::years::names_fund;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::VecDeque;
use std::ops::RangeInclusive;
use yearend_model::{Field, Observation, ObservationKind, Place, Status, cusip};
use yearend_source::CellKind;

/// Where the columns of a table stand.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub name: Option<u32>,
    pub cusip: Option<u32>,
    pub ticker: Option<u32>,
    pub flags: [Option<u32>; 3],
    pub dates: [Option<u32>; 3],
    /// The amount columns and what stands among them, left to right.
    pub slots: Vec<Slot>,
    /// Columns that are no part of the layout.
    pub beside: Vec<u32>,
    /// Slots with figures that no field takes: see [`crate::header::unread`].
    pub unread: Vec<usize>,
    /// Slots whose figures are lost, even zeros: see [`crate::header::twice`].
    pub twice: Vec<usize>,
    /// Dates stand under a heading that no field takes: see [`crate::header::loses_dates`].
    pub loses_dates: bool,
    /// The columns are where the words of a page stand.
    pub paged: bool,
    /// The columns of names, flags and dates: what stands there is never an amount.
    own: Vec<u32>,
}

/// A column among the amounts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    pub at: u32,
    pub field: Option<Field>,
}

impl Frame {
    pub(crate) fn new(table: &Table) -> Frame {
        let at = |f| table.column_of(f);
        let is_beside = |c: &Column| c.beside && c.header.field.is_none();
        let is_slot = |f: Option<Field>| f.is_none_or(|f| f.column() >= 10);
        let slots: Vec<Slot> = table
            .columns
            .iter()
            .filter(|c| is_slot(c.header.field) && !is_beside(c))
            .map(|c| Slot { at: c.at, field: c.header.field })
            .collect();
        Frame {
            name: at(Field::SecurityDescription),
            cusip: at(Field::Cusip),
            ticker: at(Field::Ticker),
            flags: [at(Field::Estimated), at(Field::Reclass), at(Field::Corrected)],
            dates: [at(Field::RecordDate), at(Field::ExDividendDate), at(Field::PayableDate)],
            slots,
            beside: table.columns.iter().filter(|c| is_beside(c)).map(|c| c.at).collect(),
            unread: Vec::new(),
            twice: Vec::new(),
            loses_dates: false,
            paged: table.paged,
            own: table.columns.iter().filter(|c| !is_slot(c.header.field)).map(|c| c.at).collect(),
        }
    }

    /// The slot of a field.
    pub(crate) fn slot_of(&self, field: Field) -> Option<usize> {
        // Where the layout is printed whole, each field stands at its place in it.
        let usual = usize::from(field.column()).checked_sub(10);
        let is = |i: &usize| self.slots.get(*i).is_some_and(|s| s.field == Some(field));
        usual.filter(is).or_else(|| self.slots.iter().position(|s| s.field == Some(field)))
    }

    /// The slot of another frame's slot, by its field.
    fn translate(&self, other: &Frame, slot: usize) -> usize {
        let Some(from) = other.slots.get(slot) else {
            return self.slots.len() + slot - other.slots.len();
        };
        let same = |s: &Slot| s.field.is_some() && s.field == from.field;
        self.slots.iter().position(same).unwrap_or(slot.min(self.slots.len()))
    }

    /// The amount fields that the table prints, as a bit per column from 10.
    pub(crate) fn printed(&self) -> u32 {
        self.slots
            .iter()
            .filter_map(|s| s.field)
            .filter(|f| f.is_amount())
            .fold(0, |m, f| m | 1 << (f.column() - 10))
    }
}

/// One amount cell of a row.
#[derive(Clone, Debug)]
pub(crate) struct AmountCell {
    /// Index among the slots; past their end for what stands right of the table.
    pub slot: usize,
    pub place: Place,
    pub text: String,
    pub values: Values,
    /// The text is no amount.
    pub bad: bool,
    /// The cell shows an error value or has no cached value.
    pub missing: bool,
}

impl AmountCell {
    pub(crate) fn is_zero(&self) -> bool {
        !self.bad && !self.missing && self.values.iter().all(|v| v.is_none_or(|d| d.is_zero()))
    }
}

/// A row that holds dates or amounts.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub place: Place,
    pub name: String,
    pub cusip: String,
    pub cusip_printed: String,
    pub cusip_place: Option<Place>,
    pub ticker: Option<String>,
    pub status: Option<Status>,
    /// Which of the lines of a stacked cell have the flag; empty if the cell says it once for all.
    pub flagged: Vec<bool>,
    pub change: Vec<char>,
    pub dates: [Vec<DateEntry>; 3],
    pub date_places: [Option<Place>; 3],
    pub cells: Vec<AmountCell>,
    /// What could not be read.
    pub trouble: Vec<Observation>,
}

impl Entry {
    /// The first cell in a slot.
    pub(crate) fn cell_in(&self, slot: usize) -> Option<&AmountCell> {
        // Where no cell is blank, each stands at the number of its slot.
        let before = slot.checked_sub(1).and_then(|i| self.cells.get(i));
        match self.cells.get(slot) {
            Some(c) if c.slot == slot && before.is_none_or(|b| b.slot < slot) => Some(c),
            _ => self.cells.iter().find(|c| c.slot == slot),
        }
    }

    /// How many dates the fullest date cell holds.
    pub(crate) fn date_count(&self) -> usize {
        self.dates.iter().map(Vec::len).max().unwrap_or(0)
    }
}

/// The rows of one security.
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub name: String,
    pub cusip: String,
    pub cusip_printed: String,
    pub ticker: Option<String>,
    pub place: Place,
    pub entries: Vec<Entry>,
    pub total: Option<Entry>,
    pub trouble: Vec<Observation>,
}

/// What a row of the table turned out to be, by itself.
#[derive(Debug)]
enum Line {
    /// Dates or amounts.
    Entry(Box<Entry>, Says),
    /// A name without figures, which may belong to the rows that follow.
    Name(String, String, Option<String>, Place),
    /// Nothing that concerns the table.
    Skip,
}

/// What a row says of being a total.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    /// It says so.
    Total,
    /// It prints no date where others do: it is one, if it follows lines of its security.
    NoDate,
    Nothing,
}

/// Rows that are read at once, at most. The first of a table are few: often no more is asked for.
const READ_AHEAD: RangeInclusive<usize> = 16..=512;

/// Rows that one core reads of them.
const PIECE: usize = 64;

/// Gathers blocks from the rows of a table, one after the other.
#[derive(Debug)]
pub(crate) struct Blocks<'t, 'a> {
    view: &'t View<'a>,
    table: &'t Table,
    frame: &'t Frame,
    next: usize,
    /// Rows that are read, up to `next`, with the names that reach over columns.
    ahead: VecDeque<(Option<String>, Line)>,
    pending: Option<(String, String, Option<String>, Place)>,
    /// A name on a line of its own that reaches over the columns beside its own.
    title: Option<String>,
    open: Option<Block>,
    queue: VecDeque<Block>,
    /// Rows with amounts that belong to no security.
    pub orphans: Vec<Observation>,
}

impl<'t, 'a> Blocks<'t, 'a> {
    pub(crate) fn new(view: &'t View<'a>, table: &'t Table, frame: &'t Frame) -> Self {
        Blocks {
            view,
            table,
            frame,
            next: 0,
            ahead: VecDeque::new(),
            pending: None,
            title: None,
            open: None,
            queue: VecDeque::new(),
            orphans: Vec::new(),
        }
    }

    fn take(&mut self, line: Line) {
        match line {
            Line::Skip => {}
            Line::Name(name, cusip, ticker, place) => {
                self.pending = Some((name, cusip, ticker, place));
            }
            Line::Entry(entry, says) if is_total(&entry, says, self.open.as_ref()) => {
                self.pending = None;
                match &mut self.open {
                    Some(b) if b.total.is_none() => b.total = Some(*entry),
                    _ => self.orphan(&entry),
                }
            }
            Line::Entry(mut entry, _) => {
                if let Some((name, cusip, ticker, _)) = self.pending.take() {
                    if entry.name.is_empty() {
                        entry.name = name;
                    }
                    if entry.cusip.is_empty() {
                        entry.cusip_printed.clone_from(&cusip);
                        entry.cusip = cusip;
                    }
                    entry.ticker = entry.ticker.take().or(ticker);
                }
                let new = self.open.as_ref().is_none_or(|b| b.cusip != entry.cusip);
                if entry.name.is_empty() && !entry.cusip.is_empty() && new {
                    entry.name = self.title.take().unwrap_or_default();
                }
                self.place_entry(*entry);
            }
        }
    }

    fn orphan(&mut self, entry: &Entry) {
        let mut o = Observation::new(ObservationKind::OrphanRow);
        o.places.push(entry.place);
        o.printed = entry
            .cells
            .iter()
            .map(|c| fold(&c.text))
            .filter(|t| !t.is_empty())
            .take(4)
            .collect::<Vec<_>>()
            .join(" ");
        self.orphans.push(o);
    }

    fn place_entry(&mut self, entry: Entry) {
        if let Some(open) = &mut self.open {
            let same = same_security(open, &entry);
            if same {
                adopt(open, entry);
                return;
            }
        }
        if entry.name.is_empty() && entry.cusip.is_empty() {
            self.orphan(&entry);
            return;
        }
        if let Some(done) = self.open.take() {
            self.queue.push_back(done);
        }
        self.open = Some(Block {
            name: entry.name.clone(),
            cusip: entry.cusip.clone(),
            cusip_printed: entry.cusip_printed.clone(),
            ticker: entry.ticker.clone(),
            place: entry.place,
            entries: vec![entry],
            total: None,
            trouble: Vec::new(),
        });
    }
}

impl Blocks<'_, '_> {
    /// Goes on with a security that the page before, with its own frame, left unfinished.
    pub(crate) fn resume(&mut self, mut block: Block, frame: &Frame) {
        for cell in block.entries.iter_mut().flat_map(|e| &mut e.cells) {
            cell.slot = self.frame.translate(frame, cell.slot);
        }
        self.open = Some(block);
    }

    /// The security at the end of the table, which the next page may go on with. Iteration must
    /// have stopped before it: see [`Blocks::finished`].
    pub(crate) fn take_last(&mut self) -> Option<Block> {
        self.open.take()
    }

    /// Whether the table begins with lines that name no security, so that the page before must, or
    /// with a total, whose lines stand on the page before.
    pub(crate) fn continues(&self) -> bool {
        let rows = self.table.rows.iter().take(6).map(|r| self.view.row(*r));
        let first = rows.map(|row| read_row(&row, self.frame)).find(|l| !matches!(l, Line::Skip));
        match first {
            Some(Line::Entry(_, Says::Total)) => true,
            Some(Line::Entry(e, _)) => e.name.is_empty() && e.cusip.is_empty(),
            _ => false,
        }
    }

    /// Whether only the last security is left.
    pub(crate) fn finished(&self) -> bool {
        self.queue.is_empty() && self.ahead.is_empty() && self.next >= self.table.rows.len()
    }

    /// The next security that is surely complete.
    pub(crate) fn complete(&mut self) -> Option<Block> {
        loop {
            if let Some(b) = self.queue.pop_front() {
                return Some(b);
            }
            if self.finished() {
                return None;
            }
            self.step();
        }
    }

    /// As many of them, fewer only where the table ends.
    pub(crate) fn complete_some(&mut self, many: usize) -> Vec<Block> {
        std::iter::from_fn(|| self.complete()).take(many).collect()
    }

    fn step(&mut self) {
        if self.ahead.is_empty() {
            self.read_ahead();
        }
        if let Some((title, line)) = self.ahead.pop_front() {
            self.title = title.or(self.title.take());
            self.take(line);
        }
    }

    fn read_ahead(&mut self) {
        let rest = &self.table.rows[self.next..];
        let many = self.next.clamp(*READ_AHEAD.start(), *READ_AHEAD.end()).min(rest.len());
        let read = |row: &usize| {
            let row = self.view.row(*row);
            (wide_name(&row, self.frame), read_row(&row, self.frame))
        };
        self.ahead.extend(many::map(&rest[..many], PIECE, read));
        self.next += many;
    }
}

impl Iterator for Blocks<'_, '_> {
    type Item = Block;

    fn next(&mut self) -> Option<Block> {
        self.complete().or_else(|| self.take_last())
    }
}

fn same_security(open: &Block, entry: &Entry) -> bool {
    let same_name = entry.name.is_empty() || entry.name == open.name;
    if entry.cusip.is_empty() {
        return same_name && open.total.is_none();
    }
    if entry.cusip == open.cusip || open.entries.iter().any(|e| e.cusip == entry.cusip) {
        return true;
    }
    if open.cusip.is_empty() {
        return same_name && !open.name.is_empty() && open.total.is_none();
    }
    // A CUSIP that differs in one character under the same name and ticker is a misprint, as long
    // as one of the two is no CUSIP at all; one that differs more is, if both print the ticker.
    let (one, other) = (nine(&entry.cusip), nine(&open.cusip));
    let close = one.len() == other.len()
        && one.bytes().zip(other.bytes()).filter(|(a, b)| a != b).count() <= 2;
    let broken = !cusip::is_valid(&entry.cusip) || !cusip::is_valid(&open.cusip);
    let same_ticker = entry.ticker.is_none() || entry.ticker == open.ticker;
    let likely = close || entry.ticker.is_some();
    // Where rows print no name, the ticker alone says whose they are.
    if entry.name.is_empty() {
        return broken && entry.ticker.is_some() && entry.ticker == open.ticker;
    }
    same_name && !entry.name.is_empty() && same_ticker && likely && broken
}

/// A CUSIP with the zeros that a spreadsheet took from its front.
fn nine(cusip: &str) -> String {
    let digits = cusip.bytes().all(|b| b.is_ascii_digit());
    if digits { format!("{cusip:0>9}") } else { cusip.to_owned() }
}

/// Adds a row to the block, settling a CUSIP that the rows print differently.
fn adopt(open: &mut Block, entry: Entry) {
    if open.cusip.is_empty() {
        open.cusip.clone_from(&entry.cusip);
        open.cusip_printed.clone_from(&entry.cusip_printed);
    }
    if open.ticker.is_none() {
        open.ticker.clone_from(&entry.ticker);
    }
    open.entries.push(entry);
}

/// The name of a fund that stands alone on its line and reaches over columns without names.
fn wide_name(row: &RowView<'_>, frame: &Frame) -> Option<String> {
    let [only] = row.cells.as_slice() else { return None };
    let wide = only.last - only.column >= WIDEST_VALUE;
    let text = fold(only.text);
    (wide && Some(only.column) == frame.name && names_fund(&text)).then(|| without_mark(text))
}

/// A cell merged over more columns than this is a title or a note, not a value.
const WIDEST_VALUE: u32 = 3;

fn read_row(row: &RowView<'_>, frame: &Frame) -> Line {
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
    let name = without_mark(text(frame.name));
    let (cusip, cusip_printed, cusip_place) = read_cusip(row, frame);
    let ticker = read_ticker(&text(frame.ticker));
    let mut trouble = Vec::new();
    let mut dates: [Vec<DateEntry>; 3] = Default::default();
    let mut date_places = [None; 3];
    for (i, at) in frame.dates.iter().enumerate() {
        let Some(c) = own_cell(row, *at, frame) else { continue };
        date_places[i] = Some(c.place);
        match read_dates(c) {
            Some(d) => dates[i] = d,
            None if c.text.chars().all(|x| !x.is_alphanumeric()) => {}
            None => trouble.push(unreadable(Field::DATES[i], c)),
        }
    }
    let (mut cells, change) = read_amounts(row, frame, &mut trouble);
    let lines = dates.iter().map(Vec::len).max().unwrap_or(0);
    if lines > 1 {
        end_percentages(&mut cells, lines, frame);
    }
    let total = says_so(&name, row, frame);
    let nothing = dates.iter().all(Vec::is_empty) && cells.iter().all(|c| c.bad);
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
    let no_dates = dates.iter().all(Vec::is_empty);
    let has_date_columns = frame.dates.iter().any(Option::is_some);
    let says = match total {
        true => Says::Total,
        false if no_dates && has_date_columns && trouble.is_empty() => Says::NoDate,
        false => Says::Nothing,
    };
    let entry = Entry {
        place,
        name,
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
        frame.slots.get(c.slot).is_some_and(|s| s.field == Some(Field::AmtPercentage))
    };
    let totalled = cells.iter().filter(|c| c.values.len() == lines + 1 && !is_rate(c)).count();
    for c in cells.iter_mut().filter(|c| c.values.len() == lines && is_rate(c)) {
        if totalled > 1 {
            let mut values = c.values.to_vec();
            values.push(None);
            c.values = Values::Many(values);
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

/// Whether a row is the total of the security that is open.
fn is_total(entry: &Entry, says: Says, open: Option<&Block>) -> bool {
    let follows = |b: &Block| {
        b.total.is_none()
            && (entry.cusip.is_empty() || entry.cusip == b.cusip)
            && (entry.name.is_empty() || entry.name == b.name)
    };
    says == Says::Total || says == Says::NoDate && open.is_some_and(follows)
}

/// The cell in a column, but not one that reaches into it from a column of names, flags or dates.
fn own_cell<'r, 'a>(
    row: &'r RowView<'a>,
    at: Option<u32>,
    frame: &Frame,
) -> Option<&'r CellView<'a>> {
    let at = at?;
    row.at(at).filter(|c| c.column == at || !frame.own.contains(&c.column))
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
    let columns = [frame.cusip, frame.ticker].into_iter().chain(frame.dates);
    columns.flatten().filter_map(|at| row.at(at)).any(|c| c.text.len() < 30 && says_total(c.text))
}

fn says_total(text: &str) -> bool {
    // Each of its words has a `t`; most texts that are asked are dates and codes.
    if !text.bytes().any(|b| b.eq_ignore_ascii_case(&b't')) {
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

fn read_ticker(text: &str) -> Option<String> {
    let none = matches!(
        text.to_ascii_uppercase().as_str(),
        "" | "N/A" | "NA" | "NONE" | "-" | "--" | "TBD" | "N.A."
    );
    (!none && !is_sentence(text)).then(|| text.to_owned())
}

fn read_dates(c: &CellView<'_>) -> Option<Vec<DateEntry>> {
    if c.kind == CellKind::Number
        && let Ok(serial) = c.text.parse::<i64>()
        && (30_000..=80_000).contains(&serial)
    {
        // A date serial of a workbook whose cell lost its date format.
        let epoch = Date::new(1899, 12, 30).ok()?;
        return Some(vec![DateEntry::On(epoch.checked_add(serial.days()).ok()?)]);
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
    trouble: &mut Vec<Observation>,
) -> (Vec<AmountCell>, Vec<char>) {
    let mut cells = Vec::with_capacity(row.cells.len());
    let mut change = Vec::new();
    let (Some(first), Some(last)) = (frame.slots.first(), frame.slots.last()) else {
        return (cells, change);
    };
    for c in row.cells.iter().filter(|c| c.last >= first.at && !frame.own.contains(&c.column)) {
        let Some(slot) = slot_of(frame, c, last.at) else { continue };
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
            cells.push(cell_of(slot, c, Values::NONE, false, true));
            continue;
        }
        match cell::amounts(c.text) {
            cell::Amounts::Values(values) => {
                cells.push(cell_of(slot, c, values, false, false));
            }
            cell::Amounts::Unreadable if field.is_some_and(Field::is_amount) => {
                trouble.push(unreadable(field.unwrap_or(Field::TotalDistribution), c));
                cells.push(cell_of(slot, c, Values::NONE, true, false));
            }
            // Text in a column that is no amount, or right of the table, is a remark.
            cell::Amounts::Unreadable => {}
        }
    }
    (cells, change)
}

fn cell_of(slot: usize, c: &CellView<'_>, values: Values, bad: bool, missing: bool) -> AmountCell {
    let keep = bad || missing || values.len() > 1;
    let text = if keep { fold(c.text) } else { String::new() };
    AmountCell { slot, place: c.place, text, values, bad, missing }
}

/// The slot where a cell stands. A cell in a column that no heading names takes the place it
/// would have among the slots only right of the table; elsewhere the columns between headings
/// are narrow gutters, and what stands in one belongs to the slot on its left.
fn slot_of(frame: &Frame, c: &CellView<'_>, last: u32) -> Option<usize> {
    if c.column > last {
        return Some(frame.slots.len() + (c.column - last - 1) as usize);
    }
    let i = frame.slots.partition_point(|s| s.at <= c.column);
    if i > 0 && frame.slots[i - 1].at == c.column {
        return Some(i - 1);
    }
    let covered = frame.slots.get(i).is_some_and(|s| s.at <= c.last);
    if covered { Some(i) } else { i.checked_sub(1) }
}
