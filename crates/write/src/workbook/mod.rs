//! The industry's workbook: a sheet per layout and one for the contacts.
//!
//! The shape is that of the ICI's Primary Layout template: title, number row, headings with the
//! boxes of the tax year, a row per distribution, a total row, a blank row between securities in
//! CUSIP order. Sums are formulas with their exact results stored beside them.
//!
//! A sheet of many rows is kept in a temporary file while it is written (in the folder that
//! `TMPDIR` names), so that memory holds one row of it and its texts.

mod contacts;
mod findings;
mod number;
mod sheet;
mod styles;

use crate::admit::Named;
use crate::error::WriteError;
use rust_xlsxwriter::{DocProperties, Workbook};
use std::collections::HashSet;
use std::io::Write;
use std::panic::AssertUnwindSafe;
use styles::Styles;
use yearend_model::{Layout, Reading, TaxYear};

/// Rows of a sheet beyond which it is written through a temporary file.
const LARGE: usize = 10_000;

/// Writes the readings as one workbook.
pub(crate) fn write(readings: &[Reading], out: &mut (dyn Write + Send)) -> Result<(), WriteError> {
    let rows = readings.iter().flat_map(|r| &r.layouts).map(rows).max().unwrap_or(0);
    if rows <= LARGE {
        return write_in(readings, LARGE, out);
    }
    // The temporary file is written by a library that panics where it cannot be, on a full disk.
    std::panic::catch_unwind(AssertUnwindSafe(|| write_in(readings, LARGE, out)))
        .unwrap_or(Err(WriteError::TemporaryFile))
}

/// How many rows the lines of a layout take.
fn rows(layout: &Layout) -> usize {
    layout.securities.iter().map(|s| s.distributions.len() + 2).sum()
}

/// Writes the readings; a sheet of more rows than `large` goes through a temporary file.
fn write_in(
    readings: &[Reading],
    large: usize,
    out: &mut (dyn Write + Send),
) -> Result<(), WriteError> {
    let mut book = new_book();
    let styles = Styles::new();
    let mut names = Names::default();
    for reading in readings {
        for layout in &reading.layouts {
            let wanted = layout.share_class.as_deref().unwrap_or("Primary Layout");
            let page = if rows(layout) > large {
                book.add_worksheet_with_low_memory()?
            } else {
                book.add_worksheet()
            };
            sheet::write(page.set_name(names.unique(wanted))?, reading, layout, &styles)?;
        }
    }
    for reading in readings.iter().filter(|r| !r.contacts.is_empty()) {
        let page = book.add_worksheet().set_name(names.unique("Contacts"))?;
        contacts::write(page, reading, &styles)?;
    }
    let unsettled = |r: &Reading| {
        let named = Named::by(r);
        r.securities().any(|(_, s)| named.unsettled(s))
    };
    if readings.iter().any(unsettled) {
        let page = book.add_worksheet().set_name(names.unique("Findings"))?;
        findings::write(page, readings, &styles)?;
    }
    Ok(book.save_to_writer(out)?)
}

/// Writes a workbook without figures, ready to be filled for the tax year.
///
/// # Errors
/// When the workbook cannot be built or `out` fails.
pub fn blank(year: TaxYear, out: &mut dyn Write) -> Result<(), WriteError> {
    let mut book = new_book();
    let styles = Styles::new();
    let layout = Layout {
        tax_year: Some(year),
        title: format!("{year} YEAR-END TAX REPORTING INFORMATION"),
        ..Layout::default()
    };
    let reading = Reading { layouts: vec![layout.clone()], ..Reading::default() };
    sheet::write(book.add_worksheet().set_name("Primary Layout")?, &reading, &layout, &styles)?;
    contacts::write(book.add_worksheet().set_name("Contacts")?, &reading, &styles)?;
    out.write_all(&book.save_to_buffer()?)?;
    Ok(())
}

fn new_book() -> Workbook {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_comment("Written by yearend"));
    book
}

/// Sheet names: at most 31 characters, without `[]:*?/\`, different in every letter case.
#[derive(Default)]
struct Names(HashSet<String>);

impl Names {
    fn unique(&mut self, wanted: &str) -> String {
        let clean: String = wanted
            .chars()
            .map(|c| if "[]:*?/\\".contains(c) || c.is_control() { ' ' } else { c })
            .collect();
        let clean = clean.trim().trim_matches('\'').trim();
        let clean = if clean.is_empty() { "Primary Layout" } else { clean };
        for n in 1.. {
            let suffix = if n == 1 { String::new() } else { format!(" ({n})") };
            let stem: String = clean.chars().take(31 - suffix.len()).collect();
            let name = format!("{}{suffix}", stem.trim_end());
            if self.0.insert(name.to_lowercase()) {
                return name;
            }
        }
        unreachable!("some number is free")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheet_names_are_valid_and_unique() {
        let mut n = Names::default();
        assert_eq!(n.unique("Class A/B: [x]"), "Class A B   x");
        assert_eq!(n.unique("Data"), "Data");
        assert_eq!(n.unique("DATA"), "DATA (2)");
        assert_eq!(n.unique(""), "Primary Layout");
        let long = "a".repeat(40);
        assert_eq!(n.unique(&long).chars().count(), 31);
        assert_eq!(n.unique(&long).chars().count(), 31);
    }

    #[test]
    fn a_blank_layout_of_every_year_is_a_workbook() {
        for year in TaxYear::all() {
            let mut out = Vec::new();
            blank(year, &mut out).unwrap();
            assert!(out.starts_with(b"PK"));
        }
    }

    /// All cells of a written workbook.
    fn cells(bytes: Vec<u8>) -> Vec<Vec<(u32, u32, String)>> {
        let documents = yearend_source::open("written.xlsx", bytes).unwrap();
        let sheet = |s: &yearend_source::Sheet| {
            let row = |r: &yearend_source::Row| {
                let cell = |c: &yearend_source::Cell| (r.line, c.column, s.text(c).to_owned());
                s.cells(r).iter().map(cell).collect::<Vec<_>>()
            };
            s.rows().iter().flat_map(row).collect()
        };
        documents.iter().flat_map(|d| &d.grid.sheets).map(sheet).collect()
    }

    #[test]
    fn a_large_sheet_is_the_same_through_a_temporary_file() {
        use yearend_specimen::{Shape, Specimen};
        for seed in 0..3 {
            let specimen = Specimen::clean(seed, Shape::Csv);
            let mut reading = Reading {
                layouts: specimen.layouts,
                contacts: specimen.contacts,
                ..Reading::default()
            };
            // One under review, which is marked and has a note.
            reading.layouts[0].securities[0].review = true;
            let written = |large| {
                let mut out = Vec::new();
                write_in(std::slice::from_ref(&reading), large, &mut out).unwrap();
                cells(out)
            };
            let usual = written(usize::MAX);
            assert!(usual.iter().map(Vec::len).sum::<usize>() > 100);
            assert_eq!(written(0), usual, "seed {seed}");
        }
    }
}
