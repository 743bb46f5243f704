//! The cells of a sheet, in one pass over its XML.

use super::strings::Strings;
use super::styles::Styles;
use super::text::{push_item, push_text, unescape, utf8};
use super::tokens::{Tag, Token, Tokens, number, yes};
use super::{damaged, quick};
use crate::error::Reason;
use crate::workbook::cells::Cells;
use crate::workbook::limits;
use crate::workbook::number::Origin;
use std::io::Read;

/// What the cells of a sheet refer to.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) strings: &'a Strings,
    pub(crate) styles: &'a Styles,
    pub(crate) from_1904: bool,
    pub(crate) uncalculated: bool,
}

/// Reads a sheet into the cells.
pub(crate) fn read(
    xml: impl Read,
    context: Context<'_>,
    cells: &mut Cells<'_>,
) -> Result<(), Reason> {
    let mut reader = Reader {
        xml: Tokens::new(xml, limits::PART_BYTES),
        context,
        row: 0,
        column: 0,
        value: String::new(),
        formula: String::new(),
        zeros: context.uncalculated.then(Vec::new),
    };
    let mut closed = false;
    loop {
        while reader.quick(cells)? {}
        let Some(token) = reader.xml.next()? else { break };
        match token {
            Token::Start { tag, empty } => match tag.name() {
                b"row" => {
                    reader.row = number(tag.attribute(b"r")).unwrap_or(reader.row + 1);
                    reader.column = 0;
                    if yes(tag.attribute(b"hidden")) {
                        cells.furniture().hide_rows(reader.row, reader.row);
                    }
                }
                b"c" => {
                    let cell = Cell::of(tag, reader.row, reader.column)?;
                    (reader.row, reader.column) = (cell.row, cell.column);
                    if !empty {
                        reader.cell(&cell, cells)?;
                    }
                }
                b"col" if yes(tag.attribute(b"hidden")) => {
                    let ends = (number(tag.attribute(b"min")), number(tag.attribute(b"max")));
                    if let (Some(first), Some(last)) = ends {
                        cells.furniture().hide_columns(first, last);
                    }
                }
                b"mergeCell" => merge(tag, cells)?,
                _ => {}
            },
            Token::End(b"worksheet") => closed = true,
            _ => {}
        }
    }
    if !closed {
        return Err(damaged("it is cut off"));
    }
    cells.without_value(&reader.zeros.unwrap_or_default());
    cells.spread();
    Ok(())
}

/// Notes what a formula shows.
fn computed(zeros: &mut Option<Vec<(u32, u32)>>, place: (u32, u32), zero: bool) {
    match zeros {
        Some(zeros) if zero => zeros.push(place),
        zeros => *zeros = None,
    }
}

/// `A1:C1` covers three columns.
fn merge(tag: Tag<'_>, cells: &mut Cells<'_>) -> Result<(), Reason> {
    let range = tag.attribute(b"ref").unwrap_or_default();
    let Some(colon) = memchr::memchr(b':', range) else { return Ok(()) };
    if let (Some((row, first)), Some((_, last))) =
        (position(&range[..colon]), position(&range[colon + 1..]))
    {
        cells.furniture().merge(row, first, last)?;
    }
    Ok(())
}

/// `AB12` as row 12 and column 28.
fn position(name: &[u8]) -> Option<(u32, u32)> {
    let (mut row, mut column) = (0_u32, 0_u32);
    for b in name {
        match b {
            b'A'..=b'Z' | b'a'..=b'z' if row == 0 && column < 20_000 => {
                column = column * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1;
            }
            b'0'..=b'9' if column > 0 && row < 20_000_000 => row = row * 10 + u32::from(b - b'0'),
            b'$' => {}
            _ => return None,
        }
    }
    (row > 0 && column > 0).then_some((row, column))
}

/// What a cell's type attribute says of its value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Type {
    Number,
    Shared,
    Text,
    Bool,
    Error,
    Iso,
}

struct Cell {
    row: u32,
    column: u32,
    style: u32,
    kind: Type,
}

impl Cell {
    /// Reads the start tag. A cell without a name stands behind the last one.
    fn of(tag: Tag<'_>, row: u32, column: u32) -> Result<Cell, Reason> {
        let mut cell = Cell { row: row.max(1), column: column + 1, style: 0, kind: Type::Number };
        for (key, value) in tag.attributes() {
            match key {
                b"r" => {
                    (cell.row, cell.column) = position(value).ok_or_else(|| {
                        damaged(&format!("a cell is named {}", String::from_utf8_lossy(value)))
                    })?;
                }
                b"s" => cell.style = number(Some(value)).unwrap_or(0),
                b"t" => {
                    cell.kind = match value {
                        b"n" => Type::Number,
                        b"s" => Type::Shared,
                        b"str" | b"inlineStr" => Type::Text,
                        b"b" => Type::Bool,
                        b"e" => Type::Error,
                        b"d" => Type::Iso,
                        other => {
                            let other = String::from_utf8_lossy(other);
                            return Err(damaged(&format!("a cell is of the unknown type {other}")));
                        }
                    };
                }
                _ => {}
            }
        }
        Ok(cell)
    }
}

struct Reader<'a, R> {
    xml: Tokens<R>,
    context: Context<'a>,
    row: u32,
    column: u32,
    value: String,
    formula: String,
    /// Formulas that show zero, as long as none shows anything else: the values that a program
    /// puts there when it does not calculate.
    zeros: Option<Vec<(u32, u32)>>,
}

/// The element of a cell that the reader is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Nothing,
    Value,
    Formula,
}

impl<R: Read> Reader<'_, R> {
    /// Reads a cell of the usual spelling, if that is what comes next.
    fn quick(&mut self, cells: &mut Cells<'_>) -> Result<bool, Reason> {
        let Some(found) = quick::cell(self.xml.window()) else { return Ok(false) };
        (self.row, self.column) = (found.row, found.column);
        if !found.value.is_empty() {
            let place = (found.row - 1, found.column - 1);
            if found.computed {
                computed(&mut self.zeros, place, !found.shared && found.value == "0");
            }
            if found.shared {
                self.shared(place, found.value, cells)?;
            } else {
                let origin = if found.computed { Origin::Computed } else { Origin::Typed };
                self.number(place, found.style, found.value, origin, cells)?;
            }
        }
        let len = found.len;
        self.xml.take(len);
        Ok(true)
    }

    /// Reads a cell to its end.
    fn cell(&mut self, cell: &Cell, cells: &mut Cells<'_>) -> Result<(), Reason> {
        self.value.clear();
        self.formula.clear();
        let (mut stated, mut computed) = (false, false);
        let mut inside = Inside::Nothing;
        loop {
            match self.xml.next()?.ok_or_else(|| damaged("a cell is cut off"))? {
                Token::Start { tag, empty } => {
                    let now = match tag.name() {
                        b"v" => {
                            stated = true;
                            Inside::Value
                        }
                        b"f" => {
                            computed = true;
                            Inside::Formula
                        }
                        b"is" if !empty => {
                            stated = true;
                            push_item(&mut self.xml, b"is", &mut self.value)?;
                            Inside::Nothing
                        }
                        _ => Inside::Nothing,
                    };
                    inside = if empty { Inside::Nothing } else { now };
                }
                Token::End(b"c") => break,
                Token::End(_) => inside = Inside::Nothing,
                Token::Text(text) => match inside {
                    Inside::Value => push_text(text, &mut self.value)?,
                    Inside::Formula => push_text(text, &mut self.formula)?,
                    Inside::Nothing => {}
                },
                Token::Literal(text) if inside == Inside::Value => self.value.push_str(utf8(text)?),
                Token::Literal(_) => {}
            }
        }
        self.put(cell, stated, computed, cells)
    }

    fn put(
        &mut self,
        cell: &Cell,
        stated: bool,
        computed: bool,
        cells: &mut Cells<'_>,
    ) -> Result<(), Reason> {
        let place = (cell.row - 1, cell.column - 1);
        let blank = self.value.is_empty();
        // A formula may well give an empty text; an empty number is none.
        let empty_text = stated && cell.kind == Type::Text;
        if blank && computed && !empty_text {
            let formula = if self.formula.is_empty() { "(shared formula)" } else { &self.formula };
            return cells.formula_without_value(place, formula);
        }
        if blank {
            return Ok(());
        }
        if computed {
            let zero = cell.kind == Type::Number && self.value == "0";
            self::computed(&mut self.zeros, place, zero);
        }
        match cell.kind {
            Type::Number => {
                let origin = if computed { Origin::Computed } else { Origin::Typed };
                self.number(place, cell.style, self.value.trim(), origin, cells)
            }
            Type::Shared => self.shared(place, &self.value, cells),
            Type::Text => {
                unescape(&mut self.value, 0);
                cells.text(place, &self.value)
            }
            Type::Bool => match self.value.trim() {
                "1" | "true" => cells.text(place, "TRUE"),
                "0" | "false" => cells.text(place, "FALSE"),
                other => cells.error(place, other),
            },
            Type::Error => cells.error(place, &self.value),
            Type::Iso => cells.iso(place, &self.value),
        }
    }

    fn shared(&self, place: (u32, u32), index: &str, cells: &mut Cells<'_>) -> Result<(), Reason> {
        let text = number(Some(index.as_bytes())).and_then(|i| self.context.strings.get(i));
        cells.text(place, text.ok_or_else(|| damaged("a cell's shared text is missing"))?)
    }

    fn number(
        &self,
        place: (u32, u32),
        style: u32,
        value: &str,
        origin: Origin,
        cells: &mut Cells<'_>,
    ) -> Result<(), Reason> {
        if style == 0 || !self.context.styles.is_date(style) {
            return cells.decimal(place, value, origin);
        }
        match value.parse() {
            Ok(serial) => cells.serial(place, serial, self.context.from_1904, origin),
            Err(_) => cells.text(place, value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions() {
        assert_eq!(position(b"AO48"), Some((48, 41)));
        assert_eq!(position(b"$B$2"), Some((2, 2)));
        for bad in [&b"12"[..], b"A0", b"A", b"", b"A1B", b"AAAAAAAAAAAA1", b"A99999999999"] {
            assert_eq!(position(bad), None);
        }
    }
}
