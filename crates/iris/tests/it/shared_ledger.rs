//! A ledger that several people and machines share: one key, one audit trail, folders that are
//! elsewhere.

use crate::common::{Form, NOW, build_originals, build_under, ledger, open_ledger};
use crate::crash::die_at;
use crate::homes::{in_store, on_every_home, on_postgres, store};
use std::path::Path;
use yearend_iris::ledger::{Hash, Ledger, Live, NewRecord, NewSubmission, NewTransmission, Place};
use yearend_iris::xml::Kind;
use yearend_store::{Access, Store};

fn forms() -> Vec<Form> {
    (0..30).map(|i| Form::new("ALPHA", &format!("A-{i:03}"))).collect()
}

fn forms_written(outcome: &yearend_iris::build::Outcome) -> u64 {
    outcome.written.iter().map(|w| w.forms).sum()
}

#[test]
fn building_twice_does_not_send_twice_in_any_home() {
    on_every_home(|| {
        let folder = tempfile::tempdir().unwrap();
        let built = build_originals(folder.path(), &forms(), |_| {}).unwrap();
        assert_eq!(forms_written(&built), 30);
        let again = build_originals(folder.path(), &forms(), |r| r.run = uuid::Uuid::new_v4());
        assert_eq!(forms_written(&again.unwrap()), 0);
        // The trail knows, and shows what was altered behind its back.
        let path = folder.path().join("xml/filing.db");
        let url = store().unwrap_or_else(|| path.display().to_string());
        let mut trail = Store::open(&url, Access::Write).unwrap();
        let entries = trail.audit(1, 100).unwrap();
        assert_eq!(entries.len(), 1);
        assert_eq!(
            (entries[0].action.as_str(), &entries[0].subject),
            ("file", &built.written[0].utid)
        );
        assert!(entries[0].detail.contains(&built.written[0].sha256), "{entries:?}");
        assert!(!entries[0].detail.contains("A-0"), "no account leaves the ledger");
        let verified = trail.verify().unwrap();
        assert_eq!((verified.filings, verified.faults), (1, vec![]));
        let alter = "UPDATE filing_transmission SET sha256 = 'other'";
        trail.block(async |db| db.run(alter, vec![]).await).unwrap();
        let faults = trail.verify().unwrap().faults;
        assert!(faults[0].contains("its file was altered"), "{faults:?}");
    });
}

/// A copy of any store is an SQLite store whose ledger knows the same.
#[test]
fn a_copy_of_the_store_holds_the_ledger() {
    on_every_home(|| {
        let folder = tempfile::tempdir().unwrap();
        build_originals(folder.path(), &forms(), |_| {}).unwrap();
        let xml = folder.path().join("xml");
        let own = xml.join("filing.db");
        let url = store().unwrap_or_else(|| own.display().to_string());
        let copy = folder.path().join("copy.db");
        Store::open(&url, Access::Read).unwrap().backup(&copy).unwrap();
        let place = Place {
            store: copy.display().to_string(),
            key: xml.join("filing.key"),
            by: "Ada".to_owned(),
        };
        let mut copied = Ledger::open_in(&place).unwrap();
        let mut here = ledger(&xml);
        assert_eq!(copied.transmissions().unwrap(), here.transmissions().unwrap());
        assert_eq!(copied.events().unwrap(), here.events().unwrap());
        let live = here.live_contents(2025, true).unwrap();
        assert_eq!((copied.live_contents(2025, true).unwrap(), live.len()), (live, 30));
    });
}

#[test]
fn another_key_or_none_is_refused_once_something_was_filed() {
    on_every_home(|| {
        let folder = tempfile::tempdir().unwrap();
        build_originals(folder.path(), &forms()[..2], |_| {}).unwrap();
        let xml = folder.path().join("xml");
        let key = xml.join("filing.key");
        let kept = std::fs::read(&key).unwrap();
        std::fs::remove_file(&key).unwrap();
        let error = open_ledger(&xml).err().unwrap().to_string();
        assert!(
            error.contains("is not there; copy it") && error.contains("filed twice"),
            "{error}"
        );
        assert!(!key.exists(), "no other key is made");
        std::fs::write(&key, "0".repeat(64)).unwrap();
        let error = open_ledger(&xml).err().unwrap().to_string();
        assert!(error.contains("is not the key"), "{error}");
        std::fs::write(&key, kept).unwrap();
        drop(ledger(&xml));
    });
}

/// Another machine must not take a file for lost that it cannot see.
#[test]
fn a_run_interrupted_elsewhere_counts_as_filed() {
    on_every_home(|| {
        let Some(url) = store() else { return };
        let here = tempfile::tempdir().unwrap();
        die_at(here.path(), 1, Some(&url));
        let (xml, away) = (here.path().join("xml"), here.path().join("away"));
        std::fs::rename(&xml, &away).unwrap();
        // The other machine has a folder of this name, and the same key.
        std::fs::create_dir(&xml).unwrap();
        std::fs::copy(away.join("filing.key"), xml.join("filing.key")).unwrap();
        let mut there = ledger(&xml);
        assert!(there.recovery.lost.is_empty() && !there.recovery.elsewhere.is_empty());
        let outcome =
            build_under(&mut there, here.path(), &forms(), |r| r.run = uuid::Uuid::new_v4());
        assert_eq!(
            forms_written(&outcome.unwrap()),
            0,
            "what may have been sent is not sent again"
        );
        drop(there);
        std::fs::remove_dir_all(&xml).unwrap();
        std::fs::rename(&away, &xml).unwrap();
        let back = ledger(&xml);
        assert!(!back.recovery.finished.is_empty() && back.recovery.elsewhere.is_empty());
    });
}

fn records(count: usize) -> Vec<NewRecord> {
    let hash = |n: usize, salt: u8| -> Hash {
        let mut hash = [salt; 16];
        let mixed = (n as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        hash[..8].copy_from_slice(&mixed.to_be_bytes());
        hash
    };
    let record = |n| NewRecord { account: hash(n, 1), content: hash(n, 2), corrects: None };
    (0..count).map(record).collect()
}

fn many(count: usize) {
    let folder = tempfile::tempdir().unwrap();
    let mut ledger = ledger(folder.path());
    let forms = records(count);
    let start = std::time::Instant::now();
    let mut run = ledger.begin(NOW).unwrap();
    let id = run
        .transmission(&NewTransmission {
            utid: "u".into(),
            tax_year: 2025,
            kind: Kind::Original,
            test: false,
            tcc: "AB123".into(),
            run: "r".into(),
            folder: folder.path().display().to_string(),
            file: "f.xml".into(),
            original_receipt: None,
            submissions: vec![NewSubmission {
                id: 1,
                payer: "P".into(),
                original: None,
                records: count as u64,
            }],
        })
        .unwrap();
    for (n, some) in forms.chunks(8192).enumerate() {
        run.records(id, 1, n as u64 * 8192 + 1, some).unwrap();
    }
    run.whole(id, 1, "s").unwrap();
    run.commit().unwrap();
    let wrote = start.elapsed();
    let live = ledger.live_contents(2025, false).unwrap();
    let home =
        store().map_or("a file", |s| if s.contains("://") { "PostgreSQL" } else { "SQLite" });
    eprintln!(
        "{home}: {count} records written in {wrote:.2?}, read in {:.2?}",
        start.elapsed() - wrote
    );
    assert_eq!(live.len(), count);
    assert!(live.is_sorted_by(|a, b| a.0 < b.0));
    let mut sent: Vec<_> = forms.iter().map(|r| (r.account, Live::Content(r.content))).collect();
    sent.sort_by_key(|r| r.0);
    assert_eq!(live, sent);
}

/// More than one page and one statement.
#[test]
fn many_records_are_all_found_in_any_home() {
    on_every_home(|| many(45_000));
}

/// `cargo test -p yearend-iris --release million -- --ignored --nocapture`
#[test]
#[ignore = "a measurement; minutes in debug"]
fn a_million_records() {
    let folder = tempfile::tempdir().unwrap();
    in_store(&folder.path().join("year.db").display().to_string(), || many(1_000_000));
    on_postgres(|url| in_store(url, || many(1_000_000)));
    assert!(Path::new(folder.path()).exists());
}
