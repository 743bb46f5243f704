//! `yearend read FILE…`: the exact figures of documents.

use crate::context::Context;
use crate::exit::{Deny, ExitStatus};
use crate::failure::Failure;
use crate::pipeline::Inputs;
use crate::render::style::{BOLD, DIM};
use crate::render::summary::Tally;
use crate::render::table::{Align, Table};
use std::io::Write;
use yearend_model::decimal::plain;
use yearend_model::json::{ReadingJson, write_compact};
use yearend_model::{Field, Layout, Reading};
use yearend_source::Document;

/// Read documents and print their figures
///
/// As text: a line per security with the year's totals. As JSON: the whole reading with every
/// distribution, what was inferred, and the findings (schema yearend.reading/1).
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    inputs: Inputs,

    /// How to print
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: Format,

    #[command(flatten)]
    deny: Deny,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A table per layout, for people
    #[default]
    Human,
    /// One JSON document (for exactly one input document)
    Json,
    /// One JSON document a line, for any number of documents
    Jsonl,
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        let mut tally = Tally::default();
        let mut only: Option<(Document, Reading)> = None;
        let format = self.format;
        let failed = self.inputs.read(cx, |cx, document, reading| {
            tally.add(&reading);
            match format {
                Format::Human => human(cx, &reading)?,
                Format::Jsonl => jsonl(cx, &reading)?,
                Format::Json => match only.replace((document, reading)) {
                    None => {}
                    Some(_) => return Err(several()),
                },
            }
            Ok(())
        })?;
        if let Some((document, reading)) = only {
            let pretty = cx.out_is_terminal();
            let mut out = cx.data()?;
            if pretty {
                serde_json::to_writer_pretty(&mut out, &ReadingJson(&reading))?;
            } else {
                write_compact(&reading, &mut out)?;
            }
            out.write_all(b"\n")?;
            out.flush()?;
            // The process ends, and its memory goes at once instead of value by value.
            std::mem::forget((document, reading));
        }
        if format == Format::Human && tally.documents() > 0 {
            writeln!(cx.out(), "{BOLD}{}{BOLD:#}", tally.line())?;
            if tally.worst().is_some() {
                writeln!(cx.out(), "`yearend check` shows each finding with its place")?;
            }
        }
        Ok(self.deny.status(tally.worst(), failed))
    }
}

fn several() -> Failure {
    Failure::new("the input holds several documents, and --format json prints exactly one")
        .help("use --format jsonl for one JSON document a line")
}

fn jsonl(cx: &mut Context, reading: &Reading) -> Result<(), Failure> {
    let mut out = cx.data()?;
    write_compact(reading, &mut out)?;
    out.write_all(b"\n")?;
    Ok(out.flush()?)
}

fn human(cx: &mut Context, reading: &Reading) -> Result<(), Failure> {
    let out = cx.out();
    writeln!(out, "{BOLD}{}{BOLD:#}", reading.source.name)?;
    for layout in &reading.layouts {
        let year = layout.tax_year.map_or("year unknown".to_owned(), |y| format!("tax year {y}"));
        write!(out, "\n  {year}")?;
        for part in [Some(layout.title.as_str()), layout.share_class.as_deref()] {
            if let Some(text) = part.filter(|t| !t.is_empty()) {
                write!(out, " {DIM}·{DIM:#} {}", text.replace('\n', " "))?;
            }
        }
        writeln!(out, "\n")?;
        out.write_all(securities(layout).as_bytes())?;
    }
    if !reading.contacts.is_empty() {
        writeln!(out, "\n  {} for questions", crate::render::count(reading.contacts.len(), "contact"))?;
    }
    writeln!(out)?;
    Ok(())
}

/// The columns of the summary, where any security of the layout states something in them.
const SHOWN: [Field; 7] = [
    Field::TotalDistribution,
    Field::OrdinaryDividends,
    Field::QualifiedDividends,
    Field::CapitalGainDistributions,
    Field::NondividendDistributions,
    Field::ForeignTaxPaid,
    Field::ExemptInterestDividends,
];

fn securities(layout: &Layout) -> String {
    let annual: Vec<Vec<_>> = layout.securities.iter().map(|s| s.annual().collect()).collect();
    let of = |i: usize, field: Field| {
        annual[i].iter().find(|(f, _)| *f == field).map(|(_, v)| *v)
    };
    let columns: Vec<Field> = SHOWN
        .into_iter()
        .filter(|f| {
            *f == Field::TotalDistribution
                || (0..annual.len()).any(|i| of(i, *f).is_some_and(|v| !v.is_zero()))
        })
        .collect();
    let heading = |f: &Field| {
        let label = layout.tax_year.and_then(|y| f.box_in(y));
        let text = label.map_or_else(|| "total paid".to_owned(), |b| format!("box {b}"));
        (Align::Right, text)
    };
    let words = [(Align::Left, "CUSIP"), (Align::Left, "ticker"), (Align::Left, "security")];
    let mut table = Table::new(
        words
            .into_iter()
            .map(|(a, t)| (a, t.to_owned()))
            .chain([(Align::Right, "paid".to_owned())])
            .chain(columns.iter().map(heading))
            .chain([(Align::Left, String::new())]),
    );
    for (i, s) in layout.securities.iter().enumerate() {
        let name: String = s.name.chars().take(48).collect();
        let mut row = vec![s.cusip.clone(), s.ticker.clone().unwrap_or_default(), name];
        row.push(s.distributions.len().to_string());
        row.extend(columns.iter().map(|f| of(i, *f).map_or(String::new(), plain)));
        row.push(if s.review { "review".into() } else { String::new() });
        table.row(row);
    }
    table.render(2)
}
