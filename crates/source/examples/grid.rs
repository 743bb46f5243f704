//! Prints the grid of a document, one cell a line: part, line, column, span, kind, text.
//!
//! `cargo run -p yearend-source --example grid -- FILE`

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::process::ExitCode;

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: grid FILE");
        return ExitCode::from(2);
    };
    let documents = match std::fs::read(&path) {
        Ok(bytes) => yearend_source::open(&path, bytes).map_err(|e| e.to_string()),
        Err(e) => Err(format!("{path}: {e}")),
    };
    match documents {
        Ok(documents) => documents.iter().for_each(print),
        Err(e) => {
            eprintln!("{e}");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

fn print(document: &yearend_source::Document) {
    for (part, sheet) in document.source.parts.iter().zip(&document.grid.sheets) {
        let part = part.sheet.as_deref().unwrap_or_default();
        for row in sheet.rows() {
            for cell in sheet.cells(row) {
                let (column, span, kind) = (cell.column, cell.span, cell.kind);
                let text = sheet.text(cell);
                println!("{part}\t{}\t{column}\t{span}\t{kind:?}\t{text:?}", row.line);
            }
        }
    }
    for note in &document.grid.notes {
        println!("note\t{:?}\t{}\t{}", note.kind, note.printed, note.because);
    }
}
