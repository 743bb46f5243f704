//! A whole run: files in, a folder of results out.

mod pieces;
mod schedule;
mod sink;

use crate::changes::{self, ChangeCounts, ChangeOptions};
use crate::error::{Error, Result};
use crate::input::recipients::RecipientReader;
use crate::input::{Accounts, Directory, Payments};
use crate::output::folder::Folder;
use crate::output::groups::Closing;
use crate::output::reconcile::Reconciliation;
use crate::output::report;
use crate::parallel;
use crate::plan::Plan;
use std::fs;
use std::path::{Path, PathBuf};

/// What a run is asked to do.
#[derive(Clone, Debug)]
pub struct RunOptions {
    /// Payments files, Parquet or CSV; together sorted by account if each is and they follow on.
    pub payments: Vec<PathBuf>,
    /// The accounts file.
    pub accounts: PathBuf,
    /// The folder to make.
    pub output: PathBuf,
    /// Whether an existing folder is replaced.
    pub replace: bool,
    /// Whether `lines.parquet` is written.
    pub lines: bool,
    /// Threads, at least one.
    pub threads: usize,
    /// Bytes that payments held for sorting, or recipients held for an unsorted accounts file, may
    /// take. What a run needs besides is small and does not grow with the payments.
    pub memory: u64,
    /// An earlier run to compare with.
    pub compare: Option<ChangeOptions>,
    /// Rows that are decoded at a time.
    pub batch_rows: usize,
}

impl RunOptions {
    /// The usual options.
    #[must_use]
    pub fn new(payments: Vec<PathBuf>, accounts: PathBuf, output: PathBuf) -> RunOptions {
        RunOptions {
            payments,
            accounts,
            output,
            replace: false,
            lines: true,
            threads: parallel::processors(),
            memory: 512 << 20,
            compare: None,
            batch_rows: 1 << 14,
        }
    }
}

/// Says how far a run is: payments read, of how many (each pass counts).
pub type Progress<'a> = &'a (dyn Fn(u64, u64) + Sync);

/// What a run did.
#[derive(Debug)]
pub struct Outcome {
    /// The reconciliation, as written.
    pub reconciliation: Reconciliation,
    /// How the forms differ from the earlier run, if one was given.
    pub changes: Option<ChangeCounts>,
    /// How often the payments were read: 1 if they are sorted by account.
    pub passes: u32,
}

/// What a run reads, open: the payments files with their columns checked, and the account numbers
/// of the accounts file in order. It does not depend on the layouts, so it can be made while they
/// are read.
#[derive(Debug)]
pub struct Inputs {
    payments: Payments,
    accounts: Accounts,
    directory: Directory,
}

impl Inputs {
    /// Opens the payments and accounts that the options name, on at most so many threads.
    ///
    /// # Errors
    /// A file cannot be read, or a column is missing or of the wrong type; an account number is
    /// missing or stands twice.
    pub fn open(options: &RunOptions, threads: usize) -> Result<Inputs> {
        let payments = Payments::open(&options.payments)?;
        let accounts = Accounts::open(&options.accounts)?;
        let integers = accounts.table.is_integer("account_id")
            && payments.tables().iter().all(|t| t.is_integer("account_id"));
        let directory = accounts.directory(!integers, threads)?;
        Ok(Inputs { payments, accounts, directory })
    }
}

/// Allocates payments to forms and writes the results. Nothing stands under the output's name
/// before everything is written and reconciled.
///
/// # Errors
/// See [`Error`].
pub fn run(plan: &Plan, options: &RunOptions, progress: Progress<'_>) -> Result<Outcome> {
    let folder = Folder::begin(&options.output, options.replace)?;
    refuse_empty(plan)?;
    let inputs = Inputs::open(options, options.threads)?;
    let outcome = run_into(plan, &inputs, options, &folder, progress)?;
    folder.publish()?;
    Ok(outcome)
}

/// As [`run`], from inputs that are open already, into a folder that the caller publishes.
///
/// # Errors
/// See [`Error`].
pub fn run_into(
    plan: &Plan,
    inputs: &Inputs,
    options: &RunOptions,
    folder: &Folder,
    progress: Progress<'_>,
) -> Result<Outcome> {
    refuse_empty(plan)?;
    let Inputs { payments, accounts, directory } = inputs;
    let recipients = RecipientReader::new(accounts, directory, options.memory / 2);
    let job = schedule::Job {
        plan,
        options,
        payments,
        directory,
        recipients: &recipients,
        folder,
        progress,
    };
    let done = job.run()?;
    let mut reconciliation = Reconciliation::new(plan, &done.control, &done.ledger, &done.forms);
    reconciliation.counts.accounts = directory.len() as u64;
    for t in payments.tables().iter().chain([&accounts.table]) {
        let file = t.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        reconciliation.ignored_columns.extend(t.ignored.iter().map(|c| format!("{file}: {c}")));
    }
    reconciliation.check(payments.rows)?;
    write_reports(&reconciliation, folder, options.threads)?;
    done.closing.into_iter().try_for_each(Closing::wait)?;
    let changes = options.compare.as_ref().map(|c| changes::compare(folder, c)).transpose()?;
    Ok(Outcome { reconciliation, changes, passes: done.passes })
}

fn refuse_empty(plan: &Plan) -> Result<()> {
    if plan.entries.is_empty() {
        let text = "no primary layout states a distribution; give files of the tax year";
        return Err(Error::Layouts(text.to_owned()));
    }
    Ok(())
}

/// For programs and for people, at the same time if there are threads for it.
fn write_reports(r: &Reconciliation, folder: &Folder, threads: usize) -> Result<()> {
    let for_people = || write(&folder.file("reconciliation.md"), &report::markdown(r));
    let for_programs = || {
        let path = folder.file("reconciliation.json");
        let text = serde_json::to_string_pretty(r);
        let text = text.map_err(|e| Error::io(&path)(std::io::Error::other(e)))?;
        write(&path, &(text + "\n"))
    };
    if threads < 2 {
        return for_programs().and_then(|()| for_people());
    }
    std::thread::scope(|s| {
        let people = s.spawn(for_people);
        for_programs()?;
        people.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn write(path: &Path, text: &str) -> Result<()> {
    fs::write(path, text).map_err(Error::io(path))
}

/// The order of account numbers in a directory, as `forms.parquet` records it.
pub(crate) fn account_order(directory: &Directory) -> &'static str {
    if directory.is_integer() { "integer" } else { "text" }
}
