//! A printed document: headings, tables, prose and contacts as text, and the text as bytes.

use crate::heading;
use crate::style::{Beside, Charset, Shape, Style};
use crate::table::{Block, Cell, Line, LineKind, Table};
use crate::{aligned, wrap};
use yearend_model::{Contact, Field, TaxYear, Unit};

/// What is printed besides the tables.
#[derive(Clone, Debug)]
pub struct Cover {
    /// The family's name.
    pub family: String,
    /// The tax year of the layout.
    pub year: TaxYear,
    /// The share class of each table, where each has one.
    pub share_classes: Vec<Option<String>>,
    /// The people to ask, if they are printed.
    pub contacts: Vec<Contact>,
}

const DISCLAIMERS: [&str; 3] = [
    "This information is provided for year-end reporting and is not tax advice.",
    "Please consult your tax adviser, who may weigh the facts of your own case.",
    "Amounts are per share. Figures may be revised, and the funds have no duty to say so.",
];

/// The whole document as text.
#[must_use]
pub fn document(cover: &Cover, tables: &[Table], style: &Style) -> String {
    let mut out = String::new();
    for (i, table) in tables.iter().enumerate() {
        let title = title(cover, cover.share_classes.get(i).cloned().flatten(), style);
        if style.shape == Shape::Aligned {
            aligned::table(&mut out, &title, table, cover, style);
        } else {
            for line in &title {
                push(&mut out, std::slice::from_ref(line), style);
            }
            if !title.is_empty() {
                out.push('\n');
            }
            for row in rows(table, cover, style) {
                push(&mut out, &row, style);
            }
            out.push('\n');
        }
    }
    if style.disclaimer {
        for line in DISCLAIMERS {
            push(&mut out, &[line.to_owned()], style);
        }
        out.push('\n');
    }
    if style.contacts {
        contacts(&mut out, cover, style);
    }
    out
}

/// The lines over a table.
fn title(cover: &Cover, class: Option<String>, style: &Style) -> Vec<String> {
    let year = style.title_year;
    let mut lines = match style.title {
        None => Vec::new(),
        Some(0) => {
            vec!["PRIMARY LAYOUT".to_owned(), format!("{year} YEAR-END TAX REPORTING INFORMATION")]
        }
        Some(1) => {
            vec![format!("{} Funds", cover.family), format!("{year} Year-End Tax Information")]
        }
        Some(2) => vec![format!("ICI Primary Layout - Tax Year {year}")],
        Some(_) => vec![
            format!("{} Family of Funds", cover.family),
            "Primary Layout".to_owned(),
            format!("Tax Reporting Information for Calendar Year {year}"),
        ],
    };
    lines.extend(class.filter(|_| style.title.is_some()));
    lines
}

fn rows(table: &Table, cover: &Cover, style: &Style) -> Vec<Vec<String>> {
    if style.shape == Shape::Transposed {
        return transposed(table, cover, style);
    }
    let mut headings = heading_rows(cover, style);
    let last = headings.len().saturating_sub(1);
    for (i, row) in headings.iter_mut().enumerate() {
        put_beside(row, style, |b| if i == last { b.heading().to_owned() } else { String::new() });
    }
    let mut rows = headings.clone();
    for (n, block) in table.blocks.iter().enumerate() {
        if n > 0 && style.repeat_headings.is_some_and(|every| n % every == 0) {
            rows.push(Vec::new());
            rows.extend(headings.iter().cloned());
        }
        if style.shape.is_stacked() {
            rows.push(stacked(block, table, style));
        } else {
            rows.extend(block.lines.iter().map(|l| {
                let mut row = l.cells.iter().map(|c| c.text(style)).collect();
                let total = l.kind == LineKind::Total;
                put_beside(&mut row, style, |b| if total { String::new() } else { b.cell(n) });
                row
            }));
        }
        if style.blank_rows {
            rows.push(Vec::new());
        }
    }
    rows
}

/// Puts the cell of the column beside the layout where it stands.
fn put_beside(row: &mut Vec<String>, style: &Style, cell: impl Fn(Beside) -> String) {
    if let Some((at, beside)) = style.beside {
        row.insert(at.min(row.len()), cell(beside));
    }
}

/// The number row, the group row and the headings, as the style has them.
#[must_use]
pub fn heading_rows(cover: &Cover, style: &Style) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    if style.number_row {
        rows.push(style.columns.iter().map(|f| f.column().to_string()).collect());
    }
    if style.group_row {
        let group = |f: &Field| heading::group(*f, cover.year).unwrap_or_default();
        rows.push(style.columns.iter().map(group).collect());
    }
    let texts: Vec<String> =
        style.columns.iter().map(|f| style.headings.text(*f, cover.year)).collect();
    let wrapped = |t: &String| wrap::balanced(t, style.heading_lines);
    match style.shape {
        Shape::Csv | Shape::CsvStacked => {
            rows.push(texts.iter().map(|t| wrapped(t).join("\n")).collect());
        }
        _ => {
            let columns: Vec<Vec<String>> = texts.iter().map(wrapped).collect();
            let height = columns.iter().map(Vec::len).max().unwrap_or(0);
            for i in 0..height {
                // Headings stand on the table: short ones begin lower.
                let line = |c: &Vec<String>| {
                    (i + c.len()).checked_sub(height).map(|k| c[k].clone()).unwrap_or_default()
                };
                rows.push(columns.iter().map(line).collect());
            }
        }
    }
    rows
}

/// A security in one row: the values of its lines together in each cell.
fn stacked(block: &Block, table: &Table, style: &Style) -> Vec<String> {
    let width = block.lines.iter().map(|l| l.cells.len()).max().unwrap_or(0);
    let join = if style.shape == Shape::CsvStacked { "\n" } else { " " };
    (0..width)
        .map(|c| {
            let named = matches!(
                table.columns.get(c),
                Some(Field::SecurityDescription | Field::Cusip | Field::Ticker)
            );
            if named {
                return block.lines.first().map(|l| l.cells[c].text(style)).unwrap_or_default();
            }
            let fused = |l: &Line| matches!(l.cells.get(c), Some(Cell::Fused(..)));
            if block.lines.iter().any(fused) {
                return fused_stack(block, c, join, style);
            }
            column_texts(block, table, c, style).join(join)
        })
        .collect()
}

fn column_texts(block: &Block, table: &Table, c: usize, style: &Style) -> Vec<String> {
    let is_date = table.columns.get(c).is_some_and(|f| f.info().unit == Unit::Date);
    block
        .lines
        .iter()
        .filter(|l| is_date || !l.dropped)
        .filter_map(|l| l.cells.get(c))
        .map(|cell| cell.text(style))
        .filter(|t| !t.is_empty())
        .collect()
}

/// Two stacked cells printed as one: all values of the first, then all of the second.
fn fused_stack(block: &Block, c: usize, join: &str, style: &Style) -> String {
    let halves = block.lines.iter().filter(|l| !l.dropped).filter_map(|l| match l.cells.get(c) {
        Some(Cell::Fused(a, b, _)) => Some((a.text(style), b.text(style))),
        _ => None,
    });
    let (first, second): (Vec<String>, Vec<String>) = halves.unzip();
    [first, second].concat().join(join)
}

fn transposed(table: &Table, cover: &Cover, style: &Style) -> Vec<Vec<String>> {
    let lines: Vec<&Line> = table
        .blocks
        .iter()
        .flat_map(|b| &b.lines)
        .filter(|l| matches!(l.kind, LineKind::Distribution(_)))
        .collect();
    style
        .columns
        .iter()
        .enumerate()
        .map(|(c, field)| {
            let heading = style.headings.text(*field, cover.year);
            let cells = lines.iter().map(|l| l.cells[c].text(style));
            std::iter::once(heading).chain(cells).collect()
        })
        .collect()
}

fn contacts(out: &mut String, cover: &Cover, style: &Style) {
    let headings = [
        "Fund Name",
        "Year-End Tax Information Contact Person",
        "Contact Person Corporate Affiliation (If Different from Fund Name)",
        "Telephone",
        "Facsimile",
        "E-mail Address",
    ];
    let mut rows: Vec<Vec<String>> = vec![vec!["FUND CONTACTS".to_owned()]];
    if style.number_row {
        rows.push((1..=6).map(|n| n.to_string()).collect());
    }
    rows.push(headings.map(str::to_owned).to_vec());
    for c in &cover.contacts {
        let fields = [&c.fund, &c.person, &c.affiliation, &c.telephone, &c.facsimile, &c.email];
        rows.push(fields.into_iter().cloned().collect());
    }
    if style.shape == Shape::Aligned {
        aligned::grid(out, &rows[1..], &rows[0][0]);
        return;
    }
    for row in rows {
        push(out, &row, style);
    }
}

/// Adds a line of cells.
fn push(out: &mut String, cells: &[String], style: &Style) {
    if style.shape == Shape::Aligned {
        out.push_str(&cells.join("  "));
        out.push('\n');
        return;
    }
    for (i, cell) in cells.iter().enumerate() {
        if i > 0 {
            out.push(style.separator);
        }
        let cell = if style.escape_dollar { cell.replace('$', "\\$") } else { cell.clone() };
        if cell.contains([style.separator, '\n', '"']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&cell);
        }
    }
    out.push('\n');
}

/// The text in the encoding and with the line ends of the style.
#[must_use]
pub fn bytes(text: &str, style: &Style) -> Vec<u8> {
    let text = if style.crlf { text.replace('\n', "\r\n") } else { text.to_owned() };
    match style.charset {
        Charset::Utf8 { mark: false } => text.into_bytes(),
        Charset::Utf8 { mark: true } => format!("\u{feff}{text}").into_bytes(),
        Charset::Utf16 => {
            format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
        }
        Charset::Windows1252 => text.chars().map(windows_1252).collect(),
    }
}

/// The byte of a character: specimens use Latin letters and the dashes and quotes of Windows.
fn windows_1252(c: char) -> u8 {
    match c {
        '–' => 0x96,
        '—' => 0x97,
        '’' => 0x92,
        _ => u8::try_from(u32::from(c)).unwrap_or(b'?'),
    }
}
