//! The checker: the schema's constraints and the IRS's business rules over any transmission, ours
//! or another program's, in one streaming pass.

mod checks;
mod collector;
mod engine;
mod grammar;
mod handler;
mod ledger_rules;
mod plain;
mod prefix;
mod record_rules;
mod routes;
mod sequence;
mod submission_rules;
mod transmission_rules;
mod xsd;

pub use checks::{Check, div_rules};
pub use collector::Report;
pub use engine::{Handler, Stop, Value, walk};
pub use grammar::{Cap, Grammar, Mark, Slot};
pub use handler::{FormSummary, SubmissionSummary, Summary};
pub use ledger_rules::{LedgerView, LoggedSubmission, LoggedTransmission};
pub use xsd::{XsdOutcome, validate_with_xsd};

use crate::error::{Error, Result};
use crate::year::FilingYear;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// What the checker is told beside the file.
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    /// Whether the TCC's role is Issuer (rule S1H048); `None` where it is not known.
    pub issuer_role: Option<bool>,
    /// What was filed before, for the rules that need it.
    pub ledger: Option<&'a LedgerView>,
    /// Findings kept per rule; all are counted. 0 means 100.
    pub limit: usize,
}

/// Checks a transmission.
///
/// # Errors
/// The file cannot be read. What is wrong inside it is a finding, never an error.
pub fn check_file(path: &Path, facts: &FilingYear, options: Options<'_>) -> Result<Report> {
    let mut file = File::open(path).map_err(Error::io(path))?;
    let mut report = check_reader(BufReader::with_capacity(1 << 18, &file), facts, options)
        .map_err(Error::io(path))?;
    if report.findings.iter().any(|f| f.spot.offset.is_some()) {
        file.seek(SeekFrom::Start(0)).map_err(Error::io(path))?;
        add_lines(&mut report, BufReader::new(file)).map_err(Error::io(path))?;
    }
    Ok(report)
}

/// Checks a transmission from a reader; findings have byte offsets, no lines.
///
/// # Errors
/// The reader fails.
pub fn check_reader(
    reader: impl BufRead,
    facts: &FilingYear,
    options: Options<'_>,
) -> std::io::Result<Report> {
    let grammar = Grammar::new(facts);
    let mut checker = handler::Checker::new(facts, options);
    match walk(reader, &grammar, facts, &mut checker) {
        Ok(()) => {}
        Err(Stop::Io(e)) => return Err(e),
        Err(Stop::NotWellFormed { offset, reason }) => checker.not_well_formed(offset, &reason),
        Err(Stop::Enough) => {}
    }
    Ok(checker.finish())
}

/// Gives every finding with an offset its line.
fn add_lines(report: &mut Report, mut reader: impl Read) -> std::io::Result<()> {
    let mut wanted: Vec<(u64, usize)> = report
        .findings
        .iter()
        .enumerate()
        .filter_map(|(i, f)| f.spot.offset.map(|o| (o, i)))
        .collect();
    wanted.sort_unstable();
    let mut wanted = wanted.into_iter().peekable();
    let (mut offset, mut line) = (0u64, 1u64);
    let mut buffer = [0u8; 1 << 16];
    loop {
        let n = reader.read(&mut buffer)?;
        for &b in &buffer[..n] {
            while let Some((_, i)) = wanted.next_if(|(o, _)| *o <= offset) {
                report.findings[i].spot.line = Some(line);
            }
            if wanted.peek().is_none() {
                return Ok(());
            }
            line += u64::from(b == b'\n');
            offset += 1;
        }
        if n == 0 {
            for (_, i) in wanted {
                report.findings[i].spot.line = Some(line);
            }
            return Ok(());
        }
    }
}
