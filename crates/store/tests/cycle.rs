//! The whole cycle of a January, on both databases.
#![allow(clippy::unwrap_used)]

mod common;

use common::{at, dec, doubt, import, on_both, reading, security};
use yearend_model::{Field, Status};
use yearend_store::{Access, Judge, Outcome, Selection, Side, Stands, Store, Verdict};

const A: &str = "471021402";
const B: &str = "471021600";
const E: Option<Status> = Some(Status::Estimated);
const C: Option<Status> = Some(Status::Corrected);

fn january(store: &mut Store) {
    let estimate = reading(
        2025,
        vec![
            security(
                A,
                "Example Balanced Fund",
                &[("2025-06-20", E, "0.10", "0"), ("2025-12-19", E, "0.20", "0")],
            ),
            security(B, "Example Bond Fund", &[("2025-12-19", E, "0.30", "0")]),
        ],
    );
    let last = reading(
        2025,
        vec![
            security(
                A,
                "Example Balanced Fund",
                &[("2025-06-20", None, "0.10", "0"), ("2025-12-19", None, "0.25", "0")],
            ),
            security(B, "Example Bond Fund", &[("2025-12-19", None, "0.30", "0")]),
        ],
    );
    let corrected = reading(
        2025,
        vec![security(A, "Example Balanced Fund", &[("2025-12-19", C, "0.22", "0.03")])],
    );
    import(store, "estimate.txt", "2026-01-05T09:00:00Z", &estimate);
    import(store, "final.txt", "2026-01-16T09:00:00Z", &last);
    import(store, "corrected.txt", "2026-02-10T09:00:00Z", &corrected);
}

fn income(store: &mut Store, selection: &Selection) -> Vec<String> {
    let reading = store.standing(selection).unwrap();
    let securities = reading.layouts.iter().flat_map(|l| &l.securities);
    securities
        .flat_map(|s| &s.distributions)
        .map(|d| d.amounts.amount(Field::IncomeDividends).unwrap().to_string())
        .collect()
}

#[test]
fn what_stands_follows_state_and_time() {
    on_both(|home| {
        let mut store = home.open();
        january(&mut store);
        let of_a = || Selection::cusip(A);
        assert_eq!(income(&mut store, &of_a()), ["0.1", "0.22"]);
        for (day, expected) in [
            ("2026-01-04", vec![]),
            ("2026-01-10", vec!["0.1", "0.2"]),
            ("2026-01-31", vec!["0.1", "0.25"]),
            ("2026-02-10", vec!["0.1", "0.22"]),
        ] {
            assert_eq!(income(&mut store, &of_a().as_of(Some(at(day)))), expected, "{day}");
        }
        let log = store.log(&of_a()).unwrap();
        let stands: Vec<_> = log.securities[0].versions.iter().map(|v| v.stands).collect();
        assert_eq!(stands, [Stands::No, Stands::Part, Stands::All]);
        assert_eq!(log.securities[0].state.name(), "corrected");
        assert!(!log.securities[0].review && log.open.is_empty());
    });
}

#[test]
fn the_status_counts_every_security_once() {
    on_both(|home| {
        let mut store = home.open();
        january(&mut store);
        let status = store.status(&Selection::all(), &["000000001".into(), A.into()]).unwrap();
        assert_eq!(status.tax_year, 2025);
        let example = status.families.iter().find(|f| f.family == "Example").unwrap();
        assert_eq!((example.r#final, example.corrected, example.missing), (1, 1, 0));
        let missing: u64 = status.families.iter().map(|f| f.missing).sum();
        assert_eq!(missing, 1);
        let then = Selection::all().as_of(Some(at("2026-01-10"))).tax_year(Some(2025));
        let status = store.status(&then, &[]).unwrap();
        assert_eq!(status.families[0].estimated, 2);
        let next = store.status(&Selection::all().tax_year(Some(2026)), &[]).unwrap();
        assert_eq!(next.families[0].missing_cusips, [A, B]);
    });
}

#[test]
fn importing_again_changes_nothing() {
    on_both(|home| {
        let mut store = home.open();
        january(&mut store);
        let before = store.audit(1, 100).unwrap();
        let r = reading(
            2025,
            vec![security(A, "Example Balanced Fund", &[("2025-12-19", C, "0.22", "0.03")])],
        );
        let again = import(&mut store, "corrected.txt", "2026-03-01T00:00:00Z", &r);
        assert_eq!((again.outcome, again.changed), (Outcome::Known, 0));
        assert_eq!(store.audit(1, 100).unwrap(), before);
        assert_eq!(store.documents(None).unwrap().len(), 3);
    });
}

#[test]
fn a_better_reading_of_the_same_document_replaces_the_old_one() {
    on_both(|home| {
        let mut store = home.open();
        let with = |x: &str| reading(2025, vec![security(A, "F", &[("2025-12-19", None, x, "0")])]);
        import(&mut store, "doc", "2026-01-01T00:00:00Z", &with("0.1"));
        let r = import(&mut store, "doc", "2026-01-02T00:00:00Z", &with("0.2"));
        assert_eq!((r.outcome, r.changed), (Outcome::ReadAnew, 1));
        assert_eq!(income(&mut store, &Selection::all()), ["0.2"]);
        assert_eq!(income(&mut store, &Selection::all().as_of(Some(at("2026-01-01")))), ["0.1"]);
        let other = reading(2025, vec![security(B, "F", &[("2025-12-19", None, "0.2", "0")])]);
        import(&mut store, "doc", "2026-01-03T00:00:00Z", &other);
        let standing = store.standing(&Selection::all()).unwrap();
        let cusips: Vec<_> = standing.securities().map(|(_, s)| s.cusip.clone()).collect();
        assert_eq!(cusips, [B]);
        assert!(store.verify().unwrap().faults.is_empty());
    });
}

#[test]
fn differences_per_field_per_share_and_in_percent() {
    on_both(|home| {
        let mut store = home.open();
        january(&mut store);
        let sides = [
            (Side::Document("final.txt".into()), Side::Document("corrected.txt".into())),
            (Side::AsOf(at("2026-01-31")), Side::AsOf(at("2026-02-28"))),
            (
                Side::Version { cusip: A.into(), number: 2 },
                Side::Version { cusip: A.into(), number: 3 },
            ),
        ];
        for (a, b) in sides {
            let diff = store.diff(&a, &b, &Selection::all()).unwrap();
            let december = diff.iter().find(|d| d.cusip == A && d.payable == "2025-12-19").unwrap();
            let change =
                december.changes.iter().find(|c| c.field == Field::IncomeDividends).unwrap();
            assert_eq!(change.change, dec("-0.03"));
            assert_eq!(change.percent, Some(dec("-12")));
            assert_eq!(december.changes.len(), 3, "{december:?}");
        }
        let same = Side::Document("final.txt".into());
        assert_eq!(store.diff(&same, &same, &Selection::all()).unwrap(), []);
    });
}

#[test]
fn a_ruling_holds_is_shown_survives_and_can_be_undone() {
    on_both(|home| {
        let mut store = home.open();
        let r = doubt(
            reading(2025, vec![security(A, "Example", &[("2025-12-19", None, "0.2", "0")])]),
            A,
        );
        import(&mut store, "doc", "2026-01-05T00:00:00Z", &r);
        let open = store.open_findings(&Selection::all()).unwrap();
        assert_eq!((open.len(), open[0].code.as_str()), (1, "YE0301"));
        let finding = open[0].finding.clone();
        let now = at("2026-01-06T00:00:00Z");
        let judge = Judge { by: "Ada", reason: "family confirmed by telephone", now: &now };

        let value = |v| Verdict::Value { value: dec(v), field: None, distribution: None };
        let ruled = store.decide(&finding, &value("0.21"), judge).unwrap();
        assert!(!ruled.waiting);
        assert!(!ruled.broken.is_empty(), "0.21 no longer sums to the total");
        let reading = store.standing(&Selection::cusip(A)).unwrap();
        let note = reading.findings.iter().find(|f| f.code == "YS0111").unwrap();
        assert!(note.message.contains("Ada") && note.message.contains("telephone"), "{note:?}");
        assert!(!reading.layouts[0].securities[0].review);
        assert_eq!(income(&mut store, &Selection::all()), ["0.21"]);
        let table = store.sql("SELECT income_dividends, amended, review FROM standing").unwrap();
        assert_eq!(table.rows, [["0.21", "1", "0"].map(|x| Some(x.to_owned()))]);

        import(&mut store, "doc", "2026-01-07T00:00:00Z", &r);
        assert_eq!(income(&mut store, &Selection::all()), ["0.21"]);
        assert_eq!(income(&mut store, &Selection::all().as_of(Some(at("2026-01-05")))), ["0.2"]);

        let later = at("2026-01-08T00:00:00Z");
        let judge = Judge { by: "Ada", reason: "wrong fund", now: &later };
        store.decide(&finding, &Verdict::Undo, judge).unwrap();
        assert_eq!(income(&mut store, &Selection::all()), ["0.2"]);
        assert!(store.standing(&Selection::all()).unwrap().layouts[0].securities[0].review);
        assert!(store.decide(&finding, &Verdict::Undo, judge).is_err());
        store.decide(&finding, &Verdict::Reject, judge).unwrap();
        assert_eq!(income(&mut store, &Selection::all()), Vec::<String>::new());
        store.decide(&finding, &Verdict::Accept, judge).unwrap();
        assert_eq!(income(&mut store, &Selection::all()), ["0.2"]);
        assert_eq!(store.log(&Selection::cusip(A)).unwrap().decisions.len(), 4);
        let verified = store.verify().unwrap();
        assert_eq!((verified.decisions, verified.faults), (4, vec![]));
    });
}

#[test]
fn two_persons_where_the_house_asks_for_them() {
    on_both(|home| {
        let mut store = home.open();
        let r = doubt(
            reading(2025, vec![security(A, "Example", &[("2025-12-19", None, "0.2", "0")])]),
            A,
        );
        import(&mut store, "doc", "2026-01-05T00:00:00Z", &r);
        let now = at("2026-01-06T00:00:00Z");
        let by = |by| Judge { by, reason: "looked", now: &now };
        store.set_two_person(true, by("Ada")).unwrap();
        let finding = store.open_findings(&Selection::all()).unwrap()[0].finding.clone();
        assert!(store.decide(&finding, &Verdict::Accept, by("Ada")).unwrap().waiting);
        assert_eq!(store.open_findings(&Selection::all()).unwrap().len(), 1);
        let own = store.decide(&finding, &Verdict::Approve, by("Ada")).unwrap_err().to_string();
        assert!(own.contains("another person"), "{own}");
        if home.url.starts_with("postgres") {
            // The same login stands behind both names, which the store sees.
            assert!(store.decide(&finding, &Verdict::Approve, by("Bob")).is_err());
            return;
        }
        store.decide(&finding, &Verdict::Approve, by("Bob")).unwrap();
        assert_eq!(store.open_findings(&Selection::all()).unwrap(), []);
    });
}

#[test]
fn a_clash_is_open_until_a_person_rules() {
    on_both(|home| {
        let mut store = home.open();
        let line = |d, s, x| reading(2025, vec![security(A, "Example", &[(d, s, x, "0")])]);
        import(&mut store, "one", "2026-01-05T00:00:00Z", &line("2025-12-19", None, "0.2"));
        let r = import(&mut store, "two", "2026-01-06T00:00:00Z", &line("2025-12-22", C, "0.2"));
        assert_eq!(r.clashes, 1);
        let open = store.open_findings(&Selection::all()).unwrap();
        assert_eq!(open[0].code, "YS0101");
        assert!(store.standing(&Selection::all()).unwrap().layouts[0].securities[0].review);
        let now = at("2026-01-07T00:00:00Z");
        let judge = Judge { by: "Ada", reason: "re-dated", now: &now };
        store.decide(&open[0].finding, &Verdict::Reject, judge).unwrap();
        let standing = store.standing(&Selection::all()).unwrap();
        assert_eq!(standing.layouts[0].securities[0].distributions.len(), 1);
        assert!(!standing.layouts[0].securities[0].review);
        assert_eq!(store.open_findings(&Selection::all()).unwrap(), []);
    });
}

#[test]
fn search_and_sql_answer() {
    on_both(|home| {
        let mut store = home.open();
        january(&mut store);
        for text in ["balanced", "EXAMPLE BAL", A, "t2140"] {
            let hits = store.search(text, &Selection::all()).unwrap();
            assert_eq!(hits.iter().map(|h| h.cusip.as_str()).collect::<Vec<_>>(), [A], "{text}");
        }
        assert_eq!(store.search("100%", &Selection::all()).unwrap(), []);
        drop(store);
        let mut reader = Store::open(&home.url, Access::Read).unwrap();
        let sql = "SELECT cusip, payable_date, record_date, record_date_text, income_dividends, \
             section_897_capital_gain FROM standing WHERE cusip = '471021402' ORDER BY payable_date";
        let table = reader.sql(sql).unwrap();
        assert_eq!(table.columns[4], "income_dividends");
        assert_eq!(
            table.rows[1][1..],
            [Some("2025-12-19".into()), None, Some("DAILY".into()), Some("0.22".into()), None]
        );
        for bad in [
            "DELETE FROM line",
            "WITH x AS (SELECT 1) DELETE FROM security",
            "SELECT 1; DELETE FROM security",
            "SELECT nothing FROM nowhere",
        ] {
            assert!(reader.sql(bad).is_err(), "{bad}");
        }
        assert_eq!(
            reader.sql("SELECT count(*) FROM securities").unwrap().rows,
            [[Some("2".into())]]
        );
    });
}

#[test]
fn documents_come_back_byte_for_byte_and_readings_too() {
    on_both(|home| {
        let mut store = home.open();
        january(&mut store);
        assert_eq!(store.bytes("final.txt").unwrap(), b"final.txt");
        let sha = store.documents(None).unwrap()[2].sha256.clone();
        let back = store.reading_of(&sha[..8]).unwrap();
        let d = &back.layouts[0].securities[0].distributions[0];
        assert_eq!(d.status, C);
        assert_eq!(d.record_date.text.as_deref(), Some("DAILY"));
        assert!(store.bytes("unknown.txt").unwrap_err().to_string().contains("no such document"));
    });
}

/// A corrected re-issue that leaves a fund out: it still stands, and a person is told.
#[test]
fn a_security_that_a_re_issue_leaves_out_stands_under_review_until_a_person_rules() {
    const GONE: &str = "471021428";
    let funds = |status, cusips: &[&str]| {
        let fund = |c: &&str| security(c, "Example", &[("2025-12-19", status, "0.2", "0")]);
        reading(2025, cusips.iter().map(fund).collect())
    };
    let stands = |store: &mut Store, at_day: Option<&str>| -> Vec<(String, bool)> {
        let selection = Selection::all().as_of(at_day.map(at));
        let reading = store.standing(&selection).unwrap();
        let with_lines = reading.securities().filter(|(_, s)| !s.distributions.is_empty());
        with_lines.map(|(_, s)| (s.cusip.clone(), s.review)).collect()
    };
    let all = |review| {
        let mut all = vec![(A.to_owned(), false), (B.to_owned(), false), (GONE.to_owned(), review)];
        all.sort();
        all
    };
    on_both(|home| {
        let mut store = home.open();
        import(&mut store, "final", "2026-01-10T00:00:00Z", &funds(None, &[A, B, GONE]));
        let r = import(&mut store, "corrected", "2026-02-10T00:00:00Z", &funds(C, &[A, B]));
        assert_eq!((r.changed, r.clashes), (2, 1));
        let again = import(&mut store, "corrected", "2026-02-11T00:00:00Z", &funds(C, &[A, B]));
        assert_eq!(again.outcome, Outcome::Known);
        assert_eq!(stands(&mut store, None), all(true));
        assert_eq!(stands(&mut store, Some("2026-01-31")), all(false));
        let open = store.open_findings(&Selection::all()).unwrap();
        assert_eq!(
            (open.len(), open[0].code.as_str(), open[0].cusip.as_str()),
            (1, "YS0105", GONE)
        );
        assert_eq!(store.status(&Selection::all(), &[]).unwrap().families[0].review, 1);
        assert!(store.verify().unwrap().faults.is_empty());

        let now = at("2026-02-12T00:00:00Z");
        let judge = Judge { by: "Ada", reason: "liquidated, withdrawn", now: &now };
        store.decide(&open[0].finding, &Verdict::Reject, judge).unwrap();
        let mut rest = all(true);
        rest.retain(|s| s.0 != GONE);
        assert_eq!(stands(&mut store, None), rest);
        assert!(store.verify().unwrap().faults.is_empty());
        let later = at("2026-02-13T00:00:00Z");
        let judge = Judge { by: "Ada", reason: "it was forgotten", now: &later };
        store.decide(&open[0].finding, &Verdict::Accept, judge).unwrap();
        assert_eq!(stands(&mut store, None), all(false));
        assert_eq!(store.open_findings(&Selection::all()).unwrap(), []);
        // A later document that states it again settles the matter, whatever was ruled.
        let judge = Judge { by: "Ada", reason: "to see", now: &later };
        store.decide(&open[0].finding, &Verdict::Undo, judge).unwrap();
        import(&mut store, "third", "2026-03-01T00:00:00Z", &funds(C, &[A, B, GONE]));
        assert_eq!(stands(&mut store, None), all(false));
        assert!(store.verify().unwrap().faults.is_empty());
    });
}

#[test]
fn an_extract_leaves_nothing_out_and_the_order_of_import_does_not_matter() {
    on_both(|home| {
        let fund = |c: &str, status| security(c, "Example", &[("2025-12-19", status, "0.2", "0")]);
        let mut store = home.open();
        let five = ["471021402", "471021410", "471021428", "471021436", "471021444"];
        let all = reading(2025, five.iter().map(|c| fund(c, None)).collect());
        import(&mut store, "all", "2026-01-10T00:00:00Z", &all);
        // Two of five are an extract, not a re-issue.
        let two = reading(2025, five[..2].iter().map(|c| fund(c, C)).collect());
        assert_eq!(import(&mut store, "two", "2026-02-10T00:00:00Z", &two).clashes, 0);

        // Imported after the re-issue that leaves it out, but received before.
        let late = |name: &str, received: &str, cusips: &[&str]| {
            let other = |c: &&str| security(c, "Other", &[("2024-12-19", None, "0.2", "0")]);
            (name.to_owned(), at(received), reading(2024, cusips.iter().map(other).collect()))
        };
        for (name, received, r) in
            [late("second", "2026-02-01", &five[..2]), late("first", "2026-01-01", &five[..3])]
        {
            let arrival = yearend_store::Arrival {
                name: &name,
                origin: "inbox",
                now: at("2026-03-01T00:00:00Z"),
                received: Some(received),
                by: "test",
                family: None,
                reader: "yearend test",
            };
            let bytes = name.as_bytes();
            let kept = yearend_store::Document { bytes, media_type: "text/plain" };
            store.import(kept, &r, &arrival).unwrap();
        }
        let open = store.open_findings(&Selection::all()).unwrap();
        let found: Vec<_> = open.iter().map(|f| (f.code.as_str(), f.cusip.as_str())).collect();
        assert_eq!(found, [("YS0105", five[2])]);
    });
}
