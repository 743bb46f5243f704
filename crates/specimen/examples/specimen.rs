//! Prints one specimen: `cargo run -p yearend-specimen --example specimen -- SEED SHAPE [KIND]`,
//! where KIND is `clean` (the default), `full`, `cell` (single damaged cells) or `damaged`.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::io::Write;
use std::{env, io, process};
use yearend_specimen::{DamageKind, Shape, Specimen};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let seed = arguments.first().and_then(|a| a.parse().ok());
    let shape = arguments.get(1).and_then(|a| Shape::ALL.into_iter().find(|s| s.name() == a));
    let (Some(seed), Some(shape)) = (seed, shape) else {
        eprintln!("usage: specimen SEED SHAPE [clean|full|cell|damaged]");
        process::exit(2);
    };
    let specimen = match arguments.get(2).map(String::as_str) {
        Some("full") => Specimen::fully_stated(seed, shape),
        Some("cell") => Specimen::damaged(seed, shape, &DamageKind::SINGLE_CELL, true),
        Some("damaged") => Specimen::damaged(seed, shape, &DamageKind::ALL, seed % 2 == 0),
        _ => Specimen::clean(seed, shape),
    };
    io::stdout().write_all(&specimen.bytes)?;
    for damage in &specimen.damage {
        eprintln!("{damage:?}");
    }
    Ok(())
}
