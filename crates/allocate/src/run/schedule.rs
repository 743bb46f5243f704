//! Threads over units of payments, results in the order of the units.
//!
//! A sorted file streams: each unit leaves finished accounts and the two that it may share with
//! its neighbours, which are joined at the seam. When accounts turn out not to be in order, the
//! run begins again: units are then held sorted, and joined in ranges of accounts; what memory
//! cannot hold at once is taken in several passes over ranges of accounts.

use super::sink::{Files, Pending, Work};
use super::{Progress, RunOptions};
use crate::error::{Error, Result};
use crate::input::accounts::Key;
use crate::input::recipients::RecipientReader;
use crate::input::{Directory, Payments};
use crate::output::folder::Folder;
use crate::output::forms::FormCounts;
use crate::output::groups::Closing;
use crate::plan::Plan;
use crate::state::{Block, Control, Forms, Ledger, Partial};
use std::collections::{BTreeMap, VecDeque};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Everything that the threads of a run share and do not change.
pub(super) struct Job<'a> {
    pub(super) plan: &'a Plan,
    pub(super) options: &'a RunOptions,
    pub(super) payments: &'a Payments,
    pub(super) directory: &'a Directory,
    pub(super) recipients: &'a RecipientReader<'a>,
    pub(super) folder: &'a Folder,
    pub(super) progress: Progress<'a>,
}

/// What the threads leave.
pub(super) struct Done {
    pub(super) control: Control,
    pub(super) ledger: Ledger,
    pub(super) forms: FormCounts,
    pub(super) passes: u32,
    /// The files, which are still being brought to disk.
    pub(super) closing: Vec<Closing>,
}

/// What a unit leaves, bit by bit: its first account, which the unit before may share, with its
/// totals; accounts that are its own, in order; its last account, if it has several.
enum Part<'a> {
    Head(Partial<'a>),
    Own(Block),
    Tail(Option<Partial<'a>>),
}

/// Takes what a unit leaves.
type Deliver<'d, 'a> = &'d mut dyn FnMut(Part<'a>) -> Result<()>;

/// What the threads share and change.
struct Shared<'a> {
    next_unit: usize,
    next_in_order: usize,
    /// What units left whose turn has not come.
    waiting: BTreeMap<usize, VecDeque<Part<'a>>>,
    seam: Partial<'a>,
    pending: Pending,
    work: VecDeque<Work>,
    /// The row group of forms whose recipients are being read: another thread does something else
    /// than to wait for its turn.
    reading: Option<usize>,
    busy: usize,
    finished: bool,
    forms: FormCounts,
    stop: Option<Stop>,
}

enum Stop {
    Unsorted,
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(e: Error) -> Self {
        Stop::Failed(e)
    }
}

/// Payments that are placed before their accounts are finished: what they touch of distributions
/// and forms is still near then.
const SLICE: usize = 1 << 10;

/// Forms that are kept together: few enough that their memory is used again soon.
const BLOCK_FORMS: usize = 1 << 11;

/// A row of an unsorted payments file, held: 16 bytes, and as much again while ranges are joined.
const HELD_BYTES: u64 = 20;

impl<'a> Job<'a> {
    pub(super) fn run(&self) -> Result<Done> {
        match self.streamed() {
            Ok(done) => Ok(done),
            Err(Stop::Failed(e)) => Err(e),
            Err(Stop::Unsorted) => {
                for name in
                    ["forms.parquet", ".forms.by-account", "lines.parquet", "exceptions.parquet"]
                {
                    let path = self.folder.file(name);
                    if path.exists() {
                        std::fs::remove_file(&path).map_err(Error::io(&path))?;
                    }
                }
                self.in_ranges()
            }
        }
    }

    /// The sorted way.
    fn streamed(&self) -> std::result::Result<Done, Stop> {
        let files = Files::create(self)?;
        let read = AtomicU64::new(0);
        let seam = Partial::new(self.plan, self.directory, self.options.lines);
        let n = self.payments.units.len();
        let crew = Crew::new(self, &files, n, seam);
        crew.work(|unit, stop, deliver| self.stream_unit(unit, &read, stop, deliver))?;
        let shared = crew.into_inner();
        Ok(Done {
            closing: files.end(self)?,
            control: shared.seam.control,
            ledger: shared.seam.ledger,
            forms: shared.forms,
            passes: 1,
        })
    }

    fn advance(&self, read: &AtomicU64, rows: usize, total: u64) {
        let now = read.fetch_add(rows as u64, Ordering::Relaxed) + rows as u64;
        (self.progress)(now, total);
    }

    fn stream_unit(
        &self,
        unit: usize,
        read: &AtomicU64,
        stop: &AtomicBool,
        deliver: Deliver<'_, 'a>,
    ) -> std::result::Result<(), Stop> {
        let mut begun = false;
        let mut work = Partial::new(self.plan, self.directory, self.options.lines);
        let fresh = || Block { forms: Forms::with_room(2 * BLOCK_FORMS), ..Block::default() };
        let mut block = fresh();
        let mut unsorted = false;
        self.payments.read(unit, self.options.batch_rows, |batch| {
            if unsorted || stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            let mut ahead = work.resolve(batch);
            while !ahead.is_over() && !unsorted {
                if begun {
                    work.finish_next(&mut ahead, &mut block)?;
                    unsorted |= !work.is_sorted();
                    continue;
                }
                work.place_next(&mut ahead, SLICE);
                unsorted |= !work.is_sorted();
                let Some((first, last)) = work.span().filter(|_| !unsorted) else { continue };
                if last > first {
                    begun = true;
                    let rest = work.split_off(Key(first.0 + 1));
                    deliver(Part::Head(std::mem::replace(&mut work, rest)))?;
                }
            }
            work.take_back(ahead);
            work.settle_block(&mut block);
            self.advance(read, batch.len(), self.payments.rows);
            if block.forms.len() >= BLOCK_FORMS {
                deliver(Part::Own(std::mem::replace(&mut block, fresh())))?;
            }
            Ok(())
        })?;
        if unsorted {
            return Err(Stop::Unsorted);
        }
        deliver(Part::Own(block))?;
        if begun {
            deliver(Part::Tail(Some(work)))?;
        } else {
            deliver(Part::Head(work))?;
            deliver(Part::Tail(None))?;
        }
        Ok(())
    }

    /// The unsorted way.
    fn in_ranges(&self) -> Result<Done> {
        let files = Files::create(self)?;
        let budget = (self.options.memory / HELD_BYTES).max(1 << 16);
        let passes = self.payments.rows.div_ceil(budget).max(1);
        let all = self.directory.len() as u64 * 2 + 1;
        let read = AtomicU64::new(0);
        let total = self.payments.rows * passes;
        let mut seam = Partial::new(self.plan, self.directory, self.options.lines);
        let mut forms = FormCounts::default();
        let mut pending = Pending::default();
        for pass in 0..passes {
            let at = |p: u64| Key((all * p / passes) as u32);
            let end = if pass + 1 == passes { Key(u32::MAX) } else { at(pass + 1) };
            let range = at(pass)..end;
            let runs = self.sorted_runs(&range, &read, total)?;
            let ranges = slices(&range, all, self.payments.rows / passes);
            for run in &runs {
                seam.control_from(run);
            }
            let mut crew = Crew::new(self, &files, ranges.len(), seam);
            crew.begin(pending, forms);
            crew.last = pass + 1 == passes;
            crew.work(|i, _, deliver| {
                let mut part = Partial::new(self.plan, self.directory, self.options.lines);
                for run in &runs {
                    part.take_range(run, &ranges[i]);
                }
                let block = part.finish()?;
                deliver(Part::Head(part))?;
                deliver(Part::Own(block))?;
                deliver(Part::Tail(None))?;
                Ok(())
            })
            .map_err(|stop| match stop {
                Stop::Failed(e) => e,
                Stop::Unsorted => unreachable!("ranges are sorted when they are taken"),
            })?;
            let shared = crew.into_inner();
            (seam, pending, forms) = (shared.seam, shared.pending, shared.forms);
        }
        Ok(Done {
            closing: files.end(self)?,
            control: seam.control,
            ledger: seam.ledger,
            forms,
            passes: u32::try_from(passes).unwrap_or(u32::MAX),
        })
    }

    /// Every unit's payments of a range of accounts, each sorted.
    fn sorted_runs(
        &self,
        range: &Range<Key>,
        read: &AtomicU64,
        total: u64,
    ) -> Result<Vec<Partial<'a>>> {
        let next = AtomicU64::new(0);
        let runs = Mutex::new(BTreeMap::new());
        let failed: Mutex<Option<Error>> = Mutex::new(None);
        let one = || -> Result<()> {
            loop {
                let unit = next.fetch_add(1, Ordering::Relaxed) as usize;
                if unit >= self.payments.units.len() || lock(&failed).is_some() {
                    return Ok(());
                }
                let mut run =
                    Partial::new(self.plan, self.directory, self.options.lines).only(range.clone());
                self.payments.read(unit, self.options.batch_rows, |batch| {
                    run.accumulate(batch);
                    self.advance(read, batch.len(), total);
                    Ok(())
                })?;
                run.settle();
                lock(&runs).insert(unit, run);
            }
        };
        std::thread::scope(|s| {
            for _ in 0..self.options.threads.max(1) {
                s.spawn(|| {
                    if let Err(e) = guarded(one) {
                        lock(&failed).get_or_insert(e);
                    }
                });
            }
        });
        match failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Some(e) => Err(e),
            None => Ok(runs
                .into_inner()
                .unwrap_or_else(PoisonError::into_inner)
                .into_values()
                .collect()),
        }
    }
}

/// A range of keys in slices of about a unit's payments.
fn slices(range: &Range<Key>, all: u64, payments: u64) -> Vec<Range<Key>> {
    let n = payments.div_ceil(1 << 18).max(1);
    let (start, end) = (u64::from(range.start.0), all.min(u64::from(range.end.0)).max(1));
    let at = |i: u64| start + (end.saturating_sub(start)) * i / n;
    (0..n)
        .map(|i| {
            let to = if i + 1 == n { range.end } else { Key(at(i + 1) as u32) };
            Key(at(i) as u32)..to
        })
        .collect()
}

fn lock<T>(m: &Mutex<T>) -> MutexGuard<'_, T> {
    m.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A panic in a decoder (a hostile file) is an error of the run, not the end of the program.
fn guarded<T>(f: impl FnOnce() -> Result<T>) -> Result<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(f)).unwrap_or_else(|panic| {
        let text = panic
            .downcast_ref::<String>()
            .cloned()
            .or_else(|| panic.downcast_ref::<&str>().map(|s| (*s).to_owned()))
            .unwrap_or_default();
        Err(Error::Unreconciled(format!("an internal check failed: {text}")))
    })
}

/// The threads of one pass.
struct Crew<'j, 'a> {
    job: &'j Job<'a>,
    files: &'j Files,
    units: usize,
    last: bool,
    stop: AtomicBool,
    shared: Mutex<Shared<'a>>,
    changed: Condvar,
}

enum Next {
    Unit(usize),
    Work(Work),
    Over,
}

impl<'j, 'a> Crew<'j, 'a> {
    fn new(job: &'j Job<'a>, files: &'j Files, units: usize, seam: Partial<'a>) -> Self {
        Crew {
            job,
            files,
            units,
            last: true,
            stop: AtomicBool::new(false),
            shared: Mutex::new(Shared {
                next_unit: 0,
                next_in_order: 0,
                waiting: BTreeMap::new(),
                seam,
                pending: Pending::default(),
                work: VecDeque::new(),
                reading: None,
                busy: 0,
                finished: false,
                forms: FormCounts::default(),
                stop: None,
            }),
            changed: Condvar::new(),
        }
    }

    /// Goes on from an earlier pass.
    fn begin(&mut self, pending: Pending, forms: FormCounts) {
        let shared = self.shared.get_mut().unwrap_or_else(PoisonError::into_inner);
        (shared.pending, shared.forms) = (pending, forms);
    }

    fn into_inner(self) -> Shared<'a> {
        self.shared.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn work(
        &self,
        unit: impl Fn(usize, &AtomicBool, Deliver<'_, 'a>) -> std::result::Result<(), Stop> + Sync,
    ) -> std::result::Result<(), Stop> {
        std::thread::scope(|s| {
            for _ in 1..self.job.options.threads {
                s.spawn(|| self.one_thread(&unit));
            }
            // Memory that reading the layouts used and gave back is this thread's to use again.
            self.one_thread(&unit);
        });
        match lock(&self.shared).stop.take() {
            Some(stop) => Err(stop),
            None => Ok(()),
        }
    }

    fn one_thread(
        &self,
        unit: &(impl Fn(usize, &AtomicBool, Deliver<'_, 'a>) -> std::result::Result<(), Stop> + Sync),
    ) {
        loop {
            let result = match self.next() {
                Next::Over => return,
                Next::Unit(i) => {
                    let mut stop = None;
                    let done = guarded(|| {
                        let made = unit(i, &self.stop, &mut |part| self.accept(i, part));
                        stop = made.err();
                        Ok(())
                    });
                    match (done, stop) {
                        (_, Some(stop)) => Err(stop),
                        (Err(e), None) => Err(Stop::Failed(e)),
                        (Ok(()), None) => Ok(()),
                    }
                }
                Next::Work(work) => {
                    let read = || self.has_read(work.reads());
                    let made = guarded(|| self.files.make(self.job, &work, read));
                    self.has_read(work.reads());
                    made.map_err(Stop::Failed).map(|c| lock(&self.shared).forms.add(&c))
                }
            };
            let mut shared = lock(&self.shared);
            shared.busy -= 1;
            if let Err(stop) = result {
                self.stop.store(true, Ordering::Relaxed);
                // A defect of the file explains more than accounts out of order.
                match &shared.stop {
                    Some(Stop::Failed(_)) => {}
                    _ => shared.stop = Some(stop),
                }
            }
            drop(shared);
            self.changed.notify_all();
        }
    }

    fn next(&self) -> Next {
        let mut shared = lock(&self.shared);
        let ahead = self.job.options.threads.max(1) + 1;
        loop {
            if shared.stop.is_some() {
                return Next::Over;
            }
            let can_begin = |w: &Work| shared.reading.is_none() || w.reads().is_none();
            let next = shared.work.iter().position(can_begin);
            if let Some(work) = next.and_then(|i| shared.work.remove(i)) {
                shared.busy += 1;
                shared.reading = work.reads().or(shared.reading);
                return Next::Work(work);
            }
            if shared.next_unit < self.units && shared.next_unit < shared.next_in_order + ahead {
                shared.busy += 1;
                shared.next_unit += 1;
                return Next::Unit(shared.next_unit - 1);
            }
            if shared.next_in_order == self.units && !shared.finished {
                shared.finished = true;
                if let Err(e) = self.finish(&mut shared) {
                    shared.stop = Some(Stop::Failed(e));
                }
                self.changed.notify_all();
                continue;
            }
            if shared.finished && shared.busy == 0 {
                self.changed.notify_all();
                return Next::Over;
            }
            if shared.finished && shared.work.is_empty() {
                return Next::Over;
            }
            shared = self.changed.wait(shared).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Lets others begin with what reads recipients, once those of a row group are read.
    fn has_read(&self, group: Option<usize>) {
        let mut shared = lock(&self.shared);
        if group.is_some() && shared.reading == group {
            shared.reading = None;
            drop(shared);
            self.changed.notify_all();
        }
    }

    /// Takes what a unit leaves, and joins what has its turn.
    fn accept(&self, index: usize, part: Part<'a>) -> Result<()> {
        let mut guard = lock(&self.shared);
        let shared = &mut *guard;
        if shared.stop.is_some() {
            return Ok(());
        }
        shared.waiting.entry(index).or_default().push_back(part);
        let before = shared.work.len();
        while let Some(part) =
            shared.waiting.get_mut(&shared.next_in_order).and_then(VecDeque::pop_front)
        {
            self.join(shared, part)?;
        }
        let more = shared.work.len() > before;
        drop(guard);
        if more {
            self.changed.notify_all();
        }
        Ok(())
    }

    /// Joins parts in order at the seam.
    fn join(&self, shared: &mut Shared<'a>, part: Part<'a>) -> Result<()> {
        match part {
            Part::Head(head) => {
                let first = head.span().map(|s| s.0);
                shared.seam.merge(head);
                if !shared.seam.is_sorted() {
                    self.stop.store(true, Ordering::Relaxed);
                    shared.stop.get_or_insert(Stop::Unsorted);
                    return Ok(());
                }
                if let Some(first) = first {
                    // The first account may go on in the next unit if it is the last one too.
                    let done = shared.seam.finish_below(first)?;
                    shared.pending.push(done, &mut shared.work);
                }
            }
            Part::Own(block) => {
                if !block.is_empty() {
                    self.finish_seam(shared)?;
                }
                shared.pending.push(block, &mut shared.work);
            }
            Part::Tail(tail) => {
                if let Some(tail) = tail {
                    self.finish_seam(shared)?;
                    shared.seam.merge(tail);
                }
                shared.waiting.remove(&shared.next_in_order);
                shared.next_in_order += 1;
            }
        }
        Ok(())
    }

    /// Finishes the accounts at the seam: others follow in the same unit.
    fn finish_seam(&self, shared: &mut Shared<'a>) -> Result<()> {
        let rest = shared.seam.finish()?;
        shared.pending.push(rest, &mut shared.work);
        Ok(())
    }

    fn finish(&self, shared: &mut Shared<'a>) -> Result<()> {
        self.finish_seam(shared)?;
        if self.last {
            shared.pending.finish(&mut shared.work);
        }
        Ok(())
    }
}
