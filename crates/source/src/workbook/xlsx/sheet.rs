//! The cells of a sheet, in one pass over its XML.

use super::strings::Strings;
use super::styles::Styles;
use super::text::{push_item, push_text, unescape, utf8};
use super::tokens::{Tag, Token, Tokens, number, yes};
use super::{damaged, quick};
use crate::error::Reason;
use crate::workbook::ahead::{Prepared, Source};
use crate::workbook::cells::{Budget, Cells, Rows};
use crate::workbook::furniture::Furniture;
use crate::workbook::limits;
use crate::workbook::number::Origin;
use memchr::memmem;
use std::io::Read;

/// What the cells of a sheet refer to.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    pub(crate) strings: &'a Strings,
    pub(crate) styles: &'a Styles,
    pub(crate) from_1904: bool,
    pub(crate) uncalculated: bool,
}

/// Rows that were read apart from the rows above them, and where a reader stands behind them.
pub(crate) struct Apart {
    rows: Rows,
    row: u32,
    column: u32,
    /// See [`Reader::zeros`].
    zeros: Option<Vec<(u32, u32)>>,
}

/// Reads a sheet into the cells.
pub(crate) fn read(
    xml: &mut dyn Source<Apart>,
    context: Context<'_>,
    cells: &mut Cells<'_>,
) -> Result<(), Reason> {
    let mut reader = Reader::new(Tokens::new(xml, limits::PART_BYTES), context);
    loop {
        reader.take_over(cells)?;
        if !reader.step(cells)? {
            break;
        }
    }
    if !reader.closed {
        return Err(damaged("it is cut off"));
    }
    cells.without_value(&reader.zeros.unwrap_or_default());
    cells.spread();
    Ok(())
}

/// Reads the whole rows among bytes from the middle of a sheet. Nothing if there are none, or if
/// anything about them concerns other rows as well: then they are read in their turn.
pub(crate) fn read_apart(buffer: Vec<u8>, filled: usize, context: Context<'_>) -> Prepared<Apart> {
    let bytes = &buffer[..filled];
    let (from, to) = (memmem::find(bytes, b"<row "), memmem::rfind(bytes, ROW_END));
    let range = from.unwrap_or(filled)..to.map_or(0, |at| at + ROW_END.len());
    if range.is_empty() {
        return (buffer, None);
    }
    let mut budget = Budget::new();
    let mut cells = Cells::new(Furniture::default(), &mut budget);
    let mut reader = Reader::new(Tokens::within(buffer, range.clone()), context);
    // A row that does not say its number follows one that is not known here: past all others, it is
    // refused.
    reader.row = limits::ROWS;
    let read = loop {
        match reader.step(&mut cells) {
            Ok(true) if !reader.closed => {}
            Ok(more) => break !more && !reader.closed,
            Err(_) => break false,
        }
    };
    let Reader { xml, row, column, zeros, .. } = reader;
    let rows = if read && row <= limits::ROWS { cells.into_rows() } else { None };
    (xml.into_buffer(), rows.map(|rows| (range, Apart { rows, row, column, zeros })))
}

const ROW_END: &[u8] = b"</row>";

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
    /// The row that usual cells name.
    known: quick::Row,
    value: String,
    formula: String,
    /// Formulas that show zero, as long as none shows anything else: the values that a program
    /// puts there when it does not calculate.
    zeros: Option<Vec<(u32, u32)>>,
    /// The sheet has come to its end.
    closed: bool,
}

/// The element of a cell that the reader is in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Nothing,
    Value,
    Formula,
}

impl Reader<'_, &mut dyn Source<Apart>> {
    /// Takes over the rows that come next, if they were read apart. The reader stands between two
    /// tags, where reading those rows would begin, so that it comes to the same.
    fn take_over(&mut self, cells: &mut Cells<'_>) -> Result<(), Reason> {
        if !self.xml.window().is_empty() {
            return Ok(());
        }
        if let Some(apart) = self.xml.source().prepared().filter(|a| cells.takes(&a.rows)) {
            cells.append(&apart.rows)?;
            (self.row, self.column) = (apart.row, apart.column);
            match (&mut self.zeros, &apart.zeros) {
                (Some(zeros), Some(more)) => zeros.extend(more),
                (zeros, _) => *zeros = None,
            }
            let passed = self.xml.source().pass();
            self.xml.passed(passed)?;
        }
        Ok(())
    }
}

impl<'a, R: Read> Reader<'a, R> {
    fn new(xml: Tokens<R>, context: Context<'a>) -> Self {
        Reader {
            xml,
            context,
            row: 0,
            column: 0,
            known: quick::Row::default(),
            value: String::new(),
            formula: String::new(),
            zeros: context.uncalculated.then(Vec::new),
            closed: false,
        }
    }

    /// Reads the next tag, or the next cells. False at the end.
    fn step(&mut self, cells: &mut Cells<'_>) -> Result<bool, Reason> {
        while self.quick(cells)? {}
        let Some(token) = self.xml.next()? else { return Ok(false) };
        match token {
            Token::Start { tag, empty } => match tag.name() {
                b"row" => {
                    self.row = number(tag.attribute(b"r")).unwrap_or(self.row + 1);
                    self.column = 0;
                    if yes(tag.attribute(b"hidden")) {
                        cells.furniture().hide_rows(self.row, self.row);
                    }
                }
                b"c" => {
                    let cell = Cell::of(tag, self.row, self.column)?;
                    (self.row, self.column) = (cell.row, cell.column);
                    if !empty {
                        self.cell(&cell, cells)?;
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
            Token::End(b"worksheet") => self.closed = true,
            _ => {}
        }
        Ok(true)
    }

    /// Reads the cells of the usual spelling that come next. False if there are none.
    fn quick(&mut self, cells: &mut Cells<'_>) -> Result<bool, Reason> {
        let window = self.xml.window();
        if !window.starts_with(b"<c ") {
            return Ok(false);
        }
        let mut at = 0;
        while let Some(found) = quick::cell(&window[at..], &mut self.known) {
            at += found.len;
            (self.row, self.column) = (found.row, found.column);
            if found.value.is_empty() {
                continue;
            }
            let place = (found.row - 1, found.column - 1);
            if found.computed {
                computed(&mut self.zeros, place, !found.shared && found.value == "0");
            }
            if found.shared {
                self.context.shared(place, found.value, cells)?;
            } else {
                let origin = if found.computed { Origin::Computed } else { Origin::Typed };
                self.context.number(place, found.style, found.value, origin, cells)?;
            }
        }
        self.xml.take(at);
        Ok(at > 0)
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
                self.context.number(place, cell.style, self.value.trim(), origin, cells)
            }
            Type::Shared => self.context.shared(place, &self.value, cells),
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
}

impl Context<'_> {
    fn shared(&self, place: (u32, u32), index: &str, cells: &mut Cells<'_>) -> Result<(), Reason> {
        let text = number(Some(index.as_bytes())).and_then(|i| self.strings.get(i));
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
        if style == 0 || !self.styles.is_date(style) {
            return cells.decimal(place, value, origin);
        }
        match value.parse() {
            Ok(serial) => cells.serial(place, serial, self.from_1904, origin),
            Err(_) => cells.text(place, value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::strings::Strings;
    use super::super::styles::Styles;
    use super::*;
    use crate::grid::Sheet;
    use crate::workbook::ahead;
    use proptest::prelude::*;
    use yearend_model::Observation;

    /// Counts what is taken over.
    struct Counted<'s> {
        source: &'s mut dyn Source<Apart>,
        taken: usize,
    }

    impl Read for Counted<'_> {
        fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
            self.source.read(out)
        }
    }

    impl Source<Apart> for Counted<'_> {
        fn prepared(&self) -> Option<&Apart> {
            self.source.prepared()
        }

        fn pass(&mut self) -> usize {
            self.taken += 1;
            self.source.pass()
        }
    }

    /// The sheet read in pieces of a size; how many were taken over; the error.
    fn sheet_of(
        xml: &str,
        size: usize,
        uncalculated: bool,
    ) -> (Option<(Sheet, Vec<Observation>)>, usize, String) {
        let strings = "<sst><si><t>Fund</t></si><si><t> a  </t></si></sst>";
        let strings = Strings::read(strings.as_bytes()).unwrap();
        let styles =
            r#"<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#;
        let styles = Styles::read(styles.as_bytes()).unwrap();
        let context =
            Context { strings: &strings, styles: &styles, from_1904: false, uncalculated };
        let mut budget = Budget::new();
        let mut cells = Cells::new(Furniture::default(), &mut budget);
        let apart = |buffer, filled| read_apart(buffer, filled, context);
        let (read, taken) = ahead::read_prepared(xml.as_bytes(), size, apart, |source| {
            let mut counted = Counted { source, taken: 0 };
            (read(&mut counted, context, &mut cells), counted.taken)
        });
        match read {
            Ok(()) => (Some(cells.finish(0)), taken, String::new()),
            Err(e) => (None, taken, e.to_string()),
        }
    }

    /// What cells show, place by place.
    fn shown(sheet: &Sheet) -> Vec<String> {
        let row = |r| {
            let cell = move |c: &crate::grid::Cell| {
                format!("{r:?} {} {:?} {} {}", c.column, c.kind, c.span, sheet.text(c))
                    .replace("first", "")
            };
            sheet.cells(r).iter().map(cell)
        };
        sheet.rows().iter().flat_map(row).collect()
    }

    /// Spellings of a cell without its name; a few of them are none or are refused.
    fn cell() -> impl Strategy<Value = &'static str> {
        prop_oneof![
            8 => Just("><v>0.17522</v></c>"),
            8 => Just("><v>0</v></c>"),
            4 => Just(r#" s="1"><v>45000</v></c>"#),
            4 => Just(r#" t="s"><v>0</v></c>"#),
            2 => Just(r#" t="s"><v>1</v></c>"#),
            2 => Just(r#" t="inlineStr"><is><t>in line</t></is></c>"#),
            2 => Just(r#" t="str"><f>A1&amp;""</f><v>x &lt; y</v></c>"#),
            1 => Just("><f>1+1</f><v>2</v></c>"),
            2 => Just("><f>1-1</f><v>0</v></c>"),
            2 => Just("><f>1+1</f></c>"),
            1 => Just("><v>1E-3</v></c>"),
            1 => Just(r#" t="e"><v>#REF!</v></c>"#),
            1 => Just("><!-- <row r='3'></row> --><v>5</v></c>"),
            1 => Just("><v><![CDATA[5]]></v></c>"),
            2 => Just(r#" s="3"/>"#),
        ]
    }

    /// A row: how many are left out above it, its attributes, its cells, and what stands behind it.
    fn row() -> impl Strategy<Value = (u32, &'static str, Vec<&'static str>, &'static str)> {
        let attributes = prop_oneof![
            30 => Just(" spans=\"1:9\""),
            1 => Just(" hidden=\"1\""),
            1 => Just(" nameless"),
        ];
        let behind =
            prop_oneof![20 => Just(""), 1 => Just("\n"), 1 => Just("<!-- <row r=\"1\"> -->")];
        (1..3_u32, attributes, prop::collection::vec(cell(), 0..9), behind)
    }

    fn sheet() -> impl Strategy<Value = String> {
        let tail = prop_oneof![
            5 => Just("</sheetData></worksheet>"),
            1 => Just(r#"</sheetData><mergeCells><mergeCell ref="A1:C1"/></mergeCells></worksheet>"#),
            1 => Just("</sheetData>"),
        ];
        let columns = prop_oneof![
            6 => Just(""),
            1 => Just(r#"<cols><col min="2" max="3" hidden="1"/></cols>"#),
        ];
        (columns, prop::collection::vec(row(), 0..60), tail).prop_map(|(columns, rows, tail)| {
            let mut xml = format!("<worksheet>{columns}<sheetData>");
            let mut line = 0;
            for (down, attributes, cells, behind) in rows {
                line += down;
                let nameless = attributes == " nameless";
                let name =
                    if nameless { String::new() } else { format!(" r=\"{line}\"{attributes}") };
                xml.push_str(&format!("<row{name} ht=\"15\">"));
                for (cell, column) in cells.iter().zip("ABCDEFGHI".chars()) {
                    let name =
                        if nameless { String::new() } else { format!(" r=\"{column}{line}\"") };
                    xml.push_str(&format!("<c{name}{cell}"));
                }
                xml.push_str("</row>");
                xml.push_str(behind);
            }
            xml + tail
        })
    }

    proptest! {
        #[test]
        fn rows_read_apart_are_the_rows_read_in_turn(
            xml in sheet(), size in 40..3000_usize, uncalculated: bool,
        ) {
            let (whole, _, refused) = sheet_of(&xml, xml.len() * 2, uncalculated);
            let (parts, _, why) = sheet_of(&xml, size, uncalculated);
            prop_assert_eq!(refused, why);
            let (whole, parts) = (whole.unzip(), parts.unzip());
            prop_assert_eq!(whole.0.as_ref().map(shown), parts.0.as_ref().map(shown));
            prop_assert_eq!(whole.1, parts.1);
        }
    }

    #[test]
    fn plain_rows_are_taken_over() {
        let row = |n| format!(r#"<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>"#);
        let rows: String = (1..500).map(row).collect();
        let xml = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        let (sheet, taken, _) = sheet_of(&xml, 2000, false);
        assert_eq!((sheet.unwrap().0.rows().len(), taken), (499, xml.len().div_ceil(2000)));
    }

    #[test]
    fn positions() {
        assert_eq!(position(b"AO48"), Some((48, 41)));
        assert_eq!(position(b"$B$2"), Some((2, 2)));
        for bad in [&b"12"[..], b"A0", b"A", b"", b"A1B", b"AAAAAAAAAAAA1", b"A99999999999"] {
            assert_eq!(position(bad), None);
        }
    }
}
