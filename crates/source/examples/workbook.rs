//! The Rust side of `benches/workbook.py`: makes a large layout, and reads it.
//!
//! `workbook make ROWS FILE` · `workbook grid FILE [RUNS]` · `workbook calamine FILE [RUNS]`
//!
//! The readers print the seconds of the fastest run and how many filled cells they met.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use calamine::{Reader, Xlsx};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use std::error::Error;
use std::io::Cursor;
use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let result = match args[..] {
        ["make", rows, file] => make(rows, file),
        ["grid", file] => measure(file, "1", grid),
        ["grid", file, runs] => measure(file, runs, grid),
        ["calamine", file] => measure(file, "1", bare),
        ["calamine", file, runs] => measure(file, runs, bare),
        _ => Err("usage: workbook make ROWS FILE | grid FILE [RUNS] | calamine FILE [RUNS]".into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => {
            eprintln!("{e}");
            ExitCode::from(2)
        }
    }
}

type Outcome<T> = Result<T, Box<dyn Error>>;

fn measure(file: &str, runs: &str, read: fn(Vec<u8>) -> Outcome<usize>) -> Outcome<()> {
    let (mut best, mut cells) = (f64::MAX, 0);
    for _ in 0..runs.parse::<usize>()?.max(1) {
        let start = Instant::now();
        cells = read(std::fs::read(file)?)?;
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("{best:.4} {cells}");
    Ok(())
}

/// The whole way to the grid.
fn grid(bytes: Vec<u8>) -> Outcome<usize> {
    let documents = yearend_source::open("bench.xlsx", bytes)?;
    let sheets = documents.iter().flat_map(|d| &d.grid.sheets);
    Ok(sheets.flat_map(|s| s.rows().iter().map(|r| s.cells(r).len())).sum())
}

/// What calamine's own interface gives: a range of values for each sheet.
fn bare(bytes: Vec<u8>) -> Outcome<usize> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes))?;
    let mut cells = 0;
    for name in book.sheet_names() {
        cells += book.worksheet_range(&name)?.used_cells().count();
    }
    Ok(cells)
}

/// A layout of 41 columns: names, CUSIPs, three dates, rates of nine places, many of them zero.
fn make(rows: &str, file: &str) -> Outcome<()> {
    let mut book = Workbook::new();
    let date = Format::new().set_num_format("mm/dd/yyyy");
    let rate = Format::new().set_num_format("0.000000000");
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "2025 PRIMARY LAYOUT")?;
    for column in 0..41 {
        sheet.write(2, column, f64::from(column + 1))?;
        sheet.write(3, column, format!("Heading of column {}", column + 1))?;
    }
    let mut state = 1_u64;
    let mut random = |n: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    for row in 4..rows.parse::<u32>()? + 4 {
        let fund = row / 4;
        sheet.write(row, 0, format!("Specimen Fund {fund} Class {}", fund % 5))?;
        sheet.write(row, 1, format!("{:09}", u64::from(fund) * 9_973 % 1_000_000_000))?;
        sheet.write(row, 2, format!("T{fund}"))?;
        for column in 6..9 {
            let month = u8::try_from(random(12) + 1)?;
            let day = ExcelDateTime::from_ymd(2025, month, u8::try_from(random(28) + 1)?)?;
            sheet.write_with_format(row, column, &day, &date)?;
        }
        for column in 9..41 {
            let figure = if random(3) == 0 { random(2_000_000_000) as f64 / 1e9 } else { 0.0 };
            sheet.write_with_format(row, column, figure, &rate)?;
        }
    }
    book.save(file)?;
    Ok(())
}
