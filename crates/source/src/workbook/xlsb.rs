//! Office Open XML workbooks with binary sheets (xlsb).
//!
//! calamine reads the cells. A pass over the records before it finds what calamine leaves out
//! (hidden rows and columns, merged ranges, which cells are formulas, errors of formulas, text with
//! formatted runs) and refuses what would be lost or wrong otherwise: records shorter than their
//! kind, whose missing bytes calamine would take from the record before, and cells without a
//! column, which it passes over.

use super::cells::{Budget, Cells};
use super::furniture::Furniture;
use super::number::Origin;
use super::package::{self, Archive};
use super::{Contents, add_sheet, limits};
use crate::error::Reason;
use calamine::{CellErrorType, DataRef, Reader, SheetType, SheetVisible, Xlsb, XlsbError};
use std::io::{self, BufReader, Cursor, Read};

const FORMAT: &str = "an xlsb workbook";
/// No record of a sheet is longer; the longest text of a cell has 32,767 characters.
const RECORD_BYTES: usize = 1 << 20;

/// Reads every sheet.
pub(crate) fn read(bytes: &[u8], archive: &mut Archive<'_>) -> Result<Contents, Reason> {
    package::check(archive)?;
    let paths = sheet_paths(archive)?;
    let mut book: Xlsb<_> = Xlsb::new(Cursor::new(bytes)).map_err(|e| reason(&e))?;
    let sheets = book.sheets_metadata().to_vec();
    if sheets.len() > limits::SHEETS {
        return Err(limits::sheets());
    }
    let mut contents = Contents::default();
    let mut budget = Budget::new();
    for (sheet, path) in sheets.iter().zip(&paths) {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let scan = scan(archive, path)?;
        let index = contents.next_part();
        let mut cells = Cells::new(scan.furniture, &mut budget);
        fill(&mut book, &sheet.name, &scan.special, &mut cells)?;
        let hidden = sheet.visible != SheetVisible::Visible;
        add_sheet(&mut contents, &sheet.name, hidden, cells.finish(index));
    }
    Ok(contents)
}

fn fill(
    book: &mut Xlsb<Cursor<&[u8]>>,
    name: &str,
    special: &[Special],
    cells: &mut Cells<'_>,
) -> Result<(), Reason> {
    let mut reader = book.worksheet_cells_reader(name).map_err(|e| reason(&e))?;
    let mut special = special.iter().peekable();
    while let Some(cell) = reader.next_cell().map_err(|e| reason(&e))? {
        let place = cell.get_position();
        let mut origin = Origin::Typed;
        while let Some(cell) = special.next_if(|s| s.place <= place) {
            origin = if cell.place == place { Origin::Computed } else { Origin::Typed };
            left_out(cell, cells)?;
        }
        cells.value(place, cell.get_value(), origin)?;
    }
    special.try_for_each(|cell| left_out(cell, cells))
}

/// Adds a cell that calamine passes over.
fn left_out(cell: &Special, cells: &mut Cells<'_>) -> Result<(), Reason> {
    match &cell.what {
        What::Formula => Ok(()),
        What::Error(error) => {
            cells.value(cell.place, &DataRef::Error(error.clone()), Origin::Computed)
        }
        What::Text(text) => cells.text(cell.place, text),
    }
}

/// A cell of which calamine does not tell all.
struct Special {
    place: (u32, u32),
    what: What,
}

enum What {
    /// A formula with a value.
    Formula,
    /// A formula that shows an error.
    Error(CellErrorType),
    /// Text with formatted runs.
    Text(String),
}

#[derive(Default)]
struct Scan {
    furniture: Furniture,
    special: Vec<Special>,
    row: u32,
}

fn scan(archive: &mut Archive<'_>, path: &str) -> Result<Scan, Reason> {
    let mut scan = Scan::default();
    let mut total = 0_u64;
    each_record(archive, path, |kind, data| {
        total += data.len() as u64;
        if total > limits::PART_BYTES {
            return Err(limits::part_bytes());
        }
        scan.record(kind, data)
    })?;
    Ok(scan)
}

impl Scan {
    /// Takes from a record (MS-XLSB 2.4) what calamine leaves out.
    fn record(&mut self, kind: u16, data: &[u8]) -> Result<(), Reason> {
        let least = match kind {
            0x0000 | 0x003C => 16,
            0x0001 => 8,
            0x0002 | 0x0006 | 0x0007 | 0x0008 => 12,
            0x0003 | 0x0004 | 0x000A | 0x000B => 9,
            0x003E => 13,
            // Cells that follow the one before, without a column of their own.
            0x000D..=0x0012 | 0x003D => {
                return Err(damaged("it holds short cell records; save it as xlsx"));
            }
            0x0005 | 0x0009 | 0x00B0 => 16,
            _ => return Ok(()),
        };
        // Column records of some writers leave out the last flags.
        if data.len() < least {
            return Err(damaged("a record is shorter than its kind"));
        }
        match kind {
            0x0000 => {
                self.row = number(data, 0);
                if data[11] & 0x10 != 0 {
                    self.furniture.hide_rows(self.row + 1, self.row + 1);
                }
            }
            0x003C if data.get(16).is_some_and(|flags| flags & 1 != 0) => {
                let (first, last) = (number(data, 0), number(data, 4));
                self.furniture.hide_columns(first.saturating_add(1), last.saturating_add(1));
            }
            0x00B0 => {
                let (row, first, last) = (number(data, 0), number(data, 8), number(data, 12));
                let from_one = |n: u32| n.saturating_add(1);
                self.furniture.merge(from_one(row), from_one(first), from_one(last))?;
            }
            0x0008..=0x000B | 0x003E => {
                if self.special.len() >= limits::CELLS {
                    return Err(limits::cells());
                }
                let place = (self.row, number(data, 0));
                let what = match kind {
                    0x000B => What::Error(error_type(data[8])),
                    // RichStr: flags, the text, its runs.
                    0x003E => What::Text(
                        wide(data, 9)
                            .ok_or_else(|| damaged("a record is shorter than its text"))?,
                    ),
                    _ => What::Formula,
                };
                self.special.push(Special { place, what });
            }
            _ => {}
        }
        Ok(())
    }
}

fn error_type(code: u8) -> CellErrorType {
    match code {
        0x00 => CellErrorType::Null,
        0x07 => CellErrorType::Div0,
        0x17 => CellErrorType::Ref,
        0x1D => CellErrorType::Name,
        0x24 => CellErrorType::Num,
        0x2A => CellErrorType::NA,
        0x2B => CellErrorType::GettingData,
        _ => CellErrorType::Value,
    }
}

/// The paths of the sheets in the order of the workbook.
fn sheet_paths(archive: &mut Archive<'_>) -> Result<Vec<String>, Reason> {
    let targets = package::targets(archive, "xl/_rels/workbook.bin.rels");
    let mut paths = Vec::new();
    each_record(archive, "xl/workbook.bin", |kind, data| {
        // BrtBundleSh: state, tab, relationship (counted UTF-16), name.
        if kind == 0x009C && data.len() >= 12 {
            let Some(id) = wide(data, 8) else { return Ok(()) };
            paths.push(targets.get(&id).map_or_else(String::new, |t| format!("xl/{t}")));
        }
        Ok(())
    })?;
    Ok(paths)
}

/// Calls `f` with the kind and the data of every record of a part.
fn each_record(
    archive: &mut Archive<'_>,
    path: &str,
    mut f: impl FnMut(u16, &[u8]) -> Result<(), Reason>,
) -> Result<(), Reason> {
    let index =
        package::find(archive, path).ok_or_else(|| damaged(&format!("{path} is missing")))?;
    let part = archive.by_index(index).map_err(|e| damaged(&e.to_string()))?;
    let mut part = BufReader::new(part);
    let mut data = Vec::new();
    let told = |e: io::Error| damaged(&format!("{path}: {e}"));
    while let Some(first) = byte(&mut part).map_err(told)? {
        let mut kind = u16::from(first);
        if first & 0x80 != 0 {
            let second = byte(&mut part).map_err(told)?.unwrap_or(0);
            kind = u16::from(first & 0x7F) | u16::from(second & 0x7F) << 7;
        }
        let mut len = 0_usize;
        for shift in [0, 7, 14, 21] {
            let b = byte(&mut part).map_err(told)?.unwrap_or(0);
            len |= usize::from(b & 0x7F) << shift;
            if b & 0x80 == 0 {
                break;
            }
        }
        if len > RECORD_BYTES {
            return Err(damaged("a record is longer than any may be"));
        }
        data.resize(len, 0);
        part.read_exact(&mut data).map_err(told)?;
        f(kind, &data)?;
    }
    Ok(())
}

fn byte(part: &mut impl Read) -> io::Result<Option<u8>> {
    let mut b = [0];
    Ok((part.read(&mut b)? == 1).then_some(b[0]))
}

/// The counted UTF-16 text at an offset (XLWideString).
fn wide(data: &[u8], at: usize) -> Option<String> {
    let len = number(data, at) as usize;
    let text = data.get(at + 4..)?.get(..len.checked_mul(2)?)?;
    let units: Vec<u16> = text.chunks_exact(2).map(|c| u16::from_le_bytes([c[0], c[1]])).collect();
    Some(String::from_utf16_lossy(&units))
}

/// The little-endian number at an offset that the caller has checked.
fn number(data: &[u8], at: usize) -> u32 {
    data.get(at..at + 4).map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

fn damaged(detail: &str) -> Reason {
    Reason::Damaged { format: FORMAT, detail: detail.to_owned() }
}

fn reason(error: &XlsbError) -> Reason {
    match error {
        XlsbError::Password => Reason::Encrypted("workbook"),
        other => damaged(&other.to_string()),
    }
}
