//! `yearend search TEXT`: securities by name, ticker, CUSIP or family.

use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use crate::render::table::{Align, Table};
use crate::store::{Scope, StoreArg};
use std::io::Write;
use yearend_store::Access;

/// Find securities in the store by name, ticker, CUSIP or family
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// Part of a name, family or CUSIP, or a ticker; upper and lower case are alike
    #[arg(value_name = "TEXT")]
    text: String,

    #[command(flatten)]
    store: StoreArg,

    #[command(flatten)]
    scope: Scope,
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        let mut store = self.store.open(Access::Read)?;
        let hits = store.search(&self.text, &self.scope.all())?;
        if hits.is_empty() {
            writeln!(cx.err(), "nothing in {} matches {:?}", store.name(), self.text)?;
            return Ok(ExitStatus::Clean);
        }
        let headings = ["CUSIP", "ticker", "year", "layout", "state", "review", "family", "name"];
        let mut table = Table::new(headings.map(|h| (Align::Left, h)));
        for h in hits {
            table.row(vec![
                h.cusip,
                h.ticker.unwrap_or_default(),
                h.tax_year.map(|y| y.to_string()).unwrap_or_default(),
                h.kind,
                h.state,
                if h.review { "review" } else { "-" }.to_owned(),
                h.family,
                h.name,
            ]);
        }
        cx.out().write_all(table.render(0).as_bytes())?;
        Ok(ExitStatus::Clean)
    }
}
