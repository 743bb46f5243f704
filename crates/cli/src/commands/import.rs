//! `yearend import FILE…`: documents into the store.

use crate::context::Context;
use crate::exit::{Deny, ExitStatus};
use crate::failure::Failure;
use crate::pipeline::Inputs;
use crate::render::count;
use crate::render::summary::Tally;
use crate::store::{Actor, StoreArg, at, now};
use std::io::Write;
use std::path::Path;
use yearend_model::{Reading, Source};
use yearend_source::Document;
use yearend_store::{Access, Arrival, At, Imported, Outcome, Prepared, Store};

/// Read documents, check them and keep them in the store
///
/// Keeps each document, its reading and its findings in one transaction. Importing a document
/// again changes nothing; several imports may run at once.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: Inputs,

    #[command(flatten)]
    store: StoreArg,

    /// The fund family; without it, what the fund names of an issuer have in common
    #[arg(long, value_name = "NAME")]
    family: Option<String>,

    /// When the documents came, if not now; among versions of one state the later counts
    #[arg(long, value_name = "DATE", value_parser = at)]
    received: Option<At>,

    #[command(flatten)]
    actor: Actor,

    #[command(flatten)]
    deny: Deny,
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        let by = self.actor.name()?;
        let mut store = self.store.open(Access::Write)?;
        let mut tally = Tally::default();
        let failed = self.inputs.read_with(cx, ready, |cx, (source, reading, document)| {
            let imported = keep(&mut store, document, &source, &self, &by)?;
            tally.add(&reading);
            told(cx, &source, &imported)
        })?;
        if tally.documents() > 0 {
            writeln!(cx.out(), "{}: {}", store.name(), tally.line())?;
        }
        store.close()?;
        Ok(self.deny.status(tally.worst(), failed))
    }
}

/// What needs no store: several documents at once.
fn ready(
    (document, reading): (Document, Reading),
) -> Result<(Source, Reading, Prepared), Failure> {
    if document.bytes.is_empty() {
        return Err(Failure::new(format_args!(
            "{}: is a reading, not a document",
            document.source.name
        ))
        .help("import the document from which it was read"));
    }
    let kept = yearend_store::Document {
        bytes: &document.bytes,
        media_type: &document.source.media_type,
    };
    let prepared = Prepared::new(kept, &reading)?;
    Ok((document.source, reading, prepared))
}

fn keep(
    store: &mut Store,
    document: Prepared,
    source: &Source,
    args: &Args,
    by: &str,
) -> Result<Imported, Failure> {
    let path = Path::new(&source.name);
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let origin = path.parent().map(|p| p.display().to_string()).unwrap_or_default();
    let arrival = Arrival {
        name: &name,
        origin: &origin,
        now: now(),
        received: args.received.clone(),
        by,
        family: args.family.as_deref(),
        reader: concat!("yearend ", env!("CARGO_PKG_VERSION")),
    };
    Ok(store.keep(document, &arrival)?)
}

fn told(cx: &mut Context, source: &Source, imported: &Imported) -> Result<(), Failure> {
    let name = &source.name;
    let short = &imported.document[..12];
    match imported.outcome {
        Outcome::Known => writeln!(cx.out(), "{name}: {short} was known, nothing changed")?,
        Outcome::New | Outcome::ReadAnew => {
            let verb = if imported.outcome == Outcome::New { "kept as" } else { "read anew:" };
            if imported.securities == 0 {
                writeln!(cx.out(), "{name}: {verb} {short}; no security was found in it")?;
                return Ok(());
            }
            writeln!(
                cx.out(),
                "{name}: {verb} {short}, {} with {}; {} changed",
                count(imported.securities, "security"),
                count(imported.distributions, "distribution"),
                imported.changed,
            )?;
            if imported.clashes > 0 {
                writeln!(
                    cx.out(),
                    "  {} between versions; `yearend status --review` shows what to decide",
                    count(imported.clashes, "conflict")
                )?;
            }
        }
    }
    Ok(())
}
