//! Runs every rule over a reading.

use crate::cascade::Doubt;
use crate::line::{Line, Table};
use crate::observed;
use crate::registry::RULES;
use crate::rule::Check;
use crate::sink::Sink;
use rayon::prelude::*;
use std::collections::HashSet;
use yearend_model::{Reading, Severity};

type OnReading = fn(&Reading, &mut Sink);
type OnTable = fn(&Table<'_>, &mut Sink);
type OnLine = fn(&Line<'_>, &mut Sink);

/// Securities of a table that are judged as one piece of work; with fewer, one core does it.
const MANY: usize = 128;

/// The rules by what they look at.
#[derive(Default)]
struct Program {
    reading: Vec<OnReading>,
    tables: Vec<OnTable>,
    securities: Vec<OnLine>,
    lines: Vec<OnLine>,
    figures: Vec<OnLine>,
}

impl Program {
    fn new() -> Program {
        let mut program = Program::default();
        for rule in RULES {
            match rule.check {
                Check::Observed(..) => {}
                Check::Reading(f) => program.reading.push(f),
                Check::Table(f) => program.tables.push(f),
                Check::Security(f) => program.securities.push(f),
                Check::Line(f) => program.lines.push(f),
                Check::Figures(f) => program.figures.push(f),
            }
        }
        program
    }

    fn run(&self, reading: &Reading, sink: &mut Sink) {
        if Table::of(reading).all(|t| t.layout.securities.len() < MANY) {
            self.reading.iter().for_each(|f| f(reading, sink));
            return self.run_tables(reading, sink);
        }
        // Each rule has a sink of its own; in their order they are as one.
        let of_reading = || {
            let of_rule = |f: &OnReading| Sink::of(|sink| f(reading, sink));
            self.reading.par_iter().map(of_rule).collect::<Vec<_>>()
        };
        let of_tables = || Sink::of(|sink| self.run_tables(reading, sink));
        let (of_reading, of_tables) = rayon::join(of_reading, of_tables);
        of_reading.into_iter().chain([of_tables]).for_each(|part| sink.append(part));
    }

    fn run_tables(&self, reading: &Reading, sink: &mut Sink) {
        let doubt = Doubt::of(reading);
        let mut tables: Vec<_> = Table::of(reading).map(Table::scanned).collect();
        Table::beside(&mut tables);
        for table in tables {
            self.tables.iter().for_each(|f| f(&table, sink));
            let securities: Vec<_> = table.securities().collect();
            if securities.len() < MANY {
                securities.into_iter().for_each(|s| self.run_security(s, &doubt, sink));
                continue;
            }
            let of_part = |part: &[Line<'_>]| {
                Sink::of(|sink| part.iter().for_each(|s| self.run_security(*s, &doubt, sink)))
            };
            let parts: Vec<Sink> = securities.par_chunks(MANY).map(of_part).collect();
            parts.into_iter().for_each(|part| sink.append(part));
        }
    }

    fn run_security(&self, security: Line<'_>, doubt: &Doubt, sink: &mut Sink) {
        self.securities.iter().for_each(|f| f(&security, sink));
        for line in security.lines().map(Line::scanned) {
            self.lines.iter().for_each(|f| f(&line, sink));
            if !doubt.covers_line(line.at) {
                self.figures.iter().for_each(|f| f(&line, sink));
            }
        }
        if let Some(total) = security.total().map(Line::scanned)
            && !doubt.covers_total(total.at)
        {
            self.figures.iter().for_each(|f| f(&total, sink));
        }
    }
}

/// Judges a reading: turns what decoding observed into findings, runs every rule, sorts the
/// findings, and marks for review each security that a finding of severity error or warning
/// names. Findings that the reading already has are replaced. No value is changed.
pub fn check(reading: &mut Reading) {
    let mut sink = Sink::default();
    observed::judge(reading, &mut sink);
    Program::new().run(reading, &mut sink);
    reading.findings = sink.sorted();
    mark(reading);
}

fn mark(reading: &mut Reading) {
    let named: HashSet<&str> = reading
        .findings
        .iter()
        .filter(|f| f.severity >= Severity::Warning)
        .filter_map(|f| f.cusip.as_deref())
        .collect();
    for security in reading.layouts.iter_mut().flat_map(|l| l.securities.iter_mut()) {
        security.review = named.contains(security.cusip.as_str());
    }
}
