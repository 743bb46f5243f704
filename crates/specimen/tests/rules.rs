//! The rules find nothing wrong with the truth of any specimen.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use yearend_model::{PrintedTotal, Reading, Severity, Value};
use yearend_specimen::{Shape, Specimen};

/// A reading as it would be of the undamaged document.
fn truth(specimen: Specimen) -> Reading {
    let mut layouts = specimen.layouts;
    for security in layouts.iter_mut().flat_map(|l| &mut l.securities) {
        security.cusip_printed = security.cusip.clone();
        if specimen.style.totals && security.distributions.len() > 1 {
            let mut total = PrintedTotal::default();
            for (field, sum) in security.annual() {
                total.amounts.set(field, Value::printed(sum, security.place));
            }
            security.total = Some(total);
        }
    }
    Reading { layouts, contacts: specimen.contacts, ..Reading::default() }
}

#[test]
fn no_rule_finds_fault_with_the_truth() {
    let mut found: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for seed in 0..600 {
        let shape = Shape::ALL[seed as usize % Shape::ALL.len()];
        let mut reading = truth(Specimen::clean(seed, shape));
        yearend_rules::check(&mut reading);
        for f in reading.findings.iter().filter(|f| f.severity >= Severity::Warning) {
            let of = |f: &yearend_model::Finding| format!("seed {seed}: {}", f.message);
            found.entry(f.code.to_owned()).or_insert_with(|| (0, of(f))).0 += 1;
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
