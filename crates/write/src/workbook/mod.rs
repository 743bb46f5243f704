//! The industry's workbook: a sheet per layout and one for the contacts.
//!
//! The shape is that of the ICI's Primary Layout template: title, number row, headings with the
//! boxes of the tax year, a row per distribution, a total row, a blank row between securities in
//! CUSIP order. Sums are formulas with their exact results stored beside them.

mod contacts;
mod findings;
mod number;
mod sheet;
mod styles;

use crate::admit::unsettled;
use crate::error::WriteError;
use rust_xlsxwriter::{DocProperties, Workbook};
use std::collections::HashSet;
use std::io::Write;
use styles::Styles;
use yearend_model::{Layout, Reading, TaxYear};

/// Writes the readings as one workbook.
pub(crate) fn write(readings: &[Reading], out: &mut dyn Write) -> Result<(), WriteError> {
    let mut book = new_book();
    let styles = Styles::new();
    let mut names = Names::default();
    for reading in readings {
        for layout in &reading.layouts {
            let wanted = layout.share_class.as_deref().unwrap_or("Primary Layout");
            let page = book.add_worksheet().set_name(names.unique(wanted))?;
            sheet::write(page, reading, layout, &styles)?;
        }
    }
    for reading in readings.iter().filter(|r| !r.contacts.is_empty()) {
        let page = book.add_worksheet().set_name(names.unique("Contacts"))?;
        contacts::write(page, reading, &styles)?;
    }
    if readings.iter().any(|r| r.securities().any(|(_, s)| unsettled(r, s))) {
        let page = book.add_worksheet().set_name(names.unique("Findings"))?;
        findings::write(page, readings, &styles)?;
    }
    out.write_all(&book.save_to_buffer()?)?;
    Ok(())
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
}
