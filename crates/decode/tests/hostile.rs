//! Documents with bytes and lines changed at random: refused or read, never a panic.
//!
//! `YEAREND_SEEDS` sets how many documents of each shape are changed, for a longer search.

#![allow(clippy::unwrap_used)]

use yearend_specimen::{Rng, Shape, Specimen};

/// Changes a document at random places: bytes, runs of bytes, lines.
fn damage(rng: &mut Rng, bytes: &mut Vec<u8>) {
    const BYTES: &[u8] = b"\t\n\r,;|\"$-()0123456789.%/ \xff\x00E";
    for _ in 0..1 + rng.below(12) {
        if bytes.is_empty() {
            return;
        }
        let at = rng.below(bytes.len());
        let to = (at + 1 + rng.below(200)).min(bytes.len());
        match rng.below(7) {
            0 => bytes[at] = *rng.pick(BYTES),
            1 => bytes.insert(at, *rng.pick(BYTES)),
            2 => drop(bytes.drain(at..to)),
            3 => {
                let copy = bytes[at..to].to_vec();
                let into = rng.below(bytes.len());
                bytes.splice(into..into, copy);
            }
            4 => bytes[at..to].fill(*rng.pick(BYTES)),
            5 => bytes.splice(at..at, std::iter::repeat_n(b'9', 40)).for_each(drop),
            _ => {
                let line = bytes[at..].iter().position(|b| *b == b'\n').map_or(to, |n| at + n + 1);
                drop(bytes.drain(at..line));
            }
        }
    }
    if rng.chance(10) {
        bytes.truncate(rng.below(bytes.len() + 1));
    }
}

#[test]
fn no_bytes_make_the_reader_panic() {
    let count = std::env::var("YEAREND_SEEDS").ok().and_then(|n| n.parse().ok()).unwrap_or(6u64);
    for seed in 0..count {
        for shape in Shape::ALL {
            let rng = &mut Rng::new(seed);
            let mut bytes = Specimen::clean(seed % 64, shape).bytes;
            damage(rng, &mut bytes);
            let read = std::panic::catch_unwind(|| {
                let Ok(documents) = yearend_source::open("hostile", bytes) else { return };
                for document in &documents {
                    let mut reading = yearend_decode::decode(document);
                    yearend_rules::check(&mut reading);
                }
            });
            assert!(read.is_ok(), "seed {seed}, {}", shape.name());
        }
    }
}
