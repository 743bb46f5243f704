//! `yearend audit`: who did what, and whether anybody altered it.

use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use crate::render::count;
use crate::store::StoreArg;
use std::io::Write;
use yearend_store::{Access, Store};

/// Show the audit trail, or verify it
///
/// Each entry is sealed by a hash over itself and all before it. --verify checks every seal, every
/// document's bytes, every figure and every ruling, and prints the last seal: kept elsewhere and
/// given to --seal, it also shows when entries were cut off. Ends with status 1 on a fault.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    store: StoreArg,

    /// Check everything instead of showing the trail
    #[arg(long)]
    verify: bool,

    /// A seal noted earlier, which the trail must still contain
    #[arg(long, value_name = "SEAL", requires = "verify")]
    seal: Option<String>,

    /// The first entry to show
    #[arg(long, value_name = "N", default_value_t = 1)]
    from: i64,
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        let mut store = self.store.open(Access::Read)?;
        if self.verify { verify(cx, &mut store, self.seal.as_deref()) } else { show(cx, &mut store, self.from) }
    }
}

fn show(cx: &mut Context, store: &mut Store, mut from: i64) -> Result<ExitStatus, Failure> {
    const AT_ONCE: i64 = 1000;
    loop {
        let entries = store.audit(from, AT_ONCE)?;
        for e in &entries {
            writeln!(
                cx.out(),
                "{} {} {} {} {} {} {}",
                e.seq, e.at, e.actor, e.action, e.subject, e.hash, e.detail
            )?;
            from = e.seq + 1;
        }
        if entries.len() < AT_ONCE as usize {
            return Ok(ExitStatus::Clean);
        }
    }
}

fn verify(cx: &mut Context, store: &mut Store, seal: Option<&str>) -> Result<ExitStatus, Failure> {
    let mut verified = store.verify()?;
    if let Some(seal) = seal
        && !store.has_seal(seal)?
    {
        verified.faults.push(format!("no entry bears the seal {seal}"));
    }
    for fault in &verified.faults {
        writeln!(cx.out(), "fault: {fault}")?;
    }
    writeln!(
        cx.out(),
        "{}, {}, {}, {} and {} checked: {}",
        count(verified.entries, "entry"),
        count(verified.documents, "document"),
        count(verified.readings, "reading"),
        count(verified.decisions, "ruling"),
        count(verified.filings, "filing event"),
        if verified.faults.is_empty() { "nothing was altered" } else { "ALTERED" }
    )?;
    writeln!(cx.out(), "seal {}", verified.seal)?;
    let clean = verified.faults.is_empty();
    Ok(if clean { ExitStatus::Clean } else { ExitStatus::Findings })
}
