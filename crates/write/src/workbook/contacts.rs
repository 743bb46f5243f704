//! The contacts on a sheet of their own.

use super::styles::Styles;
use crate::error::WriteError;
use crate::{guard, heading};
use rust_xlsxwriter::Worksheet;
use yearend_model::Reading;

const NUMBERS: u32 = 4;
const HEADINGS: u32 = 5;
const FIRST: u32 = 6;

/// Writes the contacts of the reading; only the headings if there are none.
pub(super) fn write(
    sheet: &mut Worksheet,
    reading: &Reading,
    styles: &Styles,
) -> Result<(), WriteError> {
    let year = reading.layouts.iter().find_map(|l| l.tax_year);
    sheet.write_with_format(0, 0, heading::BANNER, &styles.title)?;
    sheet.write_with_format(1, 0, heading::contacts_title(year), &styles.title)?;
    sheet.write_with_format(2, 0, "FUND CONTACTS", &styles.title)?;
    for (c, words) in (0..).zip(heading::CONTACTS) {
        sheet.write_with_format(NUMBERS, c, c + 1, &styles.number_row)?;
        sheet.write_with_format(HEADINGS, c, words, &styles.heading)?;
        sheet.set_column_width(c, 30)?;
    }
    for (row, contact) in (FIRST..).zip(&reading.contacts) {
        let cells = [
            &contact.fund,
            &contact.person,
            &contact.affiliation,
            &contact.telephone,
            &contact.facsimile,
            &contact.email,
        ];
        for (c, text) in (0..).zip(cells) {
            let usual = &styles.usual;
            let format = if guard::needed(text) { &usual.quoted } else { &usual.text };
            if !text.is_empty() {
                sheet.write_string_with_format(row, c, text, format)?;
            }
        }
    }
    sheet.set_freeze_panes(FIRST, 0)?;
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}
