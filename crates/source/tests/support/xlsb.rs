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
    /// The text of that number in the table that the sheets share.
    Shared(u32),
    /// Text with formatted runs.
    Rich(&'static str),
    Whole(i32),
    /// A whole number of hundredths, as Excel packs short decimals (RkNumber).
    Hundredths(i32),
    /// A number whose float ends in zeros, packed into its upper 30 bits.
    Short(f64),
    /// The same, divided by a hundred.
    ShortHundredths(f64),
    Real(f64),
    Date(i32),
    Bool(bool),
    Blank,
    Formula(f64),
    FormulaDate(f64),
    FormulaText(&'static str),
    FormulaBool(bool),
    Error(u8),
    /// An error that was typed, not computed.
    TypedError(u8),
}

/// A row from 0, whether it is hidden, and its cells by column from 0.
pub(crate) type Row = (u32, bool, Vec<(u32, Value)>);

fn cell(out: &mut Vec<u8>, column: u32, value: &Value) {
    let head = |style: u32| words(&[column, style]);
    let formula = words(&[0, 0]);
    match value {
        Value::Text(text) => record(out, 6, &[head(0), wide(text)].concat()),
        Value::Shared(index) => record(out, 7, &[head(0), words(&[*index])].concat()),
        Value::Rich(text) => {
            let run = [words(&[1]), vec![0, 0, 0, 0]].concat();
            record(out, 62, &[head(0), vec![1], wide(text), run].concat());
        }
        Value::Whole(n) => record(out, 2, &[head(0), words(&[(*n as u32) << 2 | 2])].concat()),
        Value::Hundredths(n) => {
            record(out, 2, &[head(0), words(&[(*n as u32) << 2 | 3])].concat());
        }
        Value::Short(x) => record(out, 2, &[head(0), words(&[upper(*x)])].concat()),
        Value::ShortHundredths(x) => record(out, 2, &[head(0), words(&[upper(*x) | 1])].concat()),
        Value::Bool(b) => record(out, 4, &[head(0), vec![u8::from(*b)]].concat()),
        Value::Blank => record(out, 1, &head(0)),
        Value::FormulaText(text) => {
            record(out, 8, &[head(0), wide(text), vec![0, 0], formula].concat());
        }
        Value::FormulaBool(b) => {
            record(out, 10, &[head(0), vec![u8::from(*b), 0, 0], formula].concat());
        }
        Value::FormulaDate(x) => {
            let value = x.to_le_bytes().to_vec();
            record(out, 9, &[head(1), value, vec![0, 0], formula].concat());
        }
        Value::TypedError(code) => record(out, 3, &[head(0), vec![*code]].concat()),
        Value::Date(n) => record(out, 2, &[head(1), words(&[(*n as u32) << 2 | 2])].concat()),
        Value::Real(x) => record(out, 5, &[head(0), x.to_le_bytes().to_vec()].concat()),
        Value::Formula(x) => {
            let value = x.to_le_bytes().to_vec();
            record(out, 9, &[head(0), value, vec![0, 0], formula].concat());
        }
        Value::Error(code) => record(out, 11, &[head(0), vec![*code, 0, 0], formula].concat()),
    }
}

/// The upper half of a float, whose lower half and last two bits must be zero.
fn upper(x: f64) -> u32 {
    let bits = x.to_bits();
    assert_eq!(bits & 0x3_FFFF_FFFF, 0, "{x} does not fit into 30 bits");
    (bits >> 32) as u32
}

/// A workbook of one sheet: rows (from 0, hidden or not), a hidden column, a merged range.
pub(crate) fn xlsb(rows: &[Row], hidden: u32, merged: [u32; 4]) -> Vec<u8> {
    xlsb_with(rows, hidden, merged, &[], false)
}

/// The same, with the texts that cells share, and days counted from 1904 or 1900.
pub(crate) fn xlsb_with(
    rows: &[Row],
    hidden: u32,
    merged: [u32; 4],
    shared: &[&str],
    from_1904: bool,
) -> Vec<u8> {
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
    record(&mut book, 0x99, &words(&[u32::from(from_1904), 0, 0]));
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

    let mut texts = Vec::new();
    let count = shared.len() as u32;
    record(&mut texts, 0x9F, &words(&[count, count]));
    shared.iter().for_each(|text| record(&mut texts, 0x13, &[vec![0], wide(text)].concat()));
    record(&mut texts, 0xA0, &[]);

    let package = "http://schemas.openxmlformats.org/package/2006";
    let rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let types = format!(
        "<Types xmlns=\"{package}/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Override PartName=\"/xl/workbook.bin\" ContentType=\"application/vnd.ms-excel.sheet.binary.macroEnabled.main\"/>\
         <Override PartName=\"/xl/worksheets/sheet1.bin\" ContentType=\"application/vnd.ms-excel.worksheet\"/>\
         <Override PartName=\"/xl/styles.bin\" ContentType=\"application/vnd.ms-excel.styles\"/>\
         <Override PartName=\"/xl/sharedStrings.bin\" ContentType=\"application/vnd.ms-excel.sharedStrings\"/></Types>"
    );
    let root = format!(
        "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" \
         Type=\"{rel}/officeDocument\" Target=\"xl/workbook.bin\"/></Relationships>"
    );
    let rels = format!(
        "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"rId1\" \
         Type=\"{rel}/worksheet\" Target=\"worksheets/sheet1.bin\"/><Relationship Id=\"rId2\" \
         Type=\"{rel}/styles\" Target=\"styles.bin\"/><Relationship Id=\"rId3\" \
         Type=\"{rel}/sharedStrings\" Target=\"sharedStrings.bin\"/></Relationships>"
    );
    zip(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.bin", &book),
        ("xl/_rels/workbook.bin.rels", rels.as_bytes()),
        ("xl/styles.bin", &styles),
        ("xl/sharedStrings.bin", &texts),
        ("xl/worksheets/sheet1.bin", &sheet),
    ])
}
