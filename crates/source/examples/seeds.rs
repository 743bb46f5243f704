//! Writes small valid files as first corpora for fuzzing, one folder for each target:
//! `cargo run -p yearend-source --example seeds -- fuzz/corpus`.

#![allow(clippy::print_stderr, clippy::unwrap_used)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::path::{Path, PathBuf};
use std::{env, fs, io, process};
use support::pdf::{pdf, shown};
use yearend_specimen::{Shape, Specimen};

/// Points to a column of aligned text on a page.
const ADVANCE: i32 = 3;

fn main() -> io::Result<()> {
    let Some(folder) = env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("usage: seeds DIR");
        process::exit(2);
    };
    for (ending, bytes) in support::small::files() {
        let target = match ending {
            "eml" => "mail",
            "zip" => "zip",
            _ => "workbook",
        };
        keep(&folder, target, &format!("small.{ending}"), &bytes)?;
    }
    for seed in 1..=4 {
        let table = Specimen::clean(seed, Shape::Csv).bytes;
        let lines = Specimen::clean(seed, Shape::Aligned).bytes;
        let rows: Vec<Vec<String>> = cells(&table);
        let book = workbook(&rows);
        let packed = support::zip(&[("funds.csv", &table), ("b/funds.xlsx", &book)]);
        keep(&folder, "workbook", &format!("layout-{seed}.xlsx"), &book)?;
        keep(&folder, "pdf", &format!("layout-{seed}.pdf"), &page(&lines))?;
        keep(&folder, "mail", &format!("layout-{seed}.eml"), &mail(&table))?;
        keep(&folder, "zip", &format!("layout-{seed}.zip"), &packed)?;
        keep(&folder, "text", &format!("layout-{seed}.csv"), &table)?;
        keep(&folder, "text", &format!("layout-{seed}.txt"), &lines)?;
    }
    Ok(())
}

fn keep(folder: &Path, target: &str, name: &str, bytes: &[u8]) -> io::Result<()> {
    let folder = folder.join(target);
    fs::create_dir_all(&folder)?;
    fs::write(folder.join(name), bytes)
}

/// The cells of a delimited text; quotes are left as they are.
fn cells(text: &[u8]) -> Vec<Vec<String>> {
    let text = String::from_utf8_lossy(text);
    text.lines().map(|l| l.split([',', ';', '|']).map(str::to_owned).collect()).collect()
}

fn workbook(rows: &[Vec<String>]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(cells) {
            match text.parse::<f64>() {
                Ok(n) => sheet.write(row, column, n).map(drop).unwrap(),
                Err(_) => sheet.write(row, column, text).map(drop).unwrap(),
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// Aligned text, printed word by word.
fn page(text: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(text).replace(['(', ')', '\\'], "");
    let mut words: Vec<(i32, i32, &str)> = Vec::new();
    for (line, row) in (0..).zip(text.lines()) {
        let mut start = None;
        for (at, c) in row.char_indices().chain([(row.len(), ' ')]) {
            match (c == ' ', start) {
                (false, None) => start = Some(at),
                (true, Some(from)) => {
                    let column = i32::try_from(from).unwrap();
                    words.push((column * ADVANCE, 2000 - 6 * line, &row[from..at]));
                    start = None;
                }
                _ => {}
            }
        }
    }
    let content = shown(&words).replace("/F 8 Tf", "/F 4 Tf");
    pdf(&[&content], "/MediaBox [0 0 2000 2010]")
}

fn mail(table: &[u8]) -> Vec<u8> {
    let table = String::from_utf8_lossy(table);
    format!(
        "From: a@example.org\nTo: b@example.org\nSubject: layout\nMIME-Version: 1.0\n\
         Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/html\n\n\
         <table><tr><td>A</td><td>471021402</td><td>0.5225</td></tr></table>\n\
         --b\nContent-Type: text/csv; name=a.csv\n\
         Content-Disposition: attachment; filename=a.csv\n\n{table}\n--b\n\
         Content-Type: text/plain; name=b.txt\nContent-Transfer-Encoding: quoted-printable\n\
         Content-Disposition: attachment\n\nFund=09CUSIP\n--b--\n"
    )
    .into_bytes()
}
