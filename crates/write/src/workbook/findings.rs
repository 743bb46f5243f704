//! What is wrong, on a sheet of its own, where figures under review are written.

use super::styles::Styles;
use crate::error::WriteError;
use crate::guard;
use rust_xlsxwriter::Worksheet;
use yearend_model::{Reading, Severity};

const HEADINGS: [&str; 5] = ["Rule", "Severity", "About", "Message", "What to do"];

/// Lists the findings of severity error and warning of every reading.
pub(super) fn write(
    sheet: &mut Worksheet,
    readings: &[Reading],
    styles: &Styles,
) -> Result<(), WriteError> {
    for (c, words) in (0..).zip(HEADINGS) {
        sheet.write_with_format(0, c, words, &styles.heading)?;
        sheet.set_column_width(c, if c < 3 { 14 } else { 80 })?;
    }
    let all = readings.iter().flat_map(|r| &r.findings).filter(|f| f.severity > Severity::Note);
    for (row, f) in (1..).zip(all) {
        let severity = f.severity.to_string();
        let about = f.cusip.as_deref().unwrap_or("the document");
        let help = f.help.as_deref().unwrap_or_default();
        for (c, text) in (0..).zip([f.code, &severity, about, &f.message, help]) {
            let usual = &styles.usual;
            let format = if guard::needed(text) { &usual.quoted } else { &usual.text };
            sheet.write_string_with_format(row, c, text, format)?;
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}
