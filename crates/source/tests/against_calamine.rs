//! The xlsx reader beside calamine's: the same cells, and the same numbers to the last bit of the
//! float wherever no noise was taken away.

#![allow(clippy::unwrap_used, clippy::print_stderr)]

mod support;

use calamine::{Data, Reader, Xlsx};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use std::io::Cursor;
use std::path::Path;
use yearend_source::CellKind;

/// Compares every cell; returns how many there are.
fn compare(name: &str, bytes: &[u8]) -> usize {
    let document = support::open(name, bytes);
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let mut cells = 0;
    for (part, sheet) in document.source.parts.iter().zip(&document.grid.sheets) {
        let range = book.worksheet_range(part.sheet.as_deref().unwrap()).unwrap();
        let (top, left) = range.start().unwrap_or_default();
        let mut theirs = 0;
        for (row, column, value) in range.used_cells() {
            let (line, column) = (top + row as u32 + 1, left + column as u32 + 1);
            if matches!(value, Data::String(s) if s.trim().is_empty()) {
                continue;
            }
            theirs += 1;
            let cell =
                sheet.row_at(line).and_then(|r| sheet.cells(r).iter().find(|c| c.column == column));
            let cell = cell.unwrap_or_else(|| panic!("{name}: line {line} column {column}"));
            let text = sheet.text(cell);
            let same = match value {
                Data::Float(f) => {
                    let near = (text.parse::<f64>().unwrap() - f).abs() <= 1e-13 * f.abs().max(1.0);
                    let digits = format!("{f:e}").bytes().filter(u8::is_ascii_digit).count();
                    cell.kind == CellKind::Number && near && (digits > 12 || text.parse() == Ok(*f))
                }
                Data::String(s) => text == s.trim().replace("\r\n", "\n"),
                Data::Bool(b) => text == if *b { "TRUE" } else { "FALSE" },
                Data::DateTime(d) => {
                    let (y, m, day, ..) = d.to_ymd_hms_milli();
                    cell.kind == CellKind::Date && text == format!("{y:04}-{m:02}-{day:02}")
                }
                Data::Error(e) => cell.kind == CellKind::Missing && text == e.to_string(),
                other => panic!("{other:?}"),
            };
            assert!(same, "{name}: line {line} column {column}: {text:?}, calamine {value:?}");
        }
        let missing = |c: &&yearend_source::Cell| {
            c.kind == CellKind::Missing && sheet.text(c).starts_with('=')
        };
        let all = sheet.rows().iter().flat_map(|r| sheet.cells(r));
        let ours = all.clone().count() - all.filter(missing).count();
        assert_eq!(ours, theirs, "{name}");
        cells += ours;
    }
    cells
}

#[test]
fn a_workbook_of_everything() {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("[$-409]d-mmm-yy;@");
    let sheet = book.add_worksheet();
    let mut state = 3_u64;
    let mut random = || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    for row in 0..400 {
        for column in 0..20 {
            let n = random();
            match n % 8 {
                0 => sheet.write(row, column, 0).map(drop),
                1 => sheet.write(row, column, (n % 1_000_000) as f64 / 1e6).map(drop),
                2 => sheet.write(row, column, -((n % 10_000) as f64) / 1e9).map(drop),
                3 => sheet.write(row, column, n as f64 * 1e-20).map(drop),
                4 => sheet.write(row, column, format!("A & B <{n}>\n\"_x000D_\" é€ ")).map(drop),
                5 => {
                    let day =
                        ExcelDateTime::from_serial_datetime((n % 50_000 + 100) as f64).unwrap();
                    sheet.write_with_format(row, column, &day, &date).map(drop)
                }
                6 => {
                    let sum = format!("{}", (n % 1000) as f64 * 0.1 + 0.2);
                    sheet
                        .write_formula(row, column, Formula::new("=A1*2").set_result(sum))
                        .map(drop)
                }
                _ => sheet.write(row, column, n % 2 == 1).map(drop),
            }
            .unwrap();
        }
    }
    assert_eq!(compare("everything.xlsx", &book.save_to_buffer().unwrap()), 8_000);
}

#[test]
fn the_shared_corpus() {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let folder = std::env::var_os("YEAREND_SHARED").map_or(default, Into::into).join("corpus");
    let Ok(files) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: no shared corpus at {}", folder.display());
        return;
    };
    let mut cells = 0;
    for path in files.map(|f| f.unwrap().path()) {
        if path.extension().is_some_and(|e| e == "xlsx") {
            cells += compare(&path.display().to_string(), &std::fs::read(&path).unwrap());
        }
    }
    assert!(cells > 0);
}
