//! Hostile names, addresses, amounts and all 258 countries: what is written is valid.

use crate::build::assert_valid;
use crate::common::{BOXES_MAX, Form, build_originals, facts};
use crate::seed::{check_with, correction, original, replacement_of_parts};
use proptest::prelude::*;
use std::io::BufReader;
use yearend_iris::boxes::MoneyBox;
use yearend_iris::check::{Options, check_reader};
use yearend_iris::filer::{Address, Name};
use yearend_iris::xml::{
    Kind, Manifest, Out, Submission, write_detail, write_footer, write_manifest,
    write_submission_end, write_submission_header,
};

fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        "[ -~]{1,60}",
        "[A-Za-zÀ-ÿĀ-ž'’.,#&<>/%\"-]{1,45}( [A-Za-zé]{1,20}){0,3}",
        "\\PC{1,40}",
        "[A-Z][a-z]{2,12}",
        Just("]]>&lt;<!--x-->".to_owned()),
        Just("Robert\t\u{a0} \u{200b}Tables'; --".to_owned()),
    ]
}

fn form(index: usize) -> impl Strategy<Value = Form> {
    let texts = [
        "business_name",
        "first_name",
        "middle_name",
        "last_name",
        "suffix",
        "additional_name",
        "address_line1",
        "address_line2",
        "city",
        "province",
        "postal_code",
        "box_15",
    ];
    let values = proptest::collection::vec(proptest::option::weighted(0.6, hostile()), texts.len());
    let iso = prop_oneof![Just("US"), Just("DE"), Just("BQ"), Just("GB"), Just("PR"), Just("CN")];
    let cents =
        proptest::collection::vec(prop_oneof![Just(0i128), 0..=BOXES_MAX, 0i128..1_000_000], 17);
    (values, iso, cents, any::<[bool; 2]>()).prop_map(move |(values, iso, cents, flags)| {
        let mut form = Form::new("ALPHA", &format!("A-{index:05}")).text("country", iso);
        for (name, value) in texts.iter().zip(values) {
            if let Some(value) = value {
                form = form.text(name, &value);
            } else if !matches!(*name, "first_name" | "last_name" | "address_line1" | "city") {
                form = form.without(name);
            }
        }
        form = form.text("box_14", "CA").text("box_8", "FR");
        form.cents.copy_from_slice(&cents);
        form.box_16 = cents[0];
        form.flags = [false, false, flags[0], flags[1]];
        form
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_is_valid(forms in (1usize..60).prop_flat_map(|n| (0..n).map(form).collect::<Vec<_>>())) {
        let folder = tempfile::tempdir().unwrap();
        let outcome = build_originals(folder.path(), &forms, |r| r.skip_invalid = true).unwrap();
        let written: u64 = outcome.written.iter().map(|w| w.forms).sum();
        prop_assert_eq!(written + outcome.invalid, forms.len() as u64, "none is lost");
        for w in &outcome.written {
            assert_valid(&w.path);
        }
        for f in &outcome.findings {
            for form in &forms {
                let tin = form.texts.iter().find(|(n, _)| *n == "tin").unwrap();
                prop_assert!(!f.to_string().contains(&tin.1));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    /// Whatever is done to a file, the checker finds words for it and goes on; and the same words
    /// whether elements are taken from the buffer or, where that is too short, by the XML reader.
    #[test]
    fn the_checker_survives_any_damage(
        base in 0usize..3,
        room in 1usize..60,
        edits in proptest::collection::vec((any::<prop::sample::Index>(), 0usize..40, ".{0,6}"), 1..6),
    ) {
        let mut xml = [original, correction, replacement_of_parts][base]();
        for (at, length, with) in edits {
            let mut from = at.index(xml.len());
            while !xml.is_char_boundary(from) { from -= 1; }
            let mut to = (from + length).min(xml.len());
            while !xml.is_char_boundary(to) { to += 1; }
            xml.replace_range(from..to, &with);
        }
        let report = check_with(&xml, None);
        prop_assert!(report.findings.iter().all(|f| !f.message.is_empty()));
        let short = BufReader::with_capacity(room, xml.as_bytes());
        let by_reader = check_reader(short, facts(), Options::default()).unwrap();
        prop_assert_eq!(&report.findings, &by_reader.findings);
        prop_assert_eq!(report.summary, by_reader.summary);
        let _ = yearend_iris::answer::parse(&xml);
    }

    #[test]
    fn the_checker_survives_any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(!check_reader(&bytes[..], facts(), Options::default()).unwrap().findings.is_empty());
    }
}

/// Every country code the IRS knows, in an address and in box 8.
#[test]
fn all_countries() {
    let (facts, filer) = (facts(), crate::common::filer());
    let codes = facts.countries.codes();
    assert_eq!(codes.len(), 258);
    let folder = tempfile::tempdir().unwrap();
    let mut out = Out::default();
    let forms = codes.len() as u64;
    let manifest = Manifest {
        utid: "550e8400-e29b-41d4-a716-446655440000:IRIS:AB123::A",
        kind: Kind::Original,
        test: true,
        original_receipt: None,
        submissions: 1,
        forms,
    };
    write_manifest(&mut out, facts, &filer, &manifest);
    let header = Submission { id: 1, forms, ..Submission::default() };
    write_submission_header(&mut out, facts, &filer.payers[0], &header);
    for (id, code) in (1u32..).zip(codes) {
        let record = yearend_iris::record::Record {
            payer: "ALPHA",
            account: &format!("A-{id}"),
            tin: None,
            tin_type: None,
            name: Name::Business { line1: "X".into(), line2: None },
            additional: None,
            address: Address::Foreign {
                line1: "1 Road".into(),
                line2: None,
                city: None,
                province: None,
                country: code.into(),
                postal: None,
            },
            office: None,
            cfsf_state: None,
            fatca: false,
            second_tin_notice: false,
            amounts: Default::default(),
            country: Some(code),
            state: None,
        };
        write_detail(&mut out, facts, &record, id, None);
    }
    write_submission_end(&mut out);
    write_footer(&mut out);
    let path = folder.path().join("all.xml");
    std::fs::write(&path, &out.bytes).unwrap();
    assert_valid(&path);
    let report = check_reader(&out.bytes[..], facts, Options::default()).unwrap();
    assert_eq!(report.summary.forms, 258);
    assert_eq!(MoneyBox::ALL.len(), 17);
}
