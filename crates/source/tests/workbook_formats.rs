//! The same cells from the other formats of workbook.

#![allow(clippy::unwrap_used)]

mod support;

use support::xlsb::{Row, Value, xlsb, xlsb_with};
use support::{notes, open, rows, zip};

#[test]
fn binary_sheets() {
    let book = xlsb(
        &[
            (0, false, vec![(0, Value::Text("2025 LAYOUT"))]),
            (
                2,
                false,
                vec![
                    (0, Value::Date(45_471)),
                    (1, Value::Whole(-3)),
                    (2, Value::Real(0.175_22)),
                    (3, Value::Formula(0.1 + 0.2)),
                    (4, Value::Error(0x17)),
                    (6, Value::Text("  ")),
                ],
            ),
            (3, true, vec![(1, Value::Text("x"))]),
        ],
        2,
        [0, 0, 0, 4],
    );
    let d = open("a.xlsb", &book);
    assert_eq!(
        rows(&d, 0),
        [
            "1: A+4=2025 LAYOUT",
            "3: A=@2024-06-28; B=#-3; C=#0.17522; D=#0.3; E=!#REF!",
            "4 hidden: B=x",
        ]
    );
    assert_eq!(
        notes(&d),
        ["row 4: it is hidden; it was read", "column C: it is hidden; it was read"]
    );
    assert_eq!(d.source.media_type, "application/vnd.ms-excel.sheet.binary.macroEnabled.12");
}

/// Keeps the file for a look with another program, where a folder is named for it.
fn keep(name: &str, book: &[u8]) {
    if let Some(folder) = std::env::var_os("YEAREND_KEEP") {
        std::fs::write(std::path::Path::new(&folder).join(name), book).unwrap();
    }
}

/// Every kind of cell of MS-XLSB 2.2.1.
fn every_kind() -> Vec<Row> {
    let cells = vec![
        Value::Shared(1),
        Value::Rich("Halyard Bond Fund"),
        Value::Text("00000AA11"),
        Value::Whole(-7),
        Value::Hundredths(17_522),
        Value::Short(0.25),
        Value::ShortHundredths(0.5),
        Value::Real(0.000_000_001),
        Value::Date(45_471),
        Value::Bool(true),
        Value::Blank,
        Value::Formula(0.1 + 0.2),
        Value::FormulaDate(45_471.0),
        Value::FormulaText("DAILY"),
        Value::FormulaBool(false),
        Value::Error(0x2A),
        Value::TypedError(0x07),
        Value::Shared(0),
    ];
    vec![(4, false, (0..).zip(cells).collect())]
}

#[test]
fn every_kind_of_binary_cell() {
    let shared = ["Box 1a\nTotal", "Máxima & Co"];
    let book = xlsb_with(&every_kind(), 99, [9, 9, 0, 1], &shared, false);
    keep("every.xlsb", &book);
    let d = open("a.xlsb", &book);
    assert_eq!(
        rows(&d, 0),
        ["5: A=Máxima & Co; B=Halyard Bond Fund; C=00000AA11; D=#-7; E=#175.22; F=#0.25; \
          G=#0.005; H=#0.000000001; I=@2024-06-28; J=TRUE; L=#0.3; M=@2024-06-28; N=DAILY; \
          O=FALSE; P=!#N/A; Q=!#DIV/0!; R=Box 1a|Total"]
    );
}

#[test]
fn binary_days_from_1904() {
    let cells = vec![(0, Value::Date(44_009)), (1, Value::FormulaDate(44_009.0))];
    let book = xlsb_with(&[(0, false, cells)], 99, [9, 9, 0, 1], &[], true);
    keep("from-1904.xlsb", &book);
    assert_eq!(rows(&open("a.xlsb", &book), 0), ["1: A=@2024-06-28; B=@2024-06-28"]);
}

fn ods(content: &str) -> Vec<u8> {
    let head = "<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\">";
    zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("content.xml", format!("{head}{content}</office:document-content>").as_bytes()),
    ])
}

#[test]
fn open_document_sheets() {
    let content = r#"<office:automatic-styles>
        <style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>
        </office:automatic-styles><office:body><office:spreadsheet>
        <table:table table:name="Layout"><table:table-column table:number-columns-repeated="2"/>
        <table:table-column table:visibility="collapse"/><table:table-column table:number-columns-repeated="16381"/>
        <table:table-row><table:table-cell table:number-columns-spanned="3" office:value-type="string">
            <text:p>2025 <text:span>LAYOUT</text:span></text:p><text:p>A &amp; B</text:p></table:table-cell>
          <table:covered-table-cell table:number-columns-repeated="2"/></table:table-row>
        <table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
        <table:table-row><table:table-cell office:value-type="date" office:date-value="2024-06-28"><text:p>06/28/24</text:p></table:table-cell>
          <table:table-cell office:value-type="currency" office:value="0.17522"><text:p>$0.18</text:p></table:table-cell>
          <table:table-cell table:number-columns-repeated="2" office:value-type="percentage" office:value="0.5"><text:p>50%</text:p></table:table-cell>
          <table:table-cell table:formula="of:=SUM([.A1:.A2])" office:value-type="float" office:value="0.30000000000000004"><text:p>0.3</text:p></table:table-cell>
          <table:table-cell table:formula="of:=[.A1]"/>
          <table:table-cell table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>
          <table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>TRUE</text:p></table:table-cell>
          <table:table-cell office:value-type="string"><office:annotation><text:p>a note</text:p></office:annotation><text:p>one<text:s text:c="2"/>two</text:p></table:table-cell>
          </table:table-row>
        <table:table-row table:number-rows-repeated="2" table:visibility="filter"><table:table-cell office:value-type="float" office:value="7"><text:p>7</text:p></table:table-cell></table:table-row>
        <table:table-row table:number-rows-repeated="1048569"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>
        </table:table><table:table table:name="Old" table:style-name="ta2"><table:table-row>
        <table:table-cell office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell></table:table-row></table:table>
        </office:spreadsheet></office:body>"#;
    let d = open("a.ods", &ods(content));
    assert_eq!(
        rows(&d, 0),
        [
            "1: A+2=2025 LAYOUT|A & B",
            "5: A=@2024-06-28; B=#0.17522; C=#0.5; D=#0.5; E=#0.3; F=!=[.A1]; G=!#DIV/0!; H=TRUE; \
             I=one  two",
            "6 hidden: A=#7",
            "7 hidden: A=#7",
        ]
    );
    assert_eq!(
        notes(&d),
        [
            "rows 6 to 7: they are hidden; they were read",
            "column C: it is hidden; it was read",
            "sheet Old: the sheet is hidden; it was read",
        ]
    );
}

#[test]
fn repeated_cells_are_bounded() {
    let bomb = r#"<office:body><office:spreadsheet><table:table table:name="x">
        <table:table-row table:number-rows-repeated="1048576"><table:table-cell
        table:number-columns-repeated="16384" office:value-type="float" office:value="1"/>
        </table:table-row></table:table></office:spreadsheet></office:body>"#;
    let e = yearend_source::open("a.ods", ods(bomb)).unwrap_err();
    assert_eq!(e.to_string(), "a.ods: passes a bound: filled cells over 10,000,000");
}

#[test]
fn what_else_comes_in_an_office_file() {
    let why = |bytes: Vec<u8>| yearend_source::open("a", bytes).unwrap_err().to_string();
    let types = |t: &str| format!("<Types><Override ContentType=\"{t}\"/></Types>");
    let word =
        types("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml");
    assert!(why(zip(&[("[Content_Types].xml", word.as_bytes())])).contains("a Word document"));
    let text = zip(&[("mimetype", b"application/vnd.oasis.opendocument.text")]);
    assert!(why(text).contains("an OpenDocument text"));
    let manifest = b"<manifest:encryption-data/>";
    let locked = zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", manifest),
        ("content.xml", b"\x80\x81"),
    ]);
    assert_eq!(why(locked), "a: is an encrypted workbook");
    assert!(why(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec()).contains("xls workbook"));
}
