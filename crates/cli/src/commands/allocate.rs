//! `yearend allocate`: from payments and layouts to Form 1099-DIV amounts.

use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use crate::render::count;
use crate::{files, pipeline};
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use yearend_allocate::changes::{self, ChangeOptions};
use yearend_allocate::output::folder::Folder;
use yearend_allocate::output::reconcile::Reconciliation;
use yearend_allocate::plan::{Plan, PlanOptions, readings_from_parquet};
use yearend_allocate::run::{Inputs, RunOptions, run_into};
use yearend_allocate::{Error, money};
use yearend_model::{Reading, TaxYear};
use yearend_store::Selection;

/// Allocate payments to Form 1099-DIV amounts, exact to the cent
///
/// Joins what was paid (account, CUSIP, date, cash) with what the layouts say each cent was, and
/// writes a folder: forms.parquet, lines.parquet, exceptions.parquet, reconciliation.json and
/// reconciliation.md. Cash in = allocated + other years + exceptions, to the cent, or nothing is
/// written. The columns of the files are described in docs/allocate.md.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Payments, Parquet or CSV; fastest when sorted by account
    #[arg(long, required = true, num_args = 1.., value_name = "FILE")]
    payments: Vec<PathBuf>,

    /// Accounts, Parquet or CSV
    #[arg(long, value_name = "FILE")]
    accounts: PathBuf,

    /// Layouts: documents as `yearend read` takes them, or what `yearend convert` made of them
    /// (JSON, Parquet); files or folders
    #[arg(long, required_unless_present = "store", num_args = 1.., value_name = "FILE")]
    layouts: Vec<PathBuf>,

    /// Take what stands in this store (a file or a postgres:// address) for the layouts
    #[arg(long, value_name = "STORE", conflicts_with = "layouts")]
    store: Option<String>,

    /// With --store: what stood at the end of that day (UTC), or at that time
    #[arg(long, value_name = "DATE", requires = "store", value_parser = crate::store::at)]
    as_of: Option<yearend_store::At>,

    /// The tax year of the forms
    #[arg(long, value_parser = year)]
    year: TaxYear,

    /// The folder to make
    #[arg(short, long, value_name = "OUTDIR")]
    output: PathBuf,

    /// Replace the folder if it is there
    #[arg(long)]
    force: bool,

    /// Use figures that the layouts call estimates
    #[arg(long)]
    accept_estimates: bool,

    /// How many days a payment's date may be off where shares x rate gives its cash
    #[arg(long, default_value_t = 5, value_name = "DAYS", value_parser = clap::value_parser!(i32).range(0..=31))]
    near: i32,

    /// How much the cash may differ from shares x rate, in dollars
    #[arg(long, default_value = "0.01", value_name = "DOLLARS", value_parser = cents)]
    tolerance: i64,

    /// An earlier run's folder to compare with: writes changes.parquet
    #[arg(long, value_name = "OUTDIR")]
    previous: Option<PathBuf>,

    /// With --previous: a corrected form is due for every difference, not only beyond $100 ($25
    /// withheld)
    #[arg(long, requires = "previous")]
    correct_all: bool,

    /// Do not write the detail lines
    #[arg(long)]
    no_lines: bool,

    /// Threads; all processors if not given
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// Memory for payments that are not sorted by account, and for accounts that are not sorted;
    /// with less, files are read more often
    #[arg(long, default_value = "512", value_name = "MiB", value_parser = clap::value_parser!(u32).range(16..))]
    memory: u32,
}

fn year(text: &str) -> Result<TaxYear, String> {
    let known = format!("a tax year from {} to {} is expected", TaxYear::FIRST, TaxYear::LAST);
    text.parse().ok().and_then(TaxYear::new).ok_or(known)
}

fn cents(text: &str) -> Result<i64, String> {
    money::parse_scaled(text.as_bytes(), 2)
        .filter(|c| *c >= 0)
        .ok_or_else(|| "dollars and cents are expected, such as 0.01".to_owned())
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        let options = self.options();
        let folder = Folder::begin(&options.output, options.replace).map_err(Failure::new)?;
        let (plan, inputs) = self.open(cx, &options)?;
        let bar = bar();
        let outcome = run_into(&plan, &inputs, &options, &folder, &|done, all| {
            bar.set_length(all);
            bar.set_position(done);
        });
        bar.finish_and_clear();
        // The system takes everything back at once when the command ends; nobody waits for it to
        // be given back piece by piece.
        std::mem::forget((plan, inputs));
        match outcome.and_then(|done| folder.publish().map(|()| done)) {
            Ok(done) => {
                summary(cx, &done.reconciliation, &self.output)?;
                if let Some(c) = done.changes {
                    changed(cx, &c)?;
                }
                Ok(ExitStatus::Clean)
            }
            // A defect of this program, not of the input: status 1, nothing written.
            Err(e @ Error::Unreconciled(_)) => {
                Failure::new(e).help("please report it with the command line").render(cx)?;
                Ok(ExitStatus::Findings)
            }
            Err(e) => Err(Failure::new(e)),
        }
    }

    fn options(&self) -> RunOptions {
        let mut options =
            RunOptions::new(self.payments.clone(), self.accounts.clone(), self.output.clone());
        options.replace = self.force;
        options.lines = !self.no_lines;
        options.memory = u64::from(self.memory) << 20;
        options.threads = self.threads.map_or(options.threads, usize::from);
        options.compare = self.previous.clone().map(|previous| ChangeOptions {
            previous,
            correct_all: self.correct_all,
        });
        options
    }

    /// Reads the layouts while the payments and accounts are opened.
    fn open(&self, cx: &mut Context, options: &RunOptions) -> Result<(Plan, Inputs), Failure> {
        if options.threads < 2 {
            let plan = self.plan(cx, 1)?;
            return Ok((plan, Inputs::open(options, 1).map_err(Failure::new)?));
        }
        std::thread::scope(|scope| {
            let inputs = scope.spawn(|| Inputs::open(options, options.threads - 1));
            let plan = self.plan(cx, options.threads);
            let inputs = inputs.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            Ok((plan?, inputs.map_err(Failure::new)?))
        })
    }

    fn plan(&self, cx: &mut Context, threads: usize) -> Result<Plan, Failure> {
        let readings = match &self.store {
            Some(store) => {
                let selection = Selection::all().as_of(self.as_of.clone());
                vec![crate::store::standing(cx, store, &selection)?]
            }
            None => self.readings()?,
        };
        let mut how = PlanOptions::new(self.year.get());
        how.accept_estimates = self.accept_estimates;
        how.near_days = self.near;
        how.tolerance_cents = self.tolerance;
        how.threads = threads;
        let mut plan = Plan::new(&readings, how);
        // What people decided belongs to the record of the run.
        plan.warnings.extend(readings.iter().flat_map(crate::store::rulings));
        if threads > 1 {
            // The payments need not wait until thousands of distributions are given back.
            std::thread::spawn(move || drop(readings));
        }
        Ok(plan)
    }

    fn readings(&self) -> Result<Vec<Reading>, Failure> {
        let mut readings = Vec::new();
        for given in &self.layouts {
            for path in files::expand(given)? {
                if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("parquet")) {
                    readings.extend(readings_from_parquet(&path).map_err(Failure::new)?);
                } else {
                    let (name, bytes) = files::read(&path)?;
                    let found = pipeline::read(&name, bytes)?;
                    // Figures that could not be read are figures that would be missing.
                    if let Some(failure) = found.failures.into_iter().next() {
                        return Err(failure.into());
                    }
                    readings.extend(found.readings.into_iter().map(|(_, reading)| reading));
                }
            }
        }
        Ok(readings)
    }
}

/// A bar with rate and time left on a terminal, nothing elsewhere.
fn bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let template = "{bar:32} {human_pos} of {human_len} payments, {per_sec}, {eta} left";
    let style = ProgressStyle::with_template(template);
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn summary(cx: &mut Context, r: &Reconciliation, output: &Path) -> Result<(), Failure> {
    let money = |cents: i128| money::dollars_grouped(cents);
    let t = &r.total;
    let out = cx.out();
    writeln!(out, "{} payments, {} posted", money::grouped(t.payments), money(t.cash_in.0))?;
    writeln!(out, "  {} on forms of {}", money(t.allocated.0), r.tax_year)?;
    let years = t.prior_year.0 + t.next_year.0;
    if years != 0 {
        writeln!(out, "  {} of other years", money(years))?;
    }
    for e in &r.exceptions {
        let (cash, n) = (money(e.cash.0), money::grouped(e.payments));
        writeln!(out, "  {cash} in exceptions: {} ({n} payments): {}", e.code, e.explanation)?;
    }
    let c = &r.counts;
    writeln!(
        out,
        "{} forms, {} to be filed, {} with a warning; {} detail lines",
        money::grouped(c.forms),
        money::grouped(c.reportable),
        money::grouped(c.warned),
        money::grouped(c.lines)
    )?;
    if !r.warnings.is_empty() {
        let n = count(r.warnings.len(), "warning");
        writeln!(out, "{n} about the layouts: see reconciliation.md")?;
    }
    writeln!(out, "{}", output.join("reconciliation.md").display())?;
    Ok(())
}

fn changed(cx: &mut Context, c: &changes::ChangeCounts) -> Result<(), Failure> {
    let n = money::grouped;
    writeln!(
        cx.out(),
        "{} forms differ from the earlier run ({} new, {} gone); {} corrected forms are due",
        n(c.changed + c.new + c.gone),
        n(c.new),
        n(c.gone),
        n(c.due)
    )?;
    Ok(())
}
