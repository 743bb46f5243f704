//! How reading scales: 1,000, 10,000 and 100,000 securities of four distributions each, as CSV
//! and as text with the values of a security together in a cell.
//!
//! `cargo bench -p yearend-decode --bench read_scaling [-- SECURITIES…]`
//!
//! Each document is read, decoded and judged in a process of its own, so that its peak memory is
//! its own. Printed are the time, the time relative to the smallest document's for the same
//! number of securities (1 is linear), the ratio to the `csv` crate splitting the same bytes into
//! fields and doing nothing with them, and the peak resident memory.

#![allow(missing_docs, clippy::print_stdout, clippy::unwrap_used)]

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs, process};
use yearend_specimen::{Shape, Specimen};

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];
const SEED: u64 = 4;

fn main() {
    let arguments: Vec<String> = env::args().skip(1).filter(|a| a != "--bench").collect();
    if let [flag, path] = arguments.as_slice()
        && flag == "--read"
    {
        return read(Path::new(path));
    }
    let asked: Vec<usize> = arguments.iter().filter_map(|a| a.parse().ok()).collect();
    let sizes = if asked.is_empty() { SIZES.to_vec() } else { asked };
    let dir = env::temp_dir().join(format!("yearend-read-scaling-{}", process::id()));
    fs::create_dir_all(&dir).unwrap();
    println!(
        "shape          securities     MB    seconds  per security  csv crate    ratio  peak MB"
    );
    for shape in [Shape::Csv, Shape::TabStacked] {
        let mut first = None;
        for &n in &sizes {
            let path = dir.join(format!("{}-{n}", shape.name()));
            let specimen = Specimen::large(SEED, shape, n);
            fs::write(&path, &specimen.bytes).unwrap();
            let run = measure(&path);
            let peer = split(&specimen.bytes, specimen.style.separator);
            let each = run.seconds / n as f64;
            let relative = each / *first.get_or_insert(each);
            println!(
                "{:14} {n:10} {:6.1} {:10.3} {relative:13.2} {:10.3} {:8.1} {:8.0}",
                shape.name(),
                specimen.bytes.len() as f64 / 1e6,
                run.seconds,
                peer.as_secs_f64(),
                run.seconds / peer.as_secs_f64(),
                run.peak_mb,
            );
            assert_eq!(run.securities, n, "every security is read");
            fs::remove_file(&path).unwrap();
        }
    }
    fs::remove_dir(&dir).unwrap();
}

struct Run {
    seconds: f64,
    peak_mb: f64,
    securities: usize,
}

fn measure(path: &Path) -> Run {
    let output =
        Command::new(env::current_exe().unwrap()).arg("--read").arg(path).output().unwrap();
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let figures: Vec<f64> = text.split_whitespace().map(|w| w.parse().unwrap()).collect();
    let [seconds, peak_mb, securities] = figures[..] else { panic!("{text:?}: {output:?}") };
    Run { seconds, peak_mb, securities: securities as usize }
}

/// Reads the document and prints seconds, peak memory and securities.
fn read(path: &Path) {
    let start = Instant::now();
    let bytes = fs::read(path).unwrap();
    let documents = yearend_source::open("large", bytes).unwrap();
    let mut reading = yearend_decode::decode(&documents[0]);
    yearend_rules::check(&mut reading);
    let seconds = start.elapsed().as_secs_f64();
    assert_eq!(reading.worst(), None, "the document is clean");
    println!("{seconds} {} {}", peak_mb(), reading.securities().count());
}

/// The peak resident memory of this process (Linux; 0 elsewhere).
fn peak_mb() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    let kb = line.and_then(|l| l.split_whitespace().next()?.parse::<f64>().ok());
    kb.unwrap_or_default() / 1024.0
}

/// The `csv` crate over the same bytes: fields found and counted, nothing more.
fn split(bytes: &[u8], separator: char) -> Duration {
    let start = Instant::now();
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(u8::try_from(separator).unwrap())
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    let mut record = csv::ByteRecord::new();
    let mut fields = 0;
    while reader.read_byte_record(&mut record).unwrap() {
        fields += record.len();
    }
    assert!(fields > 0);
    start.elapsed()
}
