//! Small files made in memory for the tests.

#![allow(dead_code, clippy::unwrap_used)]

pub(crate) mod pdf;
pub(crate) mod small;
pub(crate) mod xlsb;

use std::io::{Cursor, Write};
use yearend_source::{CellKind, Document};
use zip::write::SimpleFileOptions;

/// A zip of the members, in order.
pub(crate) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// The smallest xlsx with one sheet of this XML: columns and rows, without the envelope.
pub(crate) fn xlsx(sheet: &str) -> Vec<u8> {
    xlsx_with("", sheet)
}

/// The same, with elements of the workbook part (`<calcPr/>`, `<workbookPr/>`).
pub(crate) fn xlsx_with(workbook: &str, sheet: &str) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let types = format!(
        "<Types xmlns=\"{package}/content-types\"><Override PartName=\"/xl/workbook.xml\" ContentType=\
         \"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>"
    );
    let root = format!(
        "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" \
         Type=\"{rel}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let book = format!(
        "<workbook xmlns=\"{main}\" xmlns:r=\"{rel}\">{workbook}<sheets>\
         <sheet name=\"Layout\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let rels = format!(
        "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" \
         Type=\"{rel}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    let styles = format!(
        "<styleSheet xmlns=\"{main}\"><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
    );
    let sheet = format!("<worksheet xmlns=\"{main}\">{sheet}</worksheet>");
    zip(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", rels.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

/// Opens a file that holds one document.
pub(crate) fn open(name: &str, bytes: &[u8]) -> Document {
    let mut documents = yearend_source::open(name, bytes.to_vec()).unwrap();
    assert_eq!(documents.len(), 1);
    documents.remove(0)
}

/// One line a row: `line: A=kind text; …`, the kind left out for text.
pub(crate) fn rows(document: &Document, part: usize) -> Vec<String> {
    let sheet = &document.grid.sheets[part];
    let cell = |c: &yearend_source::Cell| {
        let letters = yearend_model::place::letters(c.column);
        let span = if c.span > 1 { format!("+{}", c.span - 1) } else { String::new() };
        let kind = match c.kind {
            CellKind::Text => "",
            CellKind::Number => "#",
            CellKind::Date => "@",
            CellKind::Missing => "!",
        };
        format!("{letters}{span}={kind}{}", sheet.text(c).replace('\n', "|"))
    };
    let line = |r: &yearend_source::Row| {
        let hidden = if r.hidden { " hidden" } else { "" };
        let cells: Vec<String> = sheet.cells(r).iter().map(cell).collect();
        format!("{}{hidden}: {}", r.line, cells.join("; "))
    };
    sheet.rows().iter().map(line).collect()
}

/// The notes as `printed: because`.
pub(crate) fn notes(document: &Document) -> Vec<String> {
    document.grid.notes.iter().map(|n| format!("{}: {}", n.printed, n.because)).collect()
}
