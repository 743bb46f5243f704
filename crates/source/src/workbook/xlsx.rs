//! Office Open XML workbooks (xlsx, xlsm), cell by cell from the stream.

use super::cells::{Budget, Cells};
use super::number::Origin;
use super::package::{self, Archive, WorkbookPart};
use super::{Contents, add_sheet, furniture::Furniture, limits, sheet_xml};
use crate::error::Reason;
use calamine::{DataRef, Reader, SheetType, Xlsx, XlsxError, XlsxFormulaMetadata};
use std::io::Cursor;

const FORMAT: &str = "an xlsx workbook";

/// Reads every sheet.
pub(crate) fn read(bytes: &[u8], archive: &mut Archive<'_>) -> Result<Contents, Reason> {
    let part = package::workbook_part(archive);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(reason)?;
    let sheets = book.sheets_metadata().to_vec();
    if sheets.len() > limits::SHEETS {
        return Err(limits::sheets());
    }
    let mut contents = Contents::default();
    let mut budget = Budget::new();
    for sheet in sheets.iter().filter(|s| s.typ == SheetType::WorkSheet) {
        let furniture = match part.paths.iter().find(|(name, _)| *name == sheet.name) {
            Some((_, path)) => furniture(archive, path)?,
            None => Furniture::default(),
        };
        let index = contents.next_part();
        let mut cells = Cells::new(furniture, &mut budget);
        fill(&mut book, &sheet.name, &part, &mut cells)
            .map_err(|why| in_sheet(why, &sheet.name))?;
        add_sheet(&mut contents, sheet, cells.finish(index));
    }
    Ok(contents)
}

fn furniture(archive: &mut Archive<'_>, path: &str) -> Result<Furniture, Reason> {
    let Some(index) = package::find(archive, path) else { return Ok(Furniture::default()) };
    let xml = archive.by_index(index).map_err(|e| reason(XlsxError::Zip(e)))?;
    sheet_xml::furniture(xml)
}

fn fill(
    book: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    part: &WorkbookPart,
    cells: &mut Cells<'_>,
) -> Result<(), Reason> {
    let mut reader = book.worksheet_cells_reader(name).map_err(reason)?;
    // Formulas that show zero, as long as none shows anything else: the values that a program
    // puts there when it does not calculate.
    let mut zeros = part.uncalculated.then(Vec::new);
    while let Some(cell) = reader.next_cell_with_formula_metadata().map_err(reason)? {
        let origin = if cell.formula.is_some() { Origin::Computed } else { Origin::Typed };
        match (&cell.value, &cell.formula) {
            (DataRef::Empty, None) => {}
            (DataRef::Empty, Some(f)) => cells.formula_without_value(cell.pos, text(f))?,
            (value, formula) => {
                if formula.is_some() {
                    match (value, &mut zeros) {
                        (DataRef::Float(0.0), Some(zeros)) => zeros.push(cell.pos),
                        _ => zeros = None,
                    }
                }
                cells.value(cell.pos, value, origin)?;
            }
        }
    }
    cells.without_value(&zeros.unwrap_or_default());
    Ok(())
}

/// The formula as written; a cell that shares another's formula does not repeat it.
fn text(formula: &XlsxFormulaMetadata) -> &str {
    match formula {
        XlsxFormulaMetadata::Normal { formula } | XlsxFormulaMetadata::Shared { formula, .. } => {
            formula
        }
        _ => "(shared formula)",
    }
}

fn reason(error: XlsxError) -> Reason {
    match error {
        XlsxError::Password => Reason::Encrypted("workbook"),
        other => Reason::Damaged { format: FORMAT, detail: other.to_string() },
    }
}

/// Names the sheet in which the damage is.
fn in_sheet(why: Reason, sheet: &str) -> Reason {
    match why {
        Reason::Damaged { format, detail } => {
            Reason::Damaged { format, detail: format!("sheet {sheet}: {detail}") }
        }
        other => other,
    }
}
