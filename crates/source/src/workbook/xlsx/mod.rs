//! Office Open XML workbooks (xlsx, xlsm), cell by cell from the stream.
//!
//! calamine reads this format too, and the tests compare with it. It gives numbers as floats, and
//! neither what is hidden nor which text an unusual error shows; merged ranges take it a second
//! pass. One pass of our own over the XML gives all of that, with the decimal as the file spells
//! it, in less time and memory (`benches/workbook.py`).

mod book;
mod quick;
mod sheet;
mod strings;
mod styles;
mod text;
mod tokens;

use super::ahead;
use super::cells::{Budget, Cells};
use super::furniture::Furniture;
use super::package::{self, Archive};
use super::{Contents, add_sheet, limits};
use crate::error::Reason;
use book::Book;
use sheet::Context;
use strings::Strings;
use styles::Styles;

const FORMAT: &str = "an xlsx workbook";

/// Reads every sheet.
pub(crate) fn read(archive: &mut Archive<'_>) -> Result<Contents, Reason> {
    if archive.len() > limits::PARTS {
        return Err(limits::parts());
    }
    let book = Book::read(archive)?;
    let strings = match book.strings.as_deref().and_then(|p| package::find(archive, p)) {
        Some(index) => Strings::read(package::part(archive, index)?)?,
        None => Strings::default(),
    };
    let styles = match book.styles.as_deref().and_then(|p| package::find(archive, p)) {
        Some(index) => Styles::read(package::part(archive, index)?)?,
        None => Styles::default(),
    };
    let context = Context {
        strings: &strings,
        styles: &styles,
        from_1904: book.from_1904,
        uncalculated: book.uncalculated,
    };
    let mut contents = Contents::default();
    let mut budget = Budget::new();
    for sheet in &book.sheets {
        let index = package::find(archive, &sheet.path)
            .ok_or_else(|| damaged(&format!("sheet {}: its part is missing", sheet.name)))?;
        let mut cells = Cells::new(Furniture::default(), &mut budget);
        let part = package::part(archive, index)?;
        let size = part.size;
        let apart = |buffer, filled| sheet::read_apart(buffer, filled, context);
        ahead::read(part, size, apart, |xml| sheet::read(xml, context, &mut cells))
            .map_err(|why| in_sheet(why, &sheet.name))?;
        let index = contents.next_part();
        add_sheet(&mut contents, &sheet.name, sheet.hidden, cells.finish(index));
    }
    Ok(contents)
}

fn damaged(detail: &str) -> Reason {
    Reason::Damaged { format: FORMAT, detail: detail.to_owned() }
}

/// Names the sheet in which the damage is.
fn in_sheet(why: Reason, sheet: &str) -> Reason {
    match why {
        Reason::Damaged { detail, .. } => damaged(&format!("sheet {sheet}: {detail}")),
        other => other,
    }
}
