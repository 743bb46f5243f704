//! A valid document with a few bytes changed: the first bytes choose it, the others are edits of
//! a place and a byte each.

#![no_main]

use libfuzzer_sys::fuzz_target;
use yearend_specimen::{Shape, Specimen};

fuzz_target!(|bytes: &[u8]| {
    let [seed, shape, edits @ ..] = bytes else { return };
    let shape = Shape::ALL[usize::from(*shape) % Shape::ALL.len()];
    let mut document = Specimen::clean(u64::from(*seed), shape).bytes;
    for edit in edits.chunks_exact(4).take(16) {
        let place = usize::from(u16::from_le_bytes([edit[0], edit[1]])) % document.len();
        match edit[2] % 3 {
            0 => document[place] = edit[3],
            1 => document.insert(place, edit[3]),
            _ => drop(document.remove(place)),
        }
    }
    yearend_fuzz::read(&document);
});
