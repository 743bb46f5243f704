//! Cells of a workbook into a sheet of the grid, whatever reader they come from.

use super::furniture::{Furniture, HiddenText};
use super::limits;
use super::number::{Origin, decimal_text, plain_decimal};
use crate::error::Reason;
use crate::grid::{CellKind, Sheet, SheetBuilder, trimmed};
use calamine::{DataRef, ExcelDateTime, ExcelDateTimeType};
use foldhash::fast::RandomState;
use std::collections::HashMap;
use yearend_model::Observation;
use yearend_model::place::letters;

/// What a document may still hold; sheets share it.
#[derive(Debug)]
pub(crate) struct Budget {
    cells: usize,
    text: usize,
}

impl Budget {
    /// The bounds of one workbook.
    pub(crate) fn new() -> Budget {
        Budget { cells: limits::CELLS, text: limits::TEXT_BYTES }
    }

    fn spend(&mut self, text: usize) -> Result<(), Reason> {
        self.cells = self.cells.checked_sub(1).ok_or_else(limits::cells)?;
        self.text = self.text.checked_sub(text).ok_or_else(limits::text_bytes)?;
        Ok(())
    }
}

/// Rows of a sheet that were read apart from the rows above them.
#[derive(Debug)]
pub(crate) struct Rows {
    sheet: Sheet,
    spent: Budget,
    /// Where the last cell stands.
    last: (u32, u32),
}

/// How many days are remembered: more than a layout of several years has.
const DAYS: usize = 4096;

/// Fills one sheet; cells must come row by row, left to right.
pub(crate) struct Cells<'a> {
    builder: SheetBuilder,
    furniture: Furniture,
    budget: &'a mut Budget,
    hidden: HiddenText,
    row: u32,
    column: u32,
    row_hidden: bool,
    scratch: String,
    /// The texts of the days met, by the bits of their serial numbers: rows repeat a few.
    days: HashMap<u64, Box<str>, RandomState>,
}

impl<'a> Cells<'a> {
    /// An empty sheet with its furniture.
    pub(crate) fn new(furniture: Furniture, budget: &'a mut Budget) -> Cells<'a> {
        Cells {
            builder: SheetBuilder::new(),
            furniture,
            budget,
            hidden: HiddenText::default(),
            row: 0,
            column: 0,
            row_hidden: false,
            scratch: String::new(),
            days: HashMap::default(),
        }
    }

    /// What the sheet says about its rows and columns, where that comes with the cells.
    pub(crate) fn furniture(&mut self) -> &mut Furniture {
        &mut self.furniture
    }

    /// Adds the value at row and column (both from 0, as readers give them).
    pub(crate) fn value(
        &mut self,
        (row, column): (u32, u32),
        value: &DataRef<'_>,
        origin: Origin,
    ) -> Result<(), Reason> {
        match value {
            DataRef::Empty => Ok(()),
            DataRef::String(s) => self.text((row, column), s),
            DataRef::SharedString(s) => self.text((row, column), s),
            DataRef::Float(f) => self.number(row, column, *f, origin),
            DataRef::Int(i) => {
                let text = i.to_string();
                self.put(row, column, CellKind::Number, &text)
            }
            DataRef::Bool(b) => {
                self.put(row, column, CellKind::Text, if *b { "TRUE" } else { "FALSE" })
            }
            DataRef::DateTime(d) => self.date(row, column, d, origin),
            DataRef::DateTimeIso(s) => self.iso((row, column), s),
            DataRef::DurationIso(s) => self.text((row, column), s),
            DataRef::Error(e) => self.put(row, column, CellKind::Missing, &e.to_string()),
        }
    }

    /// Refuses more cells than the workbook may hold, before they are unfolded.
    pub(crate) fn afford(&self, cells: u64) -> Result<(), Reason> {
        if cells > self.budget.cells as u64 { Err(limits::cells()) } else { Ok(()) }
    }

    /// An error, as the cell shows it.
    pub(crate) fn error(&mut self, (row, column): (u32, u32), text: &str) -> Result<(), Reason> {
        self.put(row, column, CellKind::Missing, text)
    }

    /// A formula without a cached value; the cell shows the formula.
    pub(crate) fn formula_without_value(
        &mut self,
        (row, column): (u32, u32),
        formula: &str,
    ) -> Result<(), Reason> {
        let formula = format!("={formula}");
        self.put(row, column, CellKind::Missing, &formula)
    }

    /// Marks cells (from 0) whose cached values turned out to be placeholders.
    pub(crate) fn without_value(&mut self, places: &[(u32, u32)]) {
        places.iter().for_each(|(row, column)| self.builder.without_value(row + 1, column + 1));
    }

    /// Text; lines inside the cell end in a line feed, however they were written.
    pub(crate) fn text(&mut self, (row, column): (u32, u32), text: &str) -> Result<(), Reason> {
        if !text.contains('\r') {
            return self.put(row, column, CellKind::Text, text);
        }
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        self.put(row, column, CellKind::Text, &text)
    }

    /// A number as the file spells it: a plain decimal of no more digits than Excel keeps is
    /// exact as it stands, any other spelling goes through the float that Excel holds.
    pub(crate) fn decimal(
        &mut self,
        (row, column): (u32, u32),
        spelt: &str,
        origin: Origin,
    ) -> Result<(), Reason> {
        if spelt == "0" {
            return self.put_bare(row, column, CellKind::Number, spelt);
        }
        match plain_decimal(spelt, origin) {
            Some(text) => self.put_bare(row, column, CellKind::Number, text),
            None => match spelt.parse() {
                Ok(value) => self.number(row, column, value, origin),
                Err(_) => self.text((row, column), spelt),
            },
        }
    }

    /// The serial number of a day, shown as a date.
    pub(crate) fn serial(
        &mut self,
        (row, column): (u32, u32),
        serial: f64,
        from_1904: bool,
        origin: Origin,
    ) -> Result<(), Reason> {
        let date = ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, from_1904);
        self.date(row, column, &date, origin)
    }

    fn number(&mut self, row: u32, column: u32, value: f64, origin: Origin) -> Result<(), Reason> {
        let mut text = std::mem::take(&mut self.scratch);
        let kind = if decimal_text(value, origin, &mut text) {
            CellKind::Number
        } else {
            text.push_str("#NUM!");
            CellKind::Missing
        };
        let result = self.put(row, column, kind, &text);
        self.scratch = text;
        result
    }

    /// The day of a serial number; its time of day is no part of a layout. Days before the first
    /// one and time spans stay numbers: they are figures in a cell of the wrong format.
    fn date(
        &mut self,
        row: u32,
        column: u32,
        date: &ExcelDateTime,
        origin: Origin,
    ) -> Result<(), Reason> {
        const END: f64 = 2_957_004.0;
        let serial = date.as_f64();
        if !date.is_datetime() || !(1.0..END).contains(&serial) {
            return self.number(row, column, serial, origin);
        }
        let mut days = std::mem::take(&mut self.days);
        if days.len() >= DAYS {
            days.clear();
        }
        let text = days.entry(serial.to_bits()).or_insert_with(|| {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}").into()
        });
        let result = self.put(row, column, CellKind::Date, text);
        self.days = days;
        result
    }

    /// `2024-06-28` or `2024-06-28T00:00:00` is a date; anything else is text.
    pub(crate) fn iso(&mut self, (row, column): (u32, u32), text: &str) -> Result<(), Reason> {
        let day = text.get(..10).filter(|d| d.parse::<yearend_model::Date>().is_ok());
        match day {
            Some(day) if text[10..].is_empty() || text[10..].starts_with(['T', ' ']) => {
                self.put(row, column, CellKind::Date, day)
            }
            _ => self.text((row, column), text),
        }
    }

    fn put(&mut self, row: u32, column: u32, kind: CellKind, text: &str) -> Result<(), Reason> {
        let text = trimmed(text);
        if text.is_empty() { Ok(()) } else { self.put_bare(row, column, kind, text) }
    }

    /// Adds a text that is not empty and has no blanks around it.
    fn put_bare(
        &mut self,
        row: u32,
        column: u32,
        kind: CellKind,
        text: &str,
    ) -> Result<(), Reason> {
        let (row, column) = (row.saturating_add(1), column.saturating_add(1));
        self.step(row, column)?;
        self.budget.spend(text.len())?;
        if self.row_hidden {
            self.hidden.row(row);
        }
        if self.furniture.column_hidden(column) {
            self.hidden.column(column);
        }
        let span = self.furniture.span(row, column);
        if self.builder.bare_cell(column, span, kind, text) { Ok(()) } else { Err(limits::cells()) }
    }

    /// Moves on to the cell, which must stand after the last one.
    fn step(&mut self, row: u32, column: u32) -> Result<(), Reason> {
        let after = row > self.row || (row == self.row && column > self.column);
        if !after || row > limits::ROWS || column > limits::COLUMNS {
            return Err(Reason::Damaged {
                format: "a workbook",
                detail: format!(
                    "cell {}{row} stands after cell {}{}",
                    letters(column),
                    letters(self.column),
                    self.row
                ),
            });
        }
        if row > self.row {
            self.row_hidden = self.furniture.row_hidden(row);
            self.builder.row(row, self.row_hidden);
        }
        (self.row, self.column) = (row, column);
        Ok(())
    }

    /// Gives the merged cells their width, where the ranges came after the cells.
    pub(crate) fn spread(&mut self) {
        for ((row, column), span) in self.furniture.spans() {
            self.builder.span(row, column, span);
        }
    }

    /// What was read as rows that [`Cells::append`] takes; nothing where the sheet says something of
    /// its rows and columns there, which concerns others too.
    pub(crate) fn into_rows(self) -> Option<Rows> {
        let full = Budget::new();
        let spent =
            Budget { cells: full.cells - self.budget.cells, text: full.text - self.budget.text };
        let last = (self.row, self.column);
        self.furniture.is_empty().then(|| Rows { sheet: self.builder.finish(), spent, last })
    }

    /// Whether rows that were read apart are what they would be if they were read here and now.
    pub(crate) fn takes(&self, rows: &Rows) -> bool {
        let below = rows.sheet.rows().first().is_none_or(|first| first.line > self.row);
        below && self.furniture.is_empty()
    }

    /// Adds rows that it takes.
    pub(crate) fn append(&mut self, rows: &Rows) -> Result<(), Reason> {
        let Budget { cells, text } = rows.spent;
        self.budget.cells = self.budget.cells.checked_sub(cells).ok_or_else(limits::cells)?;
        self.budget.text = self.budget.text.checked_sub(text).ok_or_else(limits::text_bytes)?;
        if !rows.sheet.is_empty() {
            (self.row, self.column) = rows.last;
            self.row_hidden = false;
        }
        if self.builder.append(&rows.sheet) { Ok(()) } else { Err(limits::cells()) }
    }

    /// The sheet, and the notes on what is hidden in it.
    pub(crate) fn finish(self, part: u32) -> (Sheet, Vec<Observation>) {
        (self.builder.finish(), self.hidden.notes(part))
    }
}
