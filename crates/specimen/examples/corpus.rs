//! Writes a corpus of specimens with their truths:
//! `cargo run -p yearend-specimen --example corpus -- DIR SEED COUNT`.
//!
//! Half of the documents are clean, half damaged, over all shapes. The same seed gives the same
//! files.

#![allow(clippy::print_stderr)]

use std::path::Path;
use std::{env, fs, process};
use yearend_specimen::{DamageKind, Rng, Shape, Specimen, truth};

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let parsed = match arguments.as_slice() {
        [dir, seed, count] => seed.parse().ok().zip(count.parse().ok()).map(|n| (dir, n)),
        _ => None,
    };
    let Some((dir, (seed, count))) = parsed else {
        eprintln!("usage: corpus DIR SEED COUNT");
        process::exit(2);
    };
    if let Err(why) = write(Path::new(dir), seed, count) {
        eprintln!("{dir}: {why}");
        process::exit(1);
    }
}

fn write(dir: &Path, seed: u64, count: u64) -> std::io::Result<()> {
    fs::create_dir_all(dir)?;
    for i in 0..count {
        let seed = seed.wrapping_mul(1_000_003).wrapping_add(i);
        let shape = Shape::ALL[i as usize % Shape::ALL.len()];
        let mut specimen = match i / Shape::ALL.len() as u64 % 4 {
            0 | 1 => Specimen::clean(seed, shape),
            _ if Rng::new(seed).chance(8) => {
                Specimen::wrong_year(seed, shape).unwrap_or_else(|| Specimen::clean(seed, shape))
            }
            2 => Specimen::damaged(seed, shape, &DamageKind::ALL, true),
            _ => Specimen::damaged(seed, shape, &DamageKind::ALL, false),
        };
        let letter = if specimen.damage.is_empty() { 's' } else { 'd' };
        let rest = specimen.name.split_once('-').map_or("", |(_, rest)| rest);
        specimen.name = format!("{letter}{i:04}-{rest}");
        let stem = Path::new(&specimen.name).with_extension("truth.json");
        let truth = serde_json::to_string_pretty(&truth::json(&specimen))?;
        fs::write(dir.join(stem), truth)?;
        fs::write(dir.join(&specimen.name), &specimen.bytes)?;
    }
    Ok(())
}
