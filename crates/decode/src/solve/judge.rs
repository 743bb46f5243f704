//! Which of several guesses is believed.

use super::align::Event;
use super::board::Board;
use super::digits::Class;
use super::repair::{BELIEVABLE, Change, MARGIN};
use super::units::Row;

/// A way to read a row, while the search goes on.
#[derive(Clone, Debug)]
pub(crate) struct Guess {
    pub cost: u32,
    pub events: Vec<Event>,
    pub changes: Vec<Change>,
    pub rows: Vec<Row>,
}

impl Guess {
    /// The figures of a board with some values changed.
    pub(crate) fn changed(board: &Board<'_>, changes: Vec<Change>, cost: u32) -> Guess {
        let mut rows = board.rows.clone();
        for c in &changes {
            rows[c.row].set(c.f, c.new);
        }
        Guess { cost, events: Vec::new(), changes, rows }
    }

    /// Whether two guesses give the same figures (a blank is worth zero).
    fn agrees(&self, other: &Guess) -> bool {
        let same = |(a, b): (&Row, &Row)| a.units == b.units;
        self.rows.len() == other.rows.len() && self.rows.iter().zip(&other.rows).all(same)
    }
}

/// The guesses at a row that are worth keeping.
#[derive(Debug)]
pub(crate) struct Guesses {
    all: Vec<Guess>,
    /// The cost of the likeliest.
    least: Option<u32>,
    /// Whether a search was given up before it had tried everything.
    pub gave_up: bool,
    /// Of stacked values only the likeliest guess and its rivals matter.
    stacked: bool,
}

impl Guesses {
    pub(crate) fn new(stacked: bool) -> Guesses {
        Guesses { all: Vec::new(), least: None, gave_up: false, stacked }
    }

    /// The cost of the likeliest guess.
    pub(crate) fn least(&self) -> Option<u32> {
        self.least
    }

    /// Whether a guess that costs as much, or what it would lead to, is too unlikely to matter.
    pub(crate) fn is_dear(&self, cost: u32) -> bool {
        self.stacked && self.least.is_some_and(|least| cost >= least + MARGIN)
    }

    /// Adds a guess, unless its lines exceed the year's total.
    pub(crate) fn add(&mut self, mut guess: Guess, board: &Board<'_>) {
        if !board.within_cap(&guess.rows) {
            return;
        }
        if board.misplaces_years(&guess.rows) {
            guess.cost += 10;
        }
        if !self.is_dear(guess.cost) {
            self.least = Some(self.least.map_or(guess.cost, |least| least.min(guess.cost)));
            self.all.push(guess);
        }
    }

    pub(crate) fn judge(self) -> Judged {
        judge(self.all, self.stacked, self.gave_up)
    }
}

/// What can be said of a row that does not hold as printed.
#[derive(Clone, Debug)]
pub(crate) enum Judged {
    /// Exactly one guess is likely.
    Unique(Guess),
    /// Several are equally likely.
    Several(Vec<Guess>),
    /// None is believable; the nearest ones, if any.
    None(Vec<Guess>),
    /// Not everything was tried, so that none is known to be the only one.
    GaveUp(Vec<Guess>),
}

/// How much the guess at a row of stacked values may cost: it may suppose several faults.
const BELIEVABLE_STACK: u32 = 95;
/// How many guesses are shown.
const SHOWN: usize = 6;

/// Sorts guesses and decides. After a search that was given up, none is the only one.
pub(crate) fn judge(mut all: Vec<Guess>, stacked: bool, gave_up: bool) -> Judged {
    all.sort_by_key(|g| g.cost);
    let mut distinct: Vec<Guess> = Vec::new();
    for g in all {
        // Neither rivals nor guesses that are shown come after these.
        let dear = distinct.first().is_some_and(|first| g.cost >= first.cost + MARGIN);
        if dear && distinct.len() >= SHOWN {
            break;
        }
        if !distinct.iter().any(|d| d.agrees(&g)) {
            distinct.push(g);
        }
    }
    if gave_up {
        distinct.truncate(SHOWN);
        return Judged::GaveUp(distinct);
    }
    let Some(first) = distinct.first() else { return Judged::None(Vec::new()) };
    let each = first.changes.iter().all(|e| e.class != Class::Other || first.cost <= BELIEVABLE);
    let count = u32::try_from(first.changes.len()).unwrap_or(1);
    let bound = if stacked { BELIEVABLE_STACK } else { BELIEVABLE * count.max(1) };
    if first.cost > bound || (!each && !stacked) {
        distinct.truncate(SHOWN);
        return Judged::None(distinct);
    }
    let rivals = distinct.iter().take_while(|g| g.cost < first.cost + MARGIN).count();
    if rivals == 1 {
        Judged::Unique(distinct.swap_remove(0))
    } else {
        distinct.truncate(rivals.min(SHOWN));
        Judged::Several(distinct)
    }
}
