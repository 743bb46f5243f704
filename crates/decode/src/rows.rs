//! Rows of a table gathered into securities.
//!
//! A security's rows follow each other: it has one row per distribution, or one row whose cells
//! hold several values, and perhaps a total row. What a row says of its identity (name, CUSIP,
//! ticker) may be left out after the first.

mod read;

use crate::cell::DateEntry;
use crate::few::Few;
use crate::many;
use crate::solve::constraint::WIDTH;
use crate::table::{Column, Table};
use crate::values::Values;
use crate::view::{RowView, View};
use crate::words::{fold, words};
use read::{read_row, wide_name};
use rust_decimal::Decimal;
use std::collections::{BTreeSet, VecDeque};
use std::ops::RangeInclusive;
use std::sync::{Mutex, PoisonError};
use yearend_model::{Field, Observation, ObservationKind, Place, Status, cusip};

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
    /// The first slot of each field that is an amount, by its column less 10.
    of_amounts: [Option<usize>; WIDTH],
    /// Columns that are no part of the layout.
    pub beside: Vec<u32>,
    /// The one among them of share classes.
    pub class: Option<u32>,
    /// Slots with figures that no field takes: see [`crate::header::unread`].
    pub unread: Vec<usize>,
    /// Slots whose figures are lost, even zeros: see [`crate::header::twice`].
    pub twice: Vec<usize>,
    /// Dates stand under a heading that no field takes: see [`crate::header::loses_dates`].
    pub loses_dates: bool,
    /// Tickers stand under such a heading: see [`crate::header::loses_tickers`].
    pub loses_tickers: bool,
    /// What says that the amounts are not in dollars per share: see [`crate::header::other_unit`].
    pub other_unit: Option<String>,
    /// The columns are where the words of a page stand.
    pub paged: bool,
    /// The columns of names, flags and dates.
    own: Vec<u32>,
    /// What the first columns are for the cells that stand in them, from column 0 on.
    stands: Vec<Stand>,
}

/// Columns of which that is kept: more than a sheet of a layout fills. Those of further pages, joined,
/// stand far on the right.
const NEAR: u32 = 128;

/// A column as the cells of a row see it.
#[derive(Clone, Copy, Debug)]
struct Stand {
    /// It has names, flags or dates: what stands there is never an amount.
    own: bool,
    /// It is a slot.
    slot: bool,
    /// How many slots begin in it or on its left.
    slots: usize,
}

/// A column among the amounts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot {
    pub at: u32,
    pub field: Option<Field>,
    /// The column less 10 of a field that is an amount.
    pub amount: Option<usize>,
}

impl Slot {
    fn new(at: u32, field: Option<Field>) -> Slot {
        let column = |f: Field| usize::from(f.column()) - 10;
        Slot { at, field, amount: field.filter(|f| f.is_amount()).map(column) }
    }
}

impl Stand {
    fn of(column: u32, own: &[u32], slots: &[Slot]) -> Stand {
        let before = slots.partition_point(|s| s.at <= column);
        let slot = before > 0 && slots[before - 1].at == column;
        Stand { own: own.contains(&column), slot, slots: before }
    }
}

impl Frame {
    pub(crate) fn new(table: &Table) -> Frame {
        let at = |f| table.column_of(f);
        let status = status_column(table);
        let is_beside = |c: &Column| c.beside && c.header.field.is_none();
        let is_class = |c: &Column| words(&c.header.text).iter().any(|w| w == "class");
        let is_slot = |f: Option<Field>| f.is_none_or(|f| f.column() >= 10);
        let slots: Vec<Slot> = table
            .columns
            .iter()
            .filter(|c| is_slot(c.header.field) && !is_beside(c) && Some(c.at) != status)
            .map(|c| Slot::new(c.at, c.header.field))
            .collect();
        let own = |c: &&Column| !is_slot(c.header.field) || Some(c.at) == status;
        let own: Vec<u32> = table.columns.iter().filter(own).map(|c| c.at).collect();
        let stands = (0..NEAR).map(|column| Stand::of(column, &own, &slots)).collect();
        Frame {
            name: at(Field::SecurityDescription),
            cusip: at(Field::Cusip),
            ticker: at(Field::Ticker),
            flags: match status {
                Some(at) => [Some(at); 3],
                None => [at(Field::Estimated), at(Field::Reclass), at(Field::Corrected)],
            },
            dates: [at(Field::RecordDate), at(Field::ExDividendDate), at(Field::PayableDate)],
            of_amounts: std::array::from_fn(|f| slots.iter().position(|s| s.amount == Some(f))),
            slots,
            beside: table.columns.iter().filter(|c| is_beside(c)).map(|c| c.at).collect(),
            class: table.columns.iter().find(|c| is_beside(c) && is_class(c)).map(|c| c.at),
            unread: Vec::new(),
            twice: Vec::new(),
            loses_dates: false,
            loses_tickers: false,
            other_unit: None,
            paged: table.paged,
            own,
            stands,
        }
    }

    /// What a column is.
    fn stand(&self, column: u32) -> Stand {
        let known = self.stands.get(column as usize).copied();
        known.unwrap_or_else(|| Stand::of(column, &self.own, &self.slots))
    }

    /// The slot of an amount, by the column of its field less 10.
    pub(crate) fn slot_of(&self, amount: usize) -> Option<usize> {
        self.of_amounts[amount]
    }

    /// Whether a security begun under another frame can go on under this one: both have the same
    /// fields, in whatever order.
    pub(crate) fn has_fields_of(&self, other: &Frame) -> bool {
        let fields = |f: &Frame| f.slots.iter().filter_map(|s| s.field).collect::<BTreeSet<_>>();
        fields(self) == fields(other)
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

/// The one column of all three flags, under `E/R/C` or the words for at least two of them.
fn status_column(table: &Table) -> Option<u32> {
    let flags = [Field::Estimated, Field::Reclass, Field::Corrected];
    let one = |c: &&Column| c.header.field.is_none_or(|f| flags.contains(&f));
    let mut columns = table.columns.iter().filter(one).filter(|c| names_flags(&c.header.text));
    let column = columns.next().filter(|_| columns.next().is_none())?;
    let other =
        |c: &Column| c.at != column.at && c.header.field.is_some_and(|f| flags.contains(&f));
    (!table.columns.iter().any(other)).then_some(column.at)
}

fn names_flags(heading: &str) -> bool {
    if heading.len() > 80 {
        return false;
    }
    let lower = heading.to_lowercase();
    let words = || lower.split(|c: char| !c.is_alphanumeric());
    let letters = ["e", "r", "c"].iter().filter(|l| words().any(|w| w == **l)).count();
    let said = ["estimat", "reclass", "correct"].iter().filter(|s| lower.contains(**s)).count();
    letters == 3 || said >= 2
}

/// One amount cell of a row. A large document is read through millions of them, so that what few
/// of them need stands elsewhere.
#[derive(Clone, Debug)]
pub(crate) struct AmountCell {
    pub place: Place,
    slot: u32,
    pub values: Values,
    odd: Option<Box<Odd>>,
}

/// What a cell has that is not one plain figure.
#[derive(Clone, Debug)]
struct Odd {
    text: String,
    /// The text is no amount.
    bad: bool,
    /// The cell shows an error value or has no cached value.
    missing: bool,
}

impl AmountCell {
    /// A cell of one plain figure.
    fn plain(slot: usize, place: Place, figure: Decimal) -> AmountCell {
        AmountCell { place, slot: index(slot), values: Values::One(Some(figure)), odd: None }
    }

    /// Index among the slots; past their end for what stands right of the table.
    pub(crate) fn slot(&self) -> usize {
        self.slot as usize
    }

    /// Whether its text is no amount.
    pub(crate) fn is_bad(&self) -> bool {
        self.odd.as_ref().is_some_and(|o| o.bad)
    }

    /// Whether its values can be gone by: it is neither bad nor without a value.
    pub(crate) fn is_good(&self) -> bool {
        self.odd.as_ref().is_none_or(|o| !o.bad && !o.missing)
    }

    /// Its value, if it is one and can be gone by.
    pub(crate) fn only(&self) -> Option<Option<Decimal>> {
        match (&self.odd, &self.values) {
            (None, Values::One(only)) => Some(*only),
            _ => None,
        }
    }

    /// What it shows, unless that is one plain figure.
    pub(crate) fn text(&self) -> &str {
        self.odd.as_ref().map_or("", |o| &o.text)
    }

    pub(crate) fn is_zero(&self) -> bool {
        self.is_good() && self.values.iter().all(|v| v.is_none_or(|d| d.is_zero()))
    }
}

/// A row that holds dates or amounts.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub place: Place,
    pub name: String,
    /// It names a share class, in a column of classes.
    pub classed: bool,
    pub cusip: String,
    pub cusip_printed: String,
    pub cusip_place: Option<Place>,
    pub ticker: Option<String>,
    pub status: Option<Status>,
    /// Which of the lines of a stacked cell have the flag; empty if the cell says it once for all.
    pub flagged: Vec<bool>,
    pub change: Vec<char>,
    pub dates: [Few<DateEntry>; 3],
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
            Some(c) if c.slot() == slot && before.is_none_or(|b| b.slot() < slot) => Some(c),
            _ => self.cells.iter().find(|c| c.slot() == slot),
        }
    }

    /// How many dates the fullest date cell holds.
    pub(crate) fn date_count(&self) -> usize {
        self.dates.iter().map(|d| d.len()).max().unwrap_or(0)
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

/// The number of a slot as a cell keeps it: sheets have fewer columns.
fn index(slot: usize) -> u32 {
    u32::try_from(slot).unwrap_or(u32::MAX)
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

impl Line {
    /// The line as one of the security that another line names. That line itself says nothing more
    /// where it has no figures.
    fn of(self, owner: Line) -> Line {
        match (self, owner) {
            (Line::Entry(mut entry, says), Line::Entry(owner, _)) => {
                (entry.name, entry.cusip) = (owner.name, owner.cusip);
                (entry.cusip_printed, entry.ticker) = (owner.cusip_printed, owner.ticker);
                Line::Entry(entry, says)
            }
            (Line::Entry(mut entry, says), Line::Name(name, cusip, ticker, _)) => {
                entry.cusip_printed.clone_from(&cusip);
                (entry.name, entry.cusip, entry.ticker) = (name, cusip, ticker);
                Line::Entry(entry, says)
            }
            (Line::Name(..), _) => Line::Skip,
            (line, _) => line,
        }
    }
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

/// Room for the cells of rows, left by rows that are done with: a large document would ask for it
/// anew with every row.
#[derive(Debug, Default)]
pub(crate) struct Spare(Mutex<Vec<Vec<AmountCell>>>);

/// Rows whose room is kept, at most.
const SPARE: usize = 1024;

impl Spare {
    /// Takes the room of a security's cells.
    pub(crate) fn take(&mut self, block: Block) {
        let rooms = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        for mut entry in block.entries {
            if rooms.len() < SPARE && entry.cells.capacity() > 0 {
                entry.cells.clear();
                rooms.push(entry.cells);
            }
        }
    }

    /// Room for the cells of a row.
    fn room(&self) -> Vec<AmountCell> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop().unwrap_or_default()
    }
}

/// Rows that are read at once, at most. The first of a table are few: often no more is asked for.
const READ_AHEAD: RangeInclusive<usize> = 16..=256;

/// Rows that one core reads of them.
const PIECE: usize = 16;

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
    spare: Spare,
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
            spare: Spare::default(),
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
            .map(|c| fold(c.text()))
            .filter(|t| !t.is_empty())
            .take(4)
            .collect::<Vec<_>>()
            .join(" ");
        self.orphans.push(o);
    }

    fn place_entry(&mut self, mut entry: Entry) {
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
            // The further classes of a fund need not repeat its name.
            if entry.name.is_empty() && entry.classed {
                entry.name.clone_from(&done.name);
            }
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

impl<'a> Blocks<'_, 'a> {
    /// Goes on with a security that the page before, with its own frame, left unfinished.
    pub(crate) fn resume(&mut self, mut block: Block, frame: &Frame) {
        for cell in block.entries.iter_mut().flat_map(|e| &mut e.cells) {
            cell.slot = index(self.frame.translate(frame, cell.slot()));
        }
        self.open = Some(block);
    }

    /// Where to leave the room of rows that are done with.
    pub(crate) fn spare(&mut self) -> &mut Spare {
        &mut self.spare
    }

    /// The security at the end of the table, which the next page may go on with. Iteration must
    /// have stopped before it: see [`Blocks::finished`].
    pub(crate) fn take_last(&mut self) -> Option<Block> {
        self.open.take()
    }

    /// Whether the table begins with lines that name no security, so that the page before must, or
    /// with a total, whose lines stand on the page before.
    pub(crate) fn continues(&self) -> bool {
        if self.table.caption.is_some() {
            return false;
        }
        let rows = self.table.rows.iter().take(6).map(|r| self.view.row(*r));
        let first = rows
            .map(|row| read_row(&row, self.frame, Vec::new()))
            .find(|l| !matches!(l, Line::Skip));
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
        let read = |row: &mut RowView<'a>, index: &usize| {
            self.view.row_into(*index, row);
            let mut line = read_row(row, self.frame, self.spare.room());
            if let (Some(caption), Line::Entry(entry, _)) = (&self.table.caption, &mut line) {
                entry.name.clone_from(&caption.name);
                entry.cusip.clone_from(&caption.cusip);
                entry.cusip_printed.clone_from(&caption.printed);
                entry.ticker.clone_from(&caption.ticker);
            }
            if let Some(owner) = self.table.owners.get(index) {
                line = line.of(read_row(&self.view.row(*owner), self.frame, Vec::new()));
            }
            (wide_name(row, self.frame), line)
        };
        self.ahead.extend(many::map_with(&rest[..many], PIECE, RowView::default, read));
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

/// Whether a row is the total of the security that is open.
fn is_total(entry: &Entry, says: Says, open: Option<&Block>) -> bool {
    let follows = |b: &Block| {
        b.total.is_none()
            && (entry.cusip.is_empty() || entry.cusip == b.cusip)
            && (entry.name.is_empty() || entry.name == b.name)
    };
    says == Says::Total || says == Says::NoDate && open.is_some_and(follows)
}
