//! `yearend diff A B`: what changed, per field and per share.

use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use crate::render::style::BOLD;
use crate::render::table::{Align, Table};
use crate::store::{StoreArg, at};
use std::io::Write;
use yearend_model::decimal::plain;
use yearend_store::{Access, Difference, Selection, Side};

/// Compare two documents, versions or dates: every field that differs, per share
///
/// A side is a document (its SHA-256, the beginning of it, or its file name), a version by its
/// number in `yearend log` (471021402@2), or a date (what stood at its end, UTC). The percentage is
/// of the distribution's total. Ends with status 1 if anything differs.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The earlier side
    #[arg(value_name = "A")]
    a: String,

    /// The later side
    #[arg(value_name = "B")]
    b: String,

    /// Only this security
    #[arg(long, value_name = "CUSIP")]
    cusip: Option<String>,

    /// Only this tax year
    #[arg(long, value_name = "YEAR")]
    year: Option<u16>,

    #[command(flatten)]
    store: StoreArg,
}

fn side(text: &str) -> Result<Side, Failure> {
    if let Ok(at) = at(text) {
        return Ok(Side::AsOf(at));
    }
    match text.rsplit_once('@') {
        Some((cusip, number)) if yearend_model::cusip::has_shape(cusip) => {
            let number = number.parse().map_err(|_| {
                Failure::new(format_args!("{text}: {number:?} is no version number"))
                    .help("write the version as `yearend log` shows it: 471021402@2")
            })?;
            Ok(Side::Version { cusip: yearend_model::cusip::normalize(cusip), number })
        }
        _ => Ok(Side::Document(text.to_owned())),
    }
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        let (a, b) = (side(&self.a)?, side(&self.b)?);
        let mut store = self.store.open(Access::Read)?;
        let mut selection = Selection::all().tax_year(self.year);
        selection.cusips.extend(self.cusip.as_deref().map(yearend_model::cusip::normalize));
        let differences = store.diff(&a, &b, &selection)?;
        for d in &differences {
            show(cx, d)?;
        }
        if differences.is_empty() {
            writeln!(cx.out(), "nothing differs")?;
            return Ok(ExitStatus::Clean);
        }
        Ok(ExitStatus::Findings)
    }
}

fn show(cx: &mut Context, d: &Difference) -> Result<(), Failure> {
    let year = d.tax_year.map_or("no year".to_owned(), |y| y.to_string());
    let state = |s: Option<yearend_store::State>| s.map_or("absent", yearend_store::State::name);
    let states = match d.states {
        (a, b) if a == b => state(a).to_owned(),
        (a, b) => format!("{} to {}", state(a), state(b)),
    };
    writeln!(
        cx.out(),
        "{BOLD}{} {}{BOLD:#}, {year} {}, payable {}: {states}",
        d.cusip, d.name, d.kind, d.payable
    )?;
    let mut table = Table::new([
        (Align::Left, "field"),
        (Align::Right, "from"),
        (Align::Right, "to"),
        (Align::Right, "change"),
        (Align::Right, "% of total"),
    ]);
    for c in &d.changes {
        let value = |v: Option<yearend_model::Decimal>| v.map_or("-".to_owned(), plain);
        table.row(vec![
            c.field.name().to_owned(),
            value(c.values.0),
            value(c.values.1),
            plain(c.change),
            value(c.percent),
        ]);
    }
    if !d.changes.is_empty() {
        cx.out().write_all(table.render(2).as_bytes())?;
    }
    Ok(())
}
