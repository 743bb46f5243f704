//! OpenDocument spreadsheets (ods), read from the stream of their content.
//!
//! calamine reads this format too, but unfolds every repeated cell into memory, and gives neither
//! merged ranges nor what is hidden; the format is one flat XML, so it is read here directly. A
//! repeated blank row or column costs nothing, a repeated filled one what its cells cost.

use super::cells::{Budget, Cells};
use super::furniture::Furniture;
use super::number::Origin;
use super::package::{self, Archive, attribute};
use super::{Contents, add_sheet, limits};
use crate::error::Reason;
use calamine::DataRef;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashSet;
use std::io::{BufRead, BufReader, Read};

const FORMAT: &str = "an ods workbook";

/// Reads every sheet.
pub(crate) fn read(archive: &mut Archive<'_>) -> Result<Contents, Reason> {
    if let Ok(manifest) = package::read(archive, "META-INF/manifest.xml", limits::HELD_BYTES)
        && memchr::memmem::find(&manifest, b"encryption-data").is_some()
    {
        return Err(Reason::Encrypted("workbook"));
    }
    let index =
        package::find(archive, "content.xml").ok_or_else(|| damaged("it has no content"))?;
    let part = archive.by_index(index).map_err(|e| damaged(&e.to_string()))?;
    let mut xml = Xml {
        reader: quick_xml::Reader::from_reader(BufReader::new(part.take(limits::PART_BYTES + 1))),
        buffer: Vec::new(),
    };
    xml.reader.config_mut().expand_empty_elements = true;
    xml.reader.config_mut().check_end_names = false;
    read_content(&mut xml)
}

fn read_content(xml: &mut Xml<impl BufRead>) -> Result<Contents, Reason> {
    let mut contents = Contents::default();
    let mut budget = Budget::new();
    let mut hidden_styles = HashSet::new();
    let mut style = String::new();
    let mut closed = false;
    loop {
        match xml.next()? {
            Event::Start(e) => match e.name().0 {
                "style:style" => style = attribute(&e, "name").unwrap_or_default(),
                "style:table-properties"
                    if attribute(&e, "display").is_some_and(|d| d == "false") =>
                {
                    hidden_styles.insert(style.clone());
                }
                "table:table" => {
                    let name = attribute(&e, "name").unwrap_or_default();
                    let style = attribute(&e, "style-name").unwrap_or_default();
                    let hidden = hidden_styles.contains(&style);
                    if contents.parts.len() >= limits::SHEETS {
                        return Err(limits::sheets());
                    }
                    let mut cells = Cells::new(Furniture::default(), &mut budget);
                    read_table(xml, &mut cells)?;
                    let index = contents.next_part();
                    add_sheet(&mut contents, &name, hidden, cells.finish(index));
                }
                _ => {}
            },
            Event::End(e) if e.name().0 == "office:document-content" => closed = true,
            Event::Eof if closed => return Ok(contents),
            Event::Eof => return Err(xml.cut_off()),
            _ => {}
        }
    }
}

/// Where the reader stands in a table; rows and columns from 0.
#[derive(Default)]
struct Position {
    row: u32,
    /// The next column that a column element describes.
    column: u32,
}

fn read_table(xml: &mut Xml<impl BufRead>, cells: &mut Cells<'_>) -> Result<(), Reason> {
    let mut at = Position::default();
    loop {
        match xml.next()? {
            Event::Start(e) => match e.name().0 {
                "table:table-column" => {
                    let n = repeated(&e, "number-columns-repeated");
                    if collapsed(&e) {
                        let last = at.column.saturating_add(n);
                        cells.furniture().hide_columns(at.column + 1, last);
                    }
                    at.column = at.column.saturating_add(n).min(limits::COLUMNS);
                }
                "table:table-row" => {
                    let n = repeated(&e, "number-rows-repeated");
                    let hidden = collapsed(&e);
                    let row = read_row(xml)?;
                    if hidden {
                        cells.furniture().hide_rows(at.row + 1, at.row.saturating_add(n));
                    }
                    if !row.is_empty() {
                        let cells_a_row: u64 = row.iter().map(|c| u64::from(c.times)).sum();
                        cells.afford(cells_a_row * u64::from(n))?;
                        (0..n).try_for_each(|i| put_row(&row, at.row.saturating_add(i), cells))?;
                    }
                    at.row = at.row.saturating_add(n).min(limits::ROWS);
                }
                "table:shapes" | "office:forms" | "table:table" => {
                    let name = e.name().0.to_owned();
                    xml.skip(&name)?;
                }
                _ => {}
            },
            Event::End(e) if e.name().0 == "table:table" => return Ok(()),
            Event::Eof => return Err(xml.cut_off()),
            _ => {}
        }
    }
}

/// A filled cell of a row, and how often it stands there.
struct Filled {
    column: u32,
    times: u32,
    span: u32,
    value: Value,
    origin: Origin,
}

enum Value {
    Plain(DataRef<'static>),
    Error(String),
    Uncalculated(String),
}

fn put_row(row: &[Filled], line: u32, cells: &mut Cells<'_>) -> Result<(), Reason> {
    for cell in row {
        if cell.span > 1 {
            let first = cell.column + 1;
            cells.furniture().merge(line + 1, first, cell.column.saturating_add(cell.span))?;
        }
        for i in 0..cell.times {
            let place = (line, cell.column.saturating_add(i));
            match &cell.value {
                Value::Plain(value) => cells.value(place, value, cell.origin)?,
                Value::Error(text) => cells.error(place, text)?,
                Value::Uncalculated(formula) => cells.formula_without_value(place, formula)?,
            }
        }
    }
    Ok(())
}

fn read_row(xml: &mut Xml<impl BufRead>) -> Result<Vec<Filled>, Reason> {
    let mut row = Vec::new();
    let mut column = 0_u32;
    loop {
        match xml.next()? {
            Event::Start(e) => {
                let name = e.name().0;
                if !matches!(name, "table:table-cell" | "table:covered-table-cell") {
                    continue;
                }
                let start = Start::of(&e);
                let end = name.to_owned();
                let text = read_text(xml, &end)?;
                if let Some(value) = start.value(text) {
                    row.push(Filled {
                        column,
                        times: start.times,
                        span: start.span,
                        value,
                        origin: start.origin(),
                    });
                }
                column = column.saturating_add(start.times);
            }
            Event::End(e) if e.name().0 == "table:table-row" => return Ok(row),
            Event::Eof => return Err(xml.cut_off()),
            _ => {}
        }
    }
}

/// What the start tag of a cell says.
struct Start {
    times: u32,
    span: u32,
    kind: String,
    is_error: bool,
    value: Option<String>,
    formula: Option<String>,
}

impl Start {
    fn of(e: &BytesStart<'_>) -> Start {
        let kind = qualified(e, "office:value-type").unwrap_or_default();
        let value = match kind.as_str() {
            "float" | "percentage" | "currency" => qualified(e, "office:value"),
            "date" => qualified(e, "office:date-value"),
            "boolean" => qualified(e, "office:boolean-value"),
            "string" => qualified(e, "office:string-value"),
            _ => None,
        };
        Start {
            times: repeated(e, "number-columns-repeated"),
            span: repeated(e, "number-columns-spanned"),
            is_error: qualified(e, "calcext:value-type").is_some_and(|t| t == "error"),
            formula: qualified(e, "table:formula"),
            kind,
            value,
        }
    }

    fn origin(&self) -> Origin {
        if self.formula.is_some() { Origin::Computed } else { Origin::Typed }
    }

    /// The value of the cell, given its paragraphs; nothing for a blank one.
    fn value(&self, text: String) -> Option<Value> {
        let shows_error = self.formula.is_some() && is_error(&text);
        if self.is_error || shows_error {
            return Some(Value::Error(if text.is_empty() { "#VALUE!".to_owned() } else { text }));
        }
        if let (Some(formula), true, true) = (&self.formula, self.kind.is_empty(), text.is_empty())
        {
            let formula = formula.split_once(":=").map_or(formula.as_str(), |(_, f)| f);
            return Some(Value::Uncalculated(formula.trim_start_matches('=').to_owned()));
        }
        let plain = match (self.kind.as_str(), &self.value) {
            ("float" | "percentage" | "currency", Some(v)) => match v.trim().parse() {
                Ok(number) => DataRef::Float(number),
                Err(_) => return Some(Value::Error(v.clone())),
            },
            ("date", Some(v)) => DataRef::DateTimeIso(v.clone()),
            ("boolean", Some(v)) => DataRef::Bool(v.eq_ignore_ascii_case("true")),
            ("string", Some(v)) if text.is_empty() => DataRef::String(v.clone()),
            _ if text.is_empty() => return None,
            _ => DataRef::String(text),
        };
        Some(Value::Plain(plain))
    }
}

/// The paragraphs of a cell, without its notes and drawings.
fn read_text(xml: &mut Xml<impl BufRead>, end: &str) -> Result<String, Reason> {
    let mut text = String::new();
    let (mut paragraphs, mut inside) = (0, false);
    loop {
        match xml.next()? {
            Event::Start(e) => match e.name().0 {
                "text:p" => {
                    if paragraphs > 0 {
                        text.push('\n');
                    }
                    paragraphs += 1;
                    inside = true;
                }
                "text:s" => {
                    let n = attribute(&e, "c").and_then(|c| c.parse().ok()).unwrap_or(1_usize);
                    text.extend(std::iter::repeat_n(' ', n.min(1024)));
                }
                "text:tab" => text.push(' '),
                "text:line-break" => text.push('\n'),
                "office:annotation" | "draw:frame" | "draw:custom-shape" | "draw:g" => {
                    let name = e.name().0.to_owned();
                    xml.skip(&name)?;
                }
                _ => {}
            },
            // White space between the elements is the writer's layout.
            Event::Text(t) if inside => text.push_str(&t.xml10_content()),
            Event::GeneralRef(r) => {
                let known = r.resolve_char_ref().ok().flatten();
                let named = || quick_xml::escape::resolve_predefined_entity(r.as_ref());
                match known {
                    Some(c) => text.push(c),
                    None => text.push_str(named().unwrap_or_default()),
                }
            }
            Event::End(e) if e.name().0 == "text:p" => inside = false,
            Event::End(e) if e.name().0 == end => return Ok(text.trim().to_owned()),
            Event::Eof => return Err(xml.cut_off()),
            _ => {}
        }
        if text.len() > limits::TEXT_BYTES {
            return Err(limits::text_bytes());
        }
    }
}

/// What a cell shows whose formula failed.
fn is_error(text: &str) -> bool {
    const ERRORS: [&str; 8] =
        ["#REF!", "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "Err:"];
    ERRORS.iter().any(|e| text.starts_with(e))
}

/// An attribute by its whole name: cells carry a value type in two name spaces.
fn qualified(e: &BytesStart<'_>, name: &str) -> Option<String> {
    let a = e.attributes().flatten().find(|a| a.key.0 == name)?;
    a.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(|v| v.into_owned())
}

fn repeated(e: &BytesStart<'_>, name: &str) -> u32 {
    attribute(e, name).and_then(|n| n.parse().ok()).unwrap_or(1).clamp(1, limits::ROWS)
}

fn collapsed(e: &BytesStart<'_>) -> bool {
    attribute(e, "visibility").is_some_and(|v| v != "visible")
}

struct Xml<R> {
    reader: quick_xml::Reader<R>,
    buffer: Vec<u8>,
}

impl<R: BufRead> Xml<R> {
    fn next(&mut self) -> Result<Event<'_>, Reason> {
        self.buffer.clear();
        let at = self.reader.buffer_position();
        if at > limits::PART_BYTES {
            return Err(limits::part_bytes());
        }
        self.reader.read_event_into(&mut self.buffer).map_err(|e| damaged(&e.to_string()))
    }

    /// Passes over an element whose start was read, with all inside.
    fn skip(&mut self, name: &str) -> Result<(), Reason> {
        let mut depth = 1;
        while depth > 0 {
            match self.next()? {
                Event::Start(e) if e.name().0 == name => depth += 1,
                Event::End(e) if e.name().0 == name => depth -= 1,
                Event::Eof => return Err(self.cut_off()),
                _ => {}
            }
        }
        Ok(())
    }

    fn cut_off(&self) -> Reason {
        damaged("its content is cut off")
    }
}

fn damaged(detail: &str) -> Reason {
    Reason::Damaged { format: FORMAT, detail: detail.to_owned() }
}
