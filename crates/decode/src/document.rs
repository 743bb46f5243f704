//! The whole document: every part's tables, in layouts, with years and contacts.

use crate::anchor::{self, Before, Whose};
use crate::assign::{
    Known, assign, drop_repeated_keys, fit, part_of_box_1b, part_of_box_1b_elsewhere, set_fields,
};
use crate::cell::DateEntry;
use crate::join::{self, Located, join};
use crate::rows::{AmountCell, Block, Blocks, Frame};
use crate::security::{Census, Customs, Solved, show_cell, solve};
use crate::sibling::{Sibling, family};
use crate::solve::explain::Verdict;
use crate::table::{self, Table};
use crate::view::View;
use crate::{amt, caption, contacts, dates, header, many, nameless, narrow, percent, slip, years};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;
use yearend_model::{
    Field, Layout, Observation, ObservationKind, Place, Reading, YearLabel, cusip,
};
use yearend_source::Document;

/// How many securities of a table are looked at to learn its customs.
const SAMPLE: usize = 300;

/// Decodes a document. Content never makes this fail: what cannot be read is observed.
#[must_use]
pub fn decode(document: &Document) -> Reading {
    if is_large(document) { many::on_cores(|| decoded(document)) } else { decoded(document) }
}

/// Rows of a document that one core is done with before another could begin to help.
const FEW: usize = 512;

/// Whether the work on a document is shared out among the threads of the `rayon` pool that the
/// caller is in, or of the usual one.
#[must_use]
pub fn is_large(document: &Document) -> bool {
    document.grid.sheets.iter().map(|s| s.rows().len()).sum::<usize>() >= FEW
}

fn decoded(document: &Document) -> Reading {
    let mut reading = Reading { source: document.source.clone(), ..Reading::default() };
    reading.observations.extend(document.grid.notes.iter().cloned());
    let mut found: Vec<Located<'_>> = Vec::new();
    let mut known = Known::default();
    let (mut names, mut learnt) = (narrow::Names::default(), 0);
    // Whether a page states figures of the tables before it that could not be read.
    let mut lost = false;
    // Securities whose lines may go on with a page that could not be read.
    let mut cut: Vec<String> = Vec::new();
    for (i, sheet) in document.grid.sheets.iter().enumerate() {
        let part = u32::try_from(i).unwrap_or(u32::MAX);
        let upright = View::upright(sheet, part);
        reading.contacts.extend(contacts::find(&upright));
        let upright = Rc::new(upright);
        let paged = document.source.parts.get(i).is_some_and(|p| p.page.is_some());
        let (mut tables, mut apart) = tables_of(&upright, &mut known, paged);
        let mut view = upright;
        let mut turned = false;
        // Only a sheet without a full header is looked at sideways.
        if tables.iter().all(|t| t.columns.iter().filter(|c| c.header.field.is_some()).count() < 8)
            && let Some(lines) = table::transposed(&view)
        {
            view = Rc::new(View::turned(sheet, part, &lines));
            (tables, apart) = tables_of(&view, &mut known, paged);
            turned = true;
        }
        if tables.is_empty() && paged && !found.is_empty() {
            found[learnt..].iter().for_each(|t| names.learn(t));
            learnt = found.len();
            tables.extend(names.table(&view).or_else(|| continued(found.last(), &view)));
        }
        if tables.is_empty() {
            let last = found.last().filter(|_| paged);
            let (unread, alone) = (no_table(&view), last.and_then(|_| figures_alone(&view)));
            lost |= last.is_some() && (alone.is_some() || names.stand_on(&view));
            if unread.is_some() || alone.is_some() {
                cut.extend(last.and_then(|t| nameless::keys(t).pop()));
            }
            reading.observations.extend(unread.or(alone));
        } else {
            reading.observations.extend(apart.map(under_no_header));
        }
        found.extend(tables.into_iter().map(|table| Located { table, view: view.clone(), turned }));
    }
    part_of_box_1b_elsewhere(&mut found);
    let (parts, named) = found.into_iter().partition(|t| nameless::is_part(&t.table));
    let (tables, lacking) = nameless::join(named, parts, fit);
    let (tables, mut unjoined) = join(tables);
    unjoined.extend(lacking);
    if lost {
        unjoined.extend(tables.iter().flat_map(|t| nameless::keys(t)));
    }
    unjoined.extend(cut);
    let tables = understood(tables);
    let mut builder = Builder { reading, unjoined, ..Builder::default() };
    let mut census: Vec<(Frame, Census)> = tables.iter().map(census).collect();
    Census::share(&mut census);
    let elsewhere = census.iter().any(|(_, c)| c.shows_totals());
    let all = Census::totals(census.iter().map(|(_, c)| c));
    for (located, (frame, census)) in tables.iter().zip(&census) {
        builder.table(located, frame, &census.customs(elsewhere, &all));
    }
    builder.finish()
}

/// Joined tables with their columns understood anew: `Income Dividends` alone on a page may be two
/// columns, beside the others it is one. Printed column numbers leave no doubt.
fn understood(mut tables: Vec<Located<'_>>) -> Vec<Located<'_>> {
    let mut known = Known::default();
    for Located { table, view, .. } in &mut tables {
        if table.numbered || table.columns.iter().all(|c| c.at < join::STRIDE) {
            continue;
        }
        part_of_box_1b(table);
        match known.fields(table) {
            Some(fields) => set_fields(table, &fields),
            None => {
                assign(table, view);
                known.keep(table);
            }
        }
    }
    tables
}

/// A page without a header that goes on with the table of the page before.
fn continued(before: Option<&Located<'_>>, view: &View<'_>) -> Option<Table> {
    let before = before.filter(|b| !b.turned && b.view.part + 1 == view.part)?;
    let first = before.table.columns.first()?.at;
    let last = before.table.columns.last()?.at;
    let rows: Vec<usize> = (0..view.len()).collect();
    let data: Vec<&usize> =
        rows.iter().filter(|i| table::kind_of(&view.row(**i)) == table::RowKind::Data).collect();
    // A figure where the CUSIP should stand, or the CUSIP elsewhere: the page goes on with other
    // columns.
    let key = before.table.column_of(Field::Cusip);
    let fits = |i: &&&usize| {
        let row = view.row(***i);
        row.cells.iter().all(|c| (first..=last).contains(&c.column))
            && key.is_none_or(|key| {
                row.at(key).is_none_or(|c| !table::is_figure(c))
                    && row.cells.iter().all(|c| c.column == key || !table::is_cusip(c))
            })
    };
    let all_fit = !data.is_empty() && data.iter().filter(fits).count() == data.len();
    all_fit.then(|| Table {
        above: Vec::new(),
        header_cells: Vec::new(),
        rows,
        ..before.table.clone()
    })
}

/// The tables of a view that hold securities, with their columns assigned to fields; on a page also
/// a part of a wide table that says only whose rows they are, or only their figures.
/// Also where figures of a security stand in none.
fn tables_of(view: &View<'_>, known: &mut Known, paged: bool) -> (Vec<Table>, Option<Place>) {
    let mut out: Vec<Table> = Vec::new();
    let found = table::find(view);
    for mut table in found.tables {
        table.paged = paged;
        drop_repeated_keys(&mut table, view);
        part_of_box_1b(&mut table);
        match known.fields(&table) {
            Some(fields) => set_fields(&mut table, &fields),
            None => {
                assign(&mut table, view);
                known.keep(&table);
            }
        }
        if paged {
            slip::mend_keys(&mut table, view);
            slip::mend(&mut table, view);
        }
        amt::drop_amounts(&mut table, view);
        let named = table.has(Field::Cusip)
            || table.has(Field::SecurityDescription)
            || paged && table.has(Field::Ticker);
        // The last page of a wide table may have nothing but the letters of column 32.
        let letters = paged && table.has(Field::CusipChange);
        let amounts = table.columns.iter().any(|c| c.header.field.is_some_and(Field::is_amount));
        let amounts = amounts || letters;
        let dates = Field::DATES.iter().filter(|f| table.has(**f)).count();
        if !named && amounts && dates > 0 {
            table.caption = caption::caption(&table.above);
        }
        let named = named || table.caption.is_some();
        let dates_alone = if table.has(Field::Cusip) { 1 } else { 2 };
        if named && (amounts || paged && dates >= dates_alone) || paged && nameless::is_part(&table)
        {
            out.push(table);
        }
    }
    // A table of figures beside one of securities is a table of its own.
    if !out.iter().all(nameless::is_part) {
        out.retain(|t| !nameless::is_part(t));
    }
    (out, found.lost)
}

fn census(located: &Located<'_>) -> (Frame, Census) {
    let frame = Frame::new(&located.table);
    let mut blocks = Blocks::new(&located.view, &located.table, &frame);
    let mut census = Census::default();
    let mut left = SAMPLE;
    let count = |block: &Block| Census::of(block, &frame);
    many::in_turns(AT_ONCE, PIECE, count, |_, counted| {
        counted.iter().for_each(|one| census.extend(one));
        let some: Vec<Block> = blocks.by_ref().take(left.min(AT_ONCE)).collect();
        left -= some.len();
        some
    });
    (frame, census)
}

/// A part with CUSIPs and figures but without a header that can be read: rows under no heading, or
/// columns beside none, as the further pages of a sideways table are.
fn no_table(view: &View<'_>) -> Option<Observation> {
    let rows = || (0..view.len().min(2000)).map(|i| view.row(i));
    let wide = rows().find(|row| row.cells.len() >= 4 && row.cells.iter().any(table::is_cusip));
    let place = wide.and_then(|row| row.cells.first().map(|c| c.place)).or_else(|| {
        let first = rows()
            .find_map(|row| row.cells.iter().find(|c| table::is_cusip(c)).map(|c| c.place))?;
        let figures = rows().flat_map(|row| row.cells).filter(|c| table::is_figure(c));
        (figures.take(FIGURES_OF_ONE).count() == FIGURES_OF_ONE).then_some(first)
    })?;
    Some(under_no_header(place))
}

fn under_no_header(place: Place) -> Observation {
    let mut o = Observation::new(ObservationKind::NoTable);
    o.places.push(place);
    o.because = "rows with CUSIPs and figures stand under no header that names its columns".into();
    o
}

/// Figures on a part that are more than a letter about a CUSIP has.
const FIGURES_OF_ONE: usize = 6;

/// Rows of nothing but figures under no header that can be read: columns of a table, printed on a
/// page of their own, that would be missing without a word.
fn figures_alone(view: &View<'_>) -> Option<Observation> {
    let rows = (0..view.len().min(2000)).map(|i| view.row(i));
    let mut alone = rows
        .filter(|row| row.cells.len() >= LEAST_FIGURES && row.cells.iter().all(table::is_figure));
    let (first, _) = alone.next().zip(alone.next())?;
    let mut o = Observation::new(ObservationKind::NoTable);
    o.places.extend(first.cells.first().map(|c| c.place));
    o.because = "rows of figures stand under no header that names their columns".into();
    Some(o)
}

/// Figures of a row that stands in a table for certain.
const LEAST_FIGURES: usize = 3;

#[derive(Default)]
struct Builder {
    reading: Reading,
    unjoined: HashSet<String>,
    evidence: Vec<years::Evidence>,
    /// The last title, for pages that do not repeat it.
    title: Option<(String, YearLabel)>,
    /// Securities that their own rows do not settle.
    open: Vec<Open>,
    /// The last security of the table before, which the next page may go on with.
    held: Option<Open>,
    /// Names whose pages could not be joined and that a security was told about.
    told: HashSet<String>,
    /// The last table names its securities beside other lines than their first.
    beside: bool,
    /// CUSIPs of securities whose lines may be those of the next or of the one before.
    doubted: HashSet<String>,
    /// Per layout, where each CUSIP stands.
    by_cusip: HashMap<usize, HashMap<String, usize>>,
}

/// A security that its own rows do not settle, kept to be looked at beside its siblings.
struct Open {
    layout: usize,
    security: usize,
    block: Block,
    frame: Arc<Frame>,
    customs: Customs,
    turned: bool,
    /// What each of its rows says alone, once it has been looked at.
    verdicts: Vec<Verdict>,
    /// Its figures are settled; only which of its lines is missing is not.
    settled: bool,
}

impl Open {
    /// What its own rows say.
    fn solved(&self) -> Solved {
        solve(&self.block, &self.frame, &self.customs, self.turned, &[], Vec::new())
    }

    /// That the security has figures or dates in a column that no field takes, so that they are not
    /// in the reading.
    fn unread(&self) -> Option<Observation> {
        let lost = |c: &&AmountCell| {
            // A zero says nothing, unless a field of the layout is stated by it and lost.
            self.frame.unread.contains(&c.slot()) && !c.is_zero()
                || self.frame.twice.contains(&c.slot()) && c.values.iter().any(Option::is_some)
        };
        let stray = self.block.entries.iter().flat_map(|e| &e.cells).find(lost);
        let (place, printed) = match stray {
            Some(stray) => (stray.place, show_cell(stray)),
            None if self.frame.loses_dates => (self.block.place, "a date".to_owned()),
            None if self.frame.loses_tickers => (self.block.place, "a ticker".to_owned()),
            None => return None,
        };
        let mut o = Observation::new(ObservationKind::UnknownHeading);
        o.places.push(place);
        o.printed = printed;
        Some(o)
    }
}

/// Securities that are solved at once, at most.
const AT_ONCE: usize = 64;

/// Securities that one core solves of them.
const PIECE: usize = 4;

/// How many such securities are kept.
const MOST_OPEN: usize = 500;

impl Builder {
    fn table(&mut self, located: &Located<'_>, frame: &Frame, customs: &Customs) {
        let whose = self.whose(located, frame);
        let owned: Table;
        let table = match &whose {
            Whose::Beside(owners) => {
                owned = Table { owners: owners.clone(), ..located.table.clone() };
                &owned
            }
            _ => &located.table,
        };
        let mut blocks = Blocks::new(&located.view, table, frame);
        let goes_on = self.held.is_some() && blocks.continues();
        // Under other columns, the lines of a page cannot be put to those of the page before.
        let other = self.held.as_ref().filter(|h| goes_on && !frame.has_fields_of(&h.frame));
        self.doubted.extend(other.map(|h| h.block.cusip.clone()));
        let at = match &self.held {
            Some(held) if goes_on && frame.has_fields_of(&held.frame) => held.layout,
            _ => {
                // Securities stand in CUSIP order; one that falls back begins another layout. The
                // next page of a print repeats the title, in whatever order the family lists.
                let first = Blocks::new(&located.view, table, frame).next().map(|b| b.cusip);
                let last = self.held.as_ref().map(|h| &h.block);
                let restarts = first.zip(last).is_some_and(|(first, last)| {
                    first < last.cusip && !self.turns_page(last.place.part, located.view.part)
                });
                self.layout_for(table, restarts)
            }
        };
        self.beside = matches!(whose, Whose::Beside(_));
        if let Whose::Unclear(names) = &whose {
            let cusip = |i: &usize| {
                let row = located.view.row(*i);
                Some(cusip::normalize(row.at(frame.cusip?)?.text))
            };
            self.doubted.extend(names.iter().filter_map(cusip));
            self.doubted.extend(self.held.as_ref().map(|h| h.block.cusip.clone()));
        }
        self.evidence[at].header(table);
        for mut o in header::observe(located, frame) {
            o.layout = Some(at);
            self.reading.observations.push(o);
        }
        let unread = header::unread(located, frame);
        let twice = header::twice(located, frame);
        let mut frame = frame.clone();
        frame.unread = unread;
        frame.twice = twice;
        frame.loses_dates = header::loses_dates(located);
        frame.loses_tickers = header::loses_tickers(located);
        frame.other_unit = header::other_unit(table);
        let frame = Arc::new(frame);
        if let Some(held) = self.held.take() {
            if held.layout == at && frame.has_fields_of(&held.frame) {
                blocks.resume(held.block, &held.frame);
            } else {
                let solved = held.solved();
                self.settle(held, solved);
            }
        }
        let caption = frame.name.is_none().then(|| years::caption(&table.above)).flatten();
        let turned = located.turned;
        let open = |mut block: Block| Open {
            layout: at,
            security: 0,
            block: {
                if let Some(caption) = caption.as_ref().filter(|_| block.name.is_empty()) {
                    block.name.clone_from(caption);
                }
                block
            },
            frame: frame.clone(),
            customs: *customs,
            turned,
            verdicts: Vec::new(),
            settled: false,
        };
        // While some are solved, those before them are settled and the next are read.
        many::in_turns(AT_ONCE, PIECE, Open::solved, |done, solved| {
            for (open, solved) in done.into_iter().zip(solved) {
                if let Some(open) = self.settle(open, solved) {
                    blocks.spare().take(open.block);
                }
            }
            blocks.complete_some(AT_ONCE).into_iter().map(open).collect()
        });
        // The next page may go on with the last security.
        self.held = blocks.take_last().map(open);
        for mut o in std::mem::take(&mut blocks.orphans) {
            o.layout = Some(at);
            self.reading.observations.push(o);
        }
    }

    /// Whose the lines of a table are that was printed, where its securities need not be named
    /// above all of their lines.
    fn whose(&self, located: &Located<'_>, frame: &Frame) -> Whose {
        let printed = located.table.paged || self.reading.source.media_type == "text/plain";
        if !printed || located.turned {
            return Whose::Above;
        }
        let last = |held: &Open| {
            let mut dates = held.block.entries.last()?.dates.iter().rev().flat_map(|d| d.iter());
            dates.find_map(|d| if let DateEntry::On(d) = d { Some(*d) } else { None })
        };
        let before = match &self.held {
            None => Before::Nothing,
            Some(held) if self.beside => Before::Beside(last(held)),
            Some(_) => Before::Named,
        };
        anchor::whose(&located.table, &located.view, frame, before)
    }

    /// Whether the second part is a page, and another than the first.
    fn turns_page(&self, before: u32, part: u32) -> bool {
        let parts = &self.reading.source.parts;
        let page = usize::try_from(part).ok().and_then(|i| parts.get(i)).and_then(|p| p.page);
        before != part && page.is_some()
    }

    /// Adds a security, solved by itself, to its layout. What stands on its rows is given back if it
    /// is not looked at again.
    fn settle(&mut self, mut open: Open, mut solved: Solved) -> Option<Open> {
        let at = open.layout;
        open.verdicts = std::mem::take(&mut solved.verdicts);
        let look_again = solved.open || solved.dropped;
        open.settled = !solved.open;
        let before = self.reading.layouts[at].securities.len();
        open.security = self.add(at, solved);
        // Rows without CUSIP and ticker, under a part of a name perhaps, may be of the one before.
        if open.block.cusip.is_empty() && open.block.ticker.is_none() && before > 0 {
            let mut o = Observation::new(ObservationKind::OrphanRow);
            (o.layout, o.security) = (Some(at), Some(before - 1));
            o.places.push(open.block.place);
            o.printed.clone_from(&open.block.name);
            self.reading.observations.push(o);
        }
        if let Some(whose) = self.misprinted(&open) {
            let mut o = Observation::new(ObservationKind::OrphanRow);
            (o.layout, o.security) = (Some(at), Some(whose));
            o.places.push(open.block.place);
            o.printed.clone_from(&open.block.cusip_printed);
            self.reading.observations.push(o);
        }
        if self.doubted.contains(&open.block.cusip) {
            let mut o = Observation::new(ObservationKind::OrphanRow);
            (o.layout, o.security) = (Some(at), Some(open.security));
            o.places.push(open.block.place);
            o.printed.clone_from(&open.block.cusip);
            o.because = "the lines over or under the one that names it may be its own".into();
            self.reading.observations.push(o);
        }
        if let Some(unit) = &open.frame.other_unit {
            let mut o = Observation::new(ObservationKind::OtherUnit);
            (o.layout, o.security) = (Some(at), Some(open.security));
            o.places.push(open.block.place);
            o.printed.clone_from(unit);
            self.reading.observations.push(o);
        }
        let stray = open.unread();
        if let Some(mut o) = stray {
            (o.layout, o.security) = (Some(at), Some(open.security));
            self.reading.observations.push(o);
        }
        let names = [&open.block.name, &open.block.cusip];
        if let Some(name) = names.into_iter().find(|n| self.unjoined.contains(*n)) {
            self.told.insert(name.clone());
            let mut o = Observation::new(ObservationKind::UnjoinedPages);
            (o.layout, o.security) = (Some(at), Some(open.security));
            o.places.push(open.block.place);
            o.because =
                "its rows on the other pages are more or fewer than here, or cannot be read".into();
            self.reading.observations.push(o);
        }
        if look_again && open.security == before && self.open.len() < MOST_OPEN {
            self.open.push(open);
            return None;
        }
        Some(open)
    }

    /// The security beside one whose CUSIP is nearly the same, where one of the two is no CUSIP and
    /// the rows print neither name nor ticker: rows of it may stand under the other.
    fn misprinted(&self, open: &Open) -> Option<usize> {
        let securities = &self.reading.layouts[open.layout].securities;
        let nameless = open.block.entries.iter().all(|e| e.name.is_empty() && e.ticker.is_none());
        let before = open.security.checked_sub(1).filter(|_| nameless)?;
        let (one, other) = (&securities[before].cusip, &securities[open.security].cusip);
        let differ = one.bytes().zip(other.bytes()).filter(|(a, b)| a != b).count();
        if one.len() != other.len() || differ > 2 {
            return None;
        }
        match (cusip::is_valid(one), cusip::is_valid(other)) {
            (true, false) => Some(before),
            (false, true) => Some(open.security),
            _ => None,
        }
    }

    /// The layout that a table continues, or a new one.
    fn layout_for(&mut self, table: &Table, restarts: bool) -> usize {
        let title = years::title(&table.above);
        let kind = years::kind(&table.above);
        let name_heading = table
            .columns
            .iter()
            .find(|c| c.header.field == Some(Field::SecurityDescription))
            .map_or("", |c| c.header.text.as_str());
        let class = years::share_class(&table.above, name_heading);
        if let Some((i, last)) = self.reading.layouts.iter().enumerate().next_back() {
            let shape: Vec<_> = last.header.iter().map(|h| h.field).collect();
            let same_title = match (&title, &last.title_year) {
                (Some((_, t)), Some(l)) => t.year == l.year,
                (None, _) => true,
                (Some(_), None) => false,
            };
            let same_class = class.is_none() || class == last.share_class;
            let again = restarts && title.is_some();
            if !again && same_title && same_class && kind == last.kind && shape == table.shape() {
                return i;
            }
        }
        let title = title.or_else(|| self.title.clone());
        self.title.clone_from(&title);
        let (text, label) = title.map_or((String::new(), None), |(t, l)| (t, Some(l)));
        self.reading.layouts.push(Layout {
            kind,
            title: text,
            title_year: label,
            share_class: class,
            header: table.columns.iter().map(|c| c.header.clone()).collect(),
            ..Layout::default()
        });
        let mut evidence = years::Evidence::default();
        evidence.title(label);
        self.evidence.push(evidence);
        self.reading.layouts.len() - 1
    }

    /// Adds a security, or its lines to the same security further up in the layout.
    fn add(&mut self, at: usize, solved: Solved) -> usize {
        let Solved { mut security, observations, .. } = solved;
        let layout = &mut self.reading.layouts[at];
        let by_cusip = self.by_cusip.entry(at).or_default();
        let known = by_cusip.get(&security.cusip).copied().filter(|i| {
            let there = &layout.securities[*i];
            there.name == security.name && (there.total.is_none() || security.total.is_none())
        });
        let mut shift = 0;
        let index = match known {
            Some(i) => {
                let there = &mut layout.securities[i];
                shift = there.distributions.len();
                there.distributions.append(&mut security.distributions);
                there.total = there.total.take().or(security.total.take());
                i
            }
            None => {
                if !security.cusip.is_empty() {
                    by_cusip.insert(security.cusip.clone(), layout.securities.len());
                }
                layout.securities.push(security);
                layout.securities.len() - 1
            }
        };
        for mut o in observations {
            (o.layout, o.security) = (Some(at), Some(index));
            o.distribution = o.distribution.map(|d| d + shift);
            self.reading.observations.push(o);
        }
        index
    }

    /// Looks again at what rows alone did not settle, beside other classes of the same fund.
    fn consult_siblings(&mut self) {
        let open = std::mem::take(&mut self.open);
        let mut unsettled: HashSet<(usize, usize)> =
            open.iter().filter(|o| !o.settled).map(|o| (o.layout, o.security)).collect();
        if open.is_empty() {
            return;
        }
        let mut families: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
        for (l, layout) in self.reading.layouts.iter().enumerate() {
            for (s, security) in layout.securities.iter().enumerate() {
                families.entry(family(&security.name)).or_default().push((l, s));
            }
        }
        for o in open {
            let me = (o.layout, o.security);
            let members = families.get(&family(&o.block.name));
            let siblings: Vec<Sibling> = members
                .into_iter()
                .flatten()
                .filter(|k| **k != me && !unsettled.contains(*k))
                .take(4)
                .map(|(l, s)| Sibling::new(&self.reading.layouts[*l].securities[*s]))
                .collect();
            if siblings.is_empty() {
                continue;
            }
            let solved = solve(&o.block, &o.frame, &o.customs, o.turned, &siblings, o.verdicts);
            if solved.open {
                continue;
            }
            unsettled.remove(&me);
            let of_pages = |x: &Observation| {
                matches!(
                    x.kind,
                    ObservationKind::UnjoinedPages
                        | ObservationKind::OrphanRow
                        | ObservationKind::UnknownHeading
                        | ObservationKind::OtherUnit
                )
            };
            let mine = |x: &Observation| {
                (x.layout, x.security) == (Some(me.0), Some(me.1)) && !of_pages(x)
            };
            self.reading.observations.retain(|x| !mine(x));
            for mut x in solved.observations {
                (x.layout, x.security) = (Some(me.0), Some(me.1));
                self.reading.observations.push(x);
            }
            self.reading.layouts[me.0].securities[me.1] = solved.security;
        }
    }

    /// Says of every security that was not said to lack the rows of other pages that it may.
    fn may_lack_rows(&mut self) {
        let about = |o: &Observation| {
            (o.kind == ObservationKind::UnjoinedPages).then_some((o.layout, o.security))
        };
        let said: HashSet<_> = self.reading.observations.iter().filter_map(about).collect();
        for (at, layout) in self.reading.layouts.iter().enumerate() {
            for (n, _) in layout.securities.iter().enumerate() {
                let me = (Some(at), Some(n));
                if !said.contains(&me) {
                    let mut o = Observation::new(ObservationKind::UnjoinedPages);
                    (o.layout, o.security) = me;
                    o.because = "other pages print rows under names of no security".into();
                    self.reading.observations.push(o);
                }
            }
        }
    }

    /// Figures of a table that names its funds alone may be those of the securities of that name.
    fn tell_namesakes(&mut self) {
        let layouts = &self.reading.layouts;
        let bare = layouts.iter().filter(|l| l.column(Field::Cusip).is_none());
        let names: HashSet<String> = bare
            .flat_map(|l| &l.securities)
            .filter(|s| s.cusip.is_empty())
            .map(|s| s.name.clone())
            .collect();
        for (at, layout) in layouts.iter().enumerate() {
            for (n, security) in layout.securities.iter().enumerate() {
                if !security.cusip.is_empty() && names.contains(&security.name) {
                    let mut o = Observation::new(ObservationKind::UnjoinedPages);
                    (o.layout, o.security) = (Some(at), Some(n));
                    o.because = "another table states figures under its name alone".into();
                    self.reading.observations.push(o);
                }
            }
        }
    }

    fn finish(mut self) -> Reading {
        if let Some(held) = self.held.take() {
            let solved = held.solved();
            self.settle(held, solved);
        }
        self.consult_siblings();
        // Rows of a page that belong to no security may be those of any.
        if self.unjoined.difference(&self.told).any(|name| !join::is_total_name(name)) {
            self.may_lack_rows();
        }
        self.tell_namesakes();
        for name in self.unjoined.difference(&self.told) {
            let mut o = Observation::new(ObservationKind::UnjoinedPages);
            o.printed.clone_from(name);
            o.because =
                format!("rows under the name \"{name}\" stand on one part of the pages only");
            self.reading.observations.push(o);
        }
        for (at, evidence) in self.evidence.iter_mut().enumerate() {
            evidence.payments(&self.reading.layouts[at]);
        }
        for (at, evidence) in self.evidence.iter().enumerate() {
            let layout = &mut self.reading.layouts[at];
            self.reading.observations.extend(evidence.settle(layout, at));
        }
        self.reading.observations.extend(dates::unswap(&mut self.reading.layouts));
        let scaled = percent::one_scale(&mut self.reading.layouts, &self.reading.observations);
        self.reading.observations.extend(scaled);
        self.reading
    }
}
