//! Old workbooks (xls, BIFF5 and BIFF8), and what else comes in a compound file.
//!
//! calamine reads the cells. A pass over the records before it finds hidden rows and columns and
//! merged ranges, and keeps calamine from reserving what a file merely claims.

use super::cells::{Budget, Cells};
use super::compound::{Compound, half, word, wrap};
use super::furniture::Furniture;
use super::{Contents, add_sheet, limits, range};
use crate::error::Reason;
use calamine::{Reader, SheetType, SheetVisible, Xls, XlsError};
use std::io::Cursor;

const FORMAT: &str = "an xls workbook";

/// Streams by which other kinds of compound file are told.
const OTHERS: &[(&str, &str)] = &[
    ("WordDocument", "a Word document; save it as PDF or send the workbook"),
    ("PowerPoint Document", "a PowerPoint document; send the workbook"),
    ("__properties_version1.0", "an Outlook message; save it as .eml or send its attachments"),
];

/// Reads every sheet.
pub(crate) fn read(bytes: &[u8]) -> Result<Contents, Reason> {
    if bytes.len() > limits::XLS_BYTES {
        return Err(limits::xls_bytes());
    }
    let file = Compound::read(bytes)?;
    if file.has("EncryptedPackage") {
        return Err(Reason::Encrypted("workbook"));
    }
    let stream = match file.stream("Workbook")? {
        Some(stream) => Some(stream),
        None => file.stream("Book")?,
    };
    let Some(mut stream) = stream else {
        let other = OTHERS.iter().find(|(name, _)| file.has(name));
        let what = other.map_or("a compound file that is no workbook", |(_, what)| what);
        return Err(Reason::UnknownFormat(what.to_owned()));
    };
    let furniture = scan(&mut stream)?;
    let book = wrap(&stream)?;
    drop(stream);
    let mut book: Xls<_> = Xls::new(Cursor::new(book)).map_err(|e| reason(&e))?;
    let sheets = book.sheets_metadata().to_vec();
    let mut contents = Contents::default();
    let mut budget = Budget::new();
    for (sheet, furniture) in sheets.iter().zip(furniture) {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let values = book.worksheet_range(&sheet.name).map_err(|e| reason(&e))?;
        let formulas = book.worksheet_formula(&sheet.name).map_err(|e| reason(&e))?;
        let index = contents.next_part();
        let mut cells = Cells::new(furniture, &mut budget);
        range::fill(&values, &formulas, &mut cells)?;
        let hidden = sheet.visible != SheetVisible::Visible;
        add_sheet(&mut contents, &sheet.name, hidden, cells.finish(index));
    }
    Ok(contents)
}

/// Reads the furniture of every sheet, in the order of the workbook.
fn scan(stream: &mut [u8]) -> Result<Vec<Furniture>, Reason> {
    let mut starts = Vec::new();
    each_record(stream, 0, |kind, data| {
        match kind {
            0x002F if half(data, 0) != 0 => return Err(Reason::Encrypted("workbook")),
            0x0085 => starts.push(word(data, 0) as usize),
            _ => {}
        }
        Ok(())
    })?;
    if starts.len() > limits::SHEETS {
        return Err(limits::sheets());
    }
    let mut area = 0;
    starts.into_iter().map(|start| scan_sheet(stream, start, &mut area)).collect()
}

/// The furniture of one sheet. Its cells are read into a dense range, so the area that they span
/// is bounded, all sheets together.
fn scan_sheet(stream: &mut [u8], start: usize, area: &mut usize) -> Result<Furniture, Reason> {
    let mut furniture = Furniture::default();
    let (mut bottom, mut right) = (0_usize, 0_usize);
    each_record(stream, start, |kind, data| {
        let (row, column) = (half(data, 0), half(data, 2));
        match kind {
            // Dimensions: calamine reserves what it claims; nothing else is read from it.
            0x0200 => data.fill(0),
            0x0208 if half(data, 12) & 0x20 != 0 => {
                furniture.hide_rows(u32::from(row) + 1, u32::from(row) + 1);
            }
            0x007D if half(data, 8) & 1 != 0 => {
                furniture.hide_columns(u32::from(row) + 1, u32::from(column) + 1);
            }
            0x00E5 => {
                for merge in data.get(2..).unwrap_or_default().chunks_exact(8) {
                    let n = |at| u32::from(half(merge, at)) + 1;
                    furniture.merge(n(0), n(4), n(6))?;
                }
            }
            0x00BD => {
                // Several numbers: the last column stands at the end.
                let last = half(data, data.len().saturating_sub(2));
                bottom = bottom.max(usize::from(row) + 1);
                right = right.max(usize::from(last.max(column)) + 1);
            }
            0x0006 | 0x00D6 | 0x00FD | 0x0203 | 0x0204 | 0x0205 | 0x027E => {
                bottom = bottom.max(usize::from(row) + 1);
                right = right.max(usize::from(column) + 1);
            }
            _ => {}
        }
        Ok(())
    })?;
    *area += bottom * right;
    if *area > limits::CELLS { Err(limits::cells()) } else { Ok(furniture) }
}

/// Calls `f` for the records from an offset to the end of that part of the stream, without those
/// of charts inside.
fn each_record(
    stream: &mut [u8],
    start: usize,
    mut f: impl FnMut(u16, &mut [u8]) -> Result<(), Reason>,
) -> Result<(), Reason> {
    let (mut at, mut depth) = (start, 0_usize);
    while at + 4 <= stream.len() {
        let (kind, len) = (half(stream, at), usize::from(half(stream, at + 2)));
        let data = stream.get_mut(at + 4..at + 4 + len).ok_or_else(|| Reason::Damaged {
            format: FORMAT,
            detail: "it is cut off in the middle of a record".to_owned(),
        })?;
        match kind {
            0x0809 => depth += 1,
            0x000A if depth <= 1 => return Ok(()),
            0x000A => depth -= 1,
            _ if depth <= 1 => f(kind, data)?,
            _ => {}
        }
        at += 4 + len;
    }
    Ok(())
}

fn reason(error: &XlsError) -> Reason {
    match error {
        XlsError::Password => Reason::Encrypted("workbook"),
        other => Reason::Damaged { format: FORMAT, detail: other.to_string() },
    }
}
