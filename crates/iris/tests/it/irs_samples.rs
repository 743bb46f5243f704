//! The IRS's own samples: the checker finds the defects that are known, and nothing else.

use crate::common;
use std::process::Command;
use yearend_iris::answer::{Answer, read};
use yearend_iris::check::{Options, check_file};
use yearend_iris::xml::{SearchKind, SearchType, write_request};

#[test]
fn samples_of_form_1099_have_only_their_known_defects() {
    let Some(package) = common::shared() else { return };
    // SPEC.md, section 16: software IDs of another year, prior-year data, originals named in a
    // correction, states without election, counts of 0, identifiers that stand twice, a form type
    // over details of another.
    let counts = ["FTMFST009", "TMFST026"];
    let corrected_twice = ["FTMFST007_001", "FTMFST008", "FTMFST010", "S1H029"];
    let known: [(&str, Vec<&str>); 9] = [
        ("1099a-1099misc-cfsf", vec![]),
        ("1099a-2-issuers", [&counts[..], &corrected_twice].concat()),
        ("1099a-2-recipients", vec![]),
        ("1099a-8809", vec![]),
        ("1099a-corrected", vec![]),
        (
            "1099da-1042s",
            [
                &counts[..],
                &corrected_twice,
                &[
                    "FS1H003",
                    "FTMFST003_001",
                    "S1H044",
                    "SHAREDIRFORM007_002",
                    "SMD001",
                    "TMFST038",
                ],
            ]
            .concat(),
        ),
        (
            "1099da-2-recipients",
            [
                &counts[..],
                &[
                    "FTMFST006_001",
                    "FTMFST008",
                    "FTMFST013",
                    "SHAREDIRFORM002_001",
                    "SHAREDIRFORM007_002",
                    "TMFST038",
                ],
            ]
            .concat(),
        ),
        ("1099misc-2-states", vec!["SHAREDIRFORM020"]),
        ("8809-2-issuers", vec![]),
    ];
    for (name, mut codes) in known {
        let path = package.join("examples").join(format!("{name}.xml"));
        let report = check_file(&path, common::facts(), Options::default()).unwrap();
        codes.push("TMFST020");
        codes.sort_unstable();
        let found: Vec<_> = report.counts.keys().copied().collect();
        assert_eq!(found, codes, "{name}: {:#?}", report.findings);
        assert!(
            report
                .findings
                .iter()
                .filter(|f| f.spot.offset.is_some())
                .all(|f| f.spot.line.is_some())
        );
    }
}

#[test]
fn answers_and_requests_of_the_irs_are_read_and_written() {
    let Some(package) = common::shared() else { return };
    let status = package.join("status");
    let mut results = 0;
    for entry in std::fs::read_dir(&status).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if name.contains("Response_For") {
            let Answer::Results(groups) = read(&path).unwrap() else { panic!("{name}") };
            results += groups.len();
            let detailed = name.starts_with("SampleAck");
            assert_eq!(groups.iter().any(|g| !g.submissions.is_empty()), detailed, "{name}");
        } else if name.contains("Request_For") {
            assert!(read(&path).unwrap_err().to_string().contains("root element"));
        }
    }
    assert_eq!(results, 7);
    let ids = ["550e8400-e29b-41d4-a716-446655440000:IRIS:BB002::A".to_owned()];
    let xml = write_request("00AA0", SearchType::Acknowledgement, SearchKind::Utid, &ids);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("request.xml");
    std::fs::write(&path, xml).unwrap();
    let valid = Command::new("xmllint")
        .arg("--noout")
        .arg("--schema")
        .arg(status.join("IRS-IR-TransStatusOrAckRequest.xsd"))
        .arg(&path)
        .output();
    match valid {
        Ok(o) => assert!(o.status.success(), "{}", String::from_utf8_lossy(&o.stderr)),
        Err(_) => eprintln!("skipped: xmllint is not installed"),
    }
}
