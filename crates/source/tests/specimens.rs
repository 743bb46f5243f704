//! Specimens of every shape open as what they are.

#![allow(clippy::unwrap_used)]

use yearend_source::delimited::separator;
use yearend_source::encoding::decode;
use yearend_source::open;
use yearend_specimen::{Shape, Specimen};

#[test]
fn the_separator_of_every_style_is_found() {
    for seed in 0..400 {
        let shape = Shape::ALL[seed as usize % Shape::ALL.len()];
        let specimen = Specimen::clean(seed, shape);
        let expected = (shape != Shape::Aligned).then_some(specimen.style.separator);
        let text = decode(&specimen.bytes);
        assert!(!text.damaged);
        assert_eq!(separator(&text.text), expected, "seed {seed}, {}", specimen.name);
    }
}

#[test]
fn every_cusip_stands_in_a_cell_of_its_own() {
    for seed in 0..200 {
        let shape = Shape::ALL[seed as usize % Shape::ALL.len()];
        let specimen = Specimen::clean(seed, shape);
        let documents = open(&specimen.name, specimen.bytes).unwrap();
        let sheets = &documents[0].grid.sheets;
        for security in specimen.layouts.iter().flat_map(|l| &l.securities) {
            let printed = specimen.style.cusips.format(&security.cusip);
            let found = sheets.iter().any(|sheet| {
                let rows = sheet.rows().iter().flat_map(|r| sheet.cells(r));
                rows.into_iter().any(|c| sheet.text(c) == printed)
            });
            assert!(found, "seed {seed}: {printed} of {}", specimen.name);
        }
    }
}
