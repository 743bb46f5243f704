//! What the cells of a workbook become in the grid.

#![allow(clippy::unwrap_used)]

mod support;

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use support::{notes, open, rows, xlsx, xlsx_with};

#[test]
fn a_workbook_as_families_send_it() {
    let mut book = Workbook::new();
    let cover = book.add_worksheet();
    cover.set_name("Cover").unwrap();
    cover.write(0, 0, "Year-end tax information").unwrap();
    let sheet = book.add_worksheet();
    sheet.set_name("Primary Layout").unwrap();
    sheet.merge_range(0, 0, 0, 4, "2024 PRIMARY LAYOUT", &Format::new()).unwrap();
    sheet.write(2, 0, "Record\nDate").unwrap();
    let date = Format::new().set_num_format("m/d/yyyy");
    let money = Format::new().set_num_format("_($* #,##0.000000000_)");
    let percent = Format::new().set_num_format("0.00%");
    let day = ExcelDateTime::from_ymd(2024, 6, 28).unwrap();
    sheet.write_with_format(3, 0, &day, &date).unwrap();
    sheet.write(3, 1, "6/28/2024").unwrap();
    sheet.write_with_format(3, 2, 0.175_22, &money).unwrap();
    sheet.write_with_format(3, 3, 0.4375, &percent).unwrap();
    sheet.write(3, 4, true).unwrap();
    sheet.write(4, 2, "0.17522").unwrap();
    sheet.write_formula(5, 2, Formula::new("=C4+0.1").set_result("0.27522000000000002")).unwrap();
    sheet.write(6, 3, 0.5).unwrap();
    sheet.set_row_hidden(4).unwrap();
    sheet.set_column_hidden(3).unwrap();
    sheet.set_column_range_hidden(41, 16_383).unwrap();
    let old = book.add_worksheet();
    old.set_name("Old").unwrap().set_hidden(true);
    old.write(0, 0, 1).unwrap();
    let d = open("a.xlsx", &book.save_to_buffer().unwrap());

    let sheets: Vec<_> = d.source.parts.iter().map(|p| p.sheet.as_deref().unwrap()).collect();
    assert_eq!(sheets, ["Cover", "Primary Layout", "Old"]);
    assert_eq!(
        rows(&d, 1),
        [
            "1: A+4=2024 PRIMARY LAYOUT",
            "3: A=Record|Date",
            "4: A=@2024-06-28; B=6/28/2024; C=#0.17522; D=#0.4375; E=TRUE",
            "5 hidden: C=0.17522",
            "6: C=#0.27522",
            "7: D=#0.5",
        ]
    );
    assert_eq!(
        notes(&d),
        [
            "row 5: it is hidden; it was read",
            "column D: it is hidden; it was read",
            "sheet Old: the sheet is hidden; it was read",
        ]
    );
}

#[test]
fn errors_and_formulas_without_a_value_say_so() {
    let d = open(
        "a.xlsx",
        &xlsx(
            r#"<sheetData><row r="1">
            <c r="A1" t="e"><v>#REF!</v></c><c r="B1"><f>SUM(C1:C9)</f><v></v></c>
            <c r="C1"><f>SUM(D1:D9)</f></c><c r="D1" t="str"><f>IF(1,"")</f><v></v></c>
            <c r="E1"><f>1+1</f><v>2</v></c><c r="F1"><v/></c></row></sheetData>"#,
        ),
    );
    assert_eq!(rows(&d, 0), ["1: A=!#REF!; B=!=SUM(C1:C9); C=!=SUM(D1:D9); E=#2"]);
}

#[test]
fn zeros_of_a_program_that_does_not_calculate_are_no_values() {
    let sheet = r#"<sheetData><row r="1"><c r="A1"><v>0</v></c><c r="B1"><f>C1</f><v>0</v></c>
        <c r="C1"><f>0.5</f><v>VALUE</v></c></row></sheetData>"#;
    let calc = r#"<calcPr fullCalcOnLoad="1"/>"#;
    let read = |book: &[u8]| rows(&open("a.xlsx", book), 0).remove(0);
    assert_eq!(read(&xlsx_with(calc, &sheet.replace("VALUE", "0"))), "1: A=#0; B=!0; C=!0");
    assert_eq!(read(&xlsx_with(calc, &sheet.replace("VALUE", "0.5"))), "1: A=#0; B=#0; C=#0.5");
    assert_eq!(read(&xlsx(&sheet.replace("VALUE", "0"))), "1: A=#0; B=#0; C=#0");
}

#[test]
fn dates_of_both_systems() {
    let sheet = r#"<sheetData><row><c s="1"><v>45471</v></c><c s="1"><v>45471.75</v></c>
        <c s="1"><v>0</v></c><c s="1"><v>0.17522</v></c><c t="d"><v>2024-06-28T00:00:00</v></c>
        <c s="1"><v>99999999</v></c><c><v>45471</v></c></row></sheetData>"#;
    assert_eq!(
        rows(&open("a.xlsx", &xlsx(sheet)), 0),
        ["1: A=@2024-06-28; B=@2024-06-28; C=#0; D=#0.17522; E=@2024-06-28; F=#99999999; G=#45471"]
    );
    let mac = xlsx_with(r#"<workbookPr date1904="1"/>"#, sheet);
    assert!(rows(&open("a.xlsx", &mac), 0)[0].starts_with("1: A=@2028-06-29;"));
}

#[test]
fn cells_out_of_order_are_refused_not_misplaced() {
    let why = |sheet: &str| yearend_source::open("a.xlsx", xlsx(sheet)).unwrap_err().to_string();
    let twice =
        r#"<sheetData><row r="2"><c r="B2"><v>1</v></c><c r="B2"><v>2</v></c></row></sheetData>"#;
    assert!(why(twice).contains("sheet Layout: cell B2 stands after cell B2"), "{}", why(twice));
    let back = r#"<sheetData><row r="2"><c r="B2"><v>1</v></c></row><row r="1"><c r="C1"><v>2</v></c></row></sheetData>"#;
    assert!(why(back).contains("cell C1 stands after cell B2"));
}

#[test]
fn an_empty_workbook_is_empty() {
    let e = yearend_source::open("a.xlsx", xlsx("<sheetData/>")).unwrap_err();
    assert_eq!(e.to_string(), "a.xlsx: is empty");
}
