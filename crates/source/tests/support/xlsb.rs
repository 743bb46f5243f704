//! A small binary workbook (MS-XLSB), record by record.

use super::zip;

/// A record: kind, length, data.
fn record(out: &mut Vec<u8>, kind: u16, data: &[u8]) {
    if kind < 0x80 {
        out.push(kind as u8);
    } else {
        out.extend([(kind & 0x7F) as u8 | 0x80, (kind >> 7) as u8]);
    }
    let mut len = data.len();
    while len >= 0x80 {
        out.push((len & 0x7F) as u8 | 0x80);
        len >>= 7;
    }
    out.push(len as u8);
    out.extend(data);
}

fn words(words: &[u32]) -> Vec<u8> {
    words.iter().flat_map(|w| w.to_le_bytes()).collect()
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut out = words(&[units.len() as u32]);
    out.extend(units.iter().flat_map(|u| u.to_le_bytes()));
    out
}

/// A value of a cell.
pub(crate) enum Value {
    Text(&'static str),
    Whole(i32),
    Real(f64),
    Date(i32),
    Formula(f64),
    Error(u8),
}

/// A row from 0, whether it is hidden, and its cells by column from 0.
pub(crate) type Row = (u32, bool, Vec<(u32, Value)>);

fn cell(out: &mut Vec<u8>, column: u32, value: &Value) {
    let head = |style: u32| words(&[column, style]);
    let formula = words(&[0, 0]);
    match value {
        Value::Text(text) => record(out, 6, &[head(0), wide(text)].concat()),
        Value::Whole(n) => record(out, 2, &[head(0), words(&[(*n as u32) << 2 | 2])].concat()),
        Value::Date(n) => record(out, 2, &[head(1), words(&[(*n as u32) << 2 | 2])].concat()),
        Value::Real(x) => record(out, 5, &[head(0), x.to_le_bytes().to_vec()].concat()),
        Value::Formula(x) => {
            let value = x.to_le_bytes().to_vec();
            record(out, 9, &[head(0), value, vec![0, 0], formula].concat());
        }
        Value::Error(code) => record(out, 11, &[head(0), vec![*code, 0, 0], formula].concat()),
    }
}

/// A workbook of one sheet: rows (from 0, hidden or not), a hidden column, a merged range.
pub(crate) fn xlsb(rows: &[Row], hidden: u32, merged: [u32; 4]) -> Vec<u8> {
    let mut sheet = Vec::new();
    record(&mut sheet, 0x81, &[]);
    record(&mut sheet, 0x94, &words(&[0, 99, 0, 40]));
    record(&mut sheet, 0x186, &[]);
    let column = [words(&[hidden, hidden, 2560, 0]), vec![1, 0]].concat();
    record(&mut sheet, 0x3C, &column);
    record(&mut sheet, 0x187, &[]);
    record(&mut sheet, 0x91, &[]);
    for (row, hidden, cells) in rows {
        let flags = if *hidden { 0x10 } else { 0 };
        let head = [words(&[*row, 0]), vec![0x2C, 1, 0, flags, 0], words(&[0])].concat();
        record(&mut sheet, 0, &head);
        cells.iter().for_each(|(column, value)| cell(&mut sheet, *column, value));
    }
    record(&mut sheet, 0x92, &[]);
    record(&mut sheet, 0xB1, &words(&[1]));
    record(&mut sheet, 0xB0, &words(&merged));
    record(&mut sheet, 0xB2, &[]);
    record(&mut sheet, 0x82, &[]);

    let mut book = Vec::new();
    record(&mut book, 0x83, &[]);
    record(&mut book, 0x8F, &[]);
    record(&mut book, 0x9C, &[words(&[0, 1]), wide("rId1"), wide("Layout")].concat());
    record(&mut book, 0x90, &[]);
    record(&mut book, 0x84, &[]);

    let mut styles = Vec::new();
    record(&mut styles, 0x116, &[]);
    record(&mut styles, 0x269, &words(&[2]));
    for format in [0_u8, 14] {
        record(&mut styles, 0x2F, &[0, 0, format, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    }
    record(&mut styles, 0x26A, &[]);
    record(&mut styles, 0x117, &[]);

    let package = "http://schemas.openxmlformats.org/package/2006";
    let rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let types = format!(
        "<Types xmlns=\"{package}/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Override PartName=\"/xl/workbook.bin\" ContentType=\"application/vnd.ms-excel.sheet.binary.macroEnabled.main\"/>\
         <Override PartName=\"/xl/worksheets/sheet1.bin\" ContentType=\"application/vnd.ms-excel.worksheet\"/>\
         <Override PartName=\"/xl/styles.bin\" ContentType=\"application/vnd.ms-excel.styles\"/></Types>"
    );
    let root = format!(
        "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" \
         Type=\"{rel}/officeDocument\" Target=\"xl/workbook.bin\"/></Relationships>"
    );
    let rels = format!(
        "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" \
         Type=\"{rel}/worksheet\" Target=\"worksheets/sheet1.bin\"/><Relationship Id=\"rId2\" \
         Type=\"{rel}/styles\" Target=\"styles.bin\"/></Relationships>"
    );
    zip(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.bin", &book),
        ("xl/_rels/workbook.bin.rels", rels.as_bytes()),
        ("xl/styles.bin", &styles),
        ("xl/worksheets/sheet1.bin", &sheet),
    ])
}
