//! Killed, crowded, tampered with, out of room: what was acknowledged stays, and nothing is half.
#![allow(clippy::unwrap_used, clippy::print_stderr, clippy::print_stdout)]

mod common;

use common::{Home, at, dec, import, on_both, reading, security};
use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;
use yearend_model::Reading;
use yearend_store::{Access, Outcome, Selection, Store, StoreError};

/// What a child process is to do: `import URL FIRST COUNT`.
const TASK: &str = "YEAREND_STORE_TEST_TASK";

/// Document `n`: three securities, one of which every tenth document states.
fn document(n: usize) -> (String, Reading) {
    let cusip = |k: usize| format!("{k:08}0");
    let income = format!("0.{:04}", n % 9000 + 1000);
    let lines = [("2025-06-20", None, income.as_str(), "0"), ("2025-12-19", None, "0.5", "0")];
    let securities = vec![
        security(&cusip(n + 1000), "Own Fund", &lines),
        security(&cusip(n + 500_000), "Other Fund", &lines),
        security(&cusip(n % 10), "Shared Fund", &lines),
    ];
    (format!("document-{n}"), reading(2025, securities))
}

/// Not a test of its own: the body of the child processes, which tell what is safe.
#[test]
fn child() {
    let Ok(task) = std::env::var(TASK) else { return };
    let parts: Vec<&str> = task.split_whitespace().collect();
    let (url, first, count) =
        (parts[0], parts[1].parse::<usize>().unwrap(), parts[2].parse::<usize>().unwrap());
    let mut store = Store::open(url, Access::Write).unwrap();
    for n in first..first + count {
        let (name, reading) = document(n);
        import(&mut store, &name, "2026-01-15T00:00:00Z", &reading);
        use std::io::Write as _;
        let mut out = std::io::stdout().lock();
        writeln!(out, "\nsafe {n}").unwrap();
        out.flush().unwrap();
    }
}

fn spawn(url: &str, first: usize, count: usize) -> std::process::Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child", "--nocapture"])
        .env(TASK, format!("{url} {first} {count}"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// The documents that a child told to be safe; `each` is called with every one.
fn acknowledged(out: std::process::ChildStdout, each: impl Fn() -> bool) -> Vec<usize> {
    BufReader::new(out)
        .lines()
        .map_while(Result::ok)
        .filter_map(|l| l.strip_prefix("safe ").and_then(|n| n.parse().ok()))
        .inspect(|_| {
            each();
        })
        .collect()
}

/// Every document is there with all its rows, and nothing contradicts the trail.
fn assert_whole(store: &mut Store, expected: &[usize]) {
    let verified = store.verify().unwrap();
    assert_eq!(verified.faults, Vec::<String>::new());
    let names: std::collections::HashSet<String> =
        store.documents(None).unwrap().into_iter().map(|d| d.name).collect();
    for n in expected {
        assert!(names.contains(&format!("document-{n}")), "document {n} was lost");
    }
    let halves = "SELECT count(*) FROM documents d WHERE readings <> 1 OR \
         (SELECT count(*) FROM versions v WHERE v.document = d.document) <> 6";
    assert_eq!(store.sql(halves).unwrap().rows, [[Some("0".into())]], "half a document");
    let securities = "SELECT count(*) FROM securities";
    let standing = "SELECT count(*) FROM (SELECT DISTINCT cusip FROM versions) x";
    assert_eq!(store.sql(securities).unwrap().rows, store.sql(standing).unwrap().rows);
}

/// Kills the importer at points in time.
#[test]
fn a_killed_import_loses_nothing_acknowledged_and_leaves_no_half() {
    kills(8);
}

/// `.ci/postgres cargo test -p yearend-store --test faults full_size -- --ignored`
#[test]
#[ignore = "minutes"]
fn full_size_kills() {
    kills(200);
}

fn kills(kills: usize) {
    on_both(|home| {
        drop(home.open());
        let mut safe = Vec::new();
        let mut next = 0;
        for k in 0..kills {
            let mut child = spawn(&home.url, next, 1000);
            let (first_is_safe, wait) = std::sync::mpsc::channel();
            let out = child.stdout.take().unwrap();
            let told =
                std::thread::spawn(move || acknowledged(out, || first_is_safe.send(()).is_ok()));
            // Every fourth dies while it opens the store; the others somewhere in their imports:
            // spread over time without a random source.
            if k % 4 > 0 {
                let _ = wait.recv_timeout(Duration::from_secs(20));
            }
            std::thread::sleep(Duration::from_millis((k as u64 * 67) % 90));
            child.kill().unwrap();
            let told = told.join().unwrap();
            child.wait().unwrap();
            next = told.last().map_or(next, |n| n + 1);
            safe.extend(told);
        }
        eprintln!("{} kills, {} acknowledged imports", kills, safe.len());
        assert_whole(&mut home.open(), &safe);
        // Whatever the last kill interrupted can be imported.
        let (name, reading) = document(next);
        import(&mut home.open(), &name, "2026-01-16T00:00:00Z", &reading);
    });
}

/// Eight importers at once, every document brought by two of them.
#[test]
fn a_crowd_of_importers_loses_and_doubles_nothing() {
    crowd(10);
}

/// As [`full_size_kills`].
#[test]
#[ignore = "minutes"]
fn full_size_crowd() {
    crowd(500);
}

fn crowd(each: usize) {
    on_both(|home| {
        let mut children: Vec<_> = (0..8).map(|i| spawn(&home.url, (i / 2) * each, each)).collect();
        for child in &mut children {
            let told = acknowledged(child.stdout.take().unwrap(), || true);
            assert!(child.wait().unwrap().success());
            assert_eq!(told.len(), each);
        }
        let mut store = home.open();
        assert_whole(&mut store, &(0..4 * each).collect::<Vec<_>>());
        assert_eq!(store.documents(None).unwrap().len(), 4 * each);
        let shared = store.log(&Selection::cusip("000000030")).unwrap();
        assert_eq!(shared.securities[0].versions.len(), (4 * each).div_ceil(10));
        assert_eq!(store.audit(1, 100_000).unwrap().len(), 4 * each);
    });
}

#[test]
fn facts_cannot_be_changed_or_removed() {
    on_both(|home| {
        let mut store = home.open();
        let (name, reading) = document(1);
        import(&mut store, &name, "2026-01-15T00:00:00Z", &reading);
        drop(store);
        for sql in [
            "UPDATE line SET amounts = '[]'",
            "DELETE FROM audit",
            "UPDATE document SET sha256 = 'x'",
            "DELETE FROM decision",
            "UPDATE finding SET severity = 'note'",
        ] {
            let refused =
                std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| home.intrude(sql)));
            // Statements that touch no row are no trespass.
            assert!(
                refused.is_err() || sql.contains("decision") || sql.contains("finding"),
                "{sql}"
            );
        }
        assert!(home.open().verify().unwrap().faults.is_empty());
    });
}

#[test]
fn tampering_shows() {
    on_both(|home| {
        let mut store = home.open();
        for n in 1..4 {
            let (name, reading) = document(n);
            import(&mut store, &name, "2026-01-15T00:00:00Z", &reading);
        }
        let seal = store.verify().unwrap().seal;
        drop(store);
        let off = if home.url.starts_with("postgres") {
            "SET session_replication_role = replica;"
        } else {
            "DROP TRIGGER line_keeps; DROP TRIGGER audit_keeps; DROP TRIGGER audit_stays;"
        };
        let change = "UPDATE line SET amounts = '[9]' WHERE statement_id = 2 AND ordinal = 1;";
        home.intrude(&format!("{off}{change}"));
        let faults = home.open().verify().unwrap().faults;
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].contains("figures of its reading were altered"), "{faults:?}");

        home.intrude("UPDATE security SET state = 'corrected' WHERE cusip = '000010010'");
        let faults = home.open().verify().unwrap().faults;
        assert!(faults.iter().any(|f| f.contains("000010010: what stands")), "{faults:?}");

        let off = if home.url.starts_with("postgres") { off } else { "" };
        home.intrude(&format!("{off}UPDATE audit SET actor = 'nobody' WHERE seq = 2;"));
        let faults = home.open().verify().unwrap().faults;
        assert!(faults.iter().any(|f| f.contains("audit entry 2 was altered")), "{faults:?}");

        // Cutting off the end is seen by the documents it leaves, and by the seal kept elsewhere.
        home.intrude(&format!("{off}DELETE FROM audit WHERE seq = 3;"));
        let verified = home.open().verify().unwrap();
        assert_ne!(verified.seal, seal);
        assert!(verified.faults.iter().any(|f| f.contains("not those of the trail")));
    });
}

#[test]
fn a_damaged_file_is_named() {
    let home = Home::sqlite();
    let mut store = home.open();
    for n in 0..20 {
        let (name, reading) = document(n);
        import(&mut store, &name, "2026-01-15T00:00:00Z", &reading);
    }
    store.close().unwrap();
    let mut bytes = std::fs::read(home.file()).unwrap();
    let page = 4096;
    for at in (10 * page..bytes.len().min(30 * page)).step_by(page) {
        bytes[at..at + 64].fill(0xA5);
    }
    std::fs::write(home.file(), &bytes).unwrap();
    let e = Store::open(&home.url, Access::Read).and_then(|mut s| s.verify()).unwrap_err();
    assert!(matches!(e, StoreError::Corrupt { .. }), "{e:?}");
    assert!(e.to_string().contains(&home.url) && e.to_string().contains("help: "), "{e}");

    std::fs::write(home.file(), b"Fund,CUSIP\nnot a database, but long enough to be looked at ............................................").unwrap();
    let e = Store::open(&home.url, Access::Write).unwrap_err();
    assert!(matches!(e, StoreError::Corrupt { .. }), "{e:?}");
}

/// Runs a shell command with a small file system mounted at `$1`; `None` where that is not
/// allowed here.
fn on_small_disk(folder: &std::path::Path, script: &str) -> Option<std::process::Output> {
    let mounted = format!("mount -t tmpfs -o size=600k none \"$1\" && {{ {script}; }}");
    let out = Command::new("unshare")
        .args(["-rm", "sh", "-c", &mounted, "sh"])
        .arg(folder)
        .arg(std::env::current_exe().unwrap())
        .output()
        .ok()?;
    let err = String::from_utf8_lossy(&out.stderr);
    (!err.contains("unshare:") && !err.contains("mount:")).then_some(out)
}

#[test]
fn a_full_disk_is_said_and_nothing_acknowledged_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let script = format!(
        "{TASK}=\"$1/s.db 0 4000\" \"$2\" --exact child --nocapture; \
         {TASK}=\"$1/s.db\" \"$2\" --exact count --nocapture"
    );
    let Some(out) = on_small_disk(folder.path(), &script) else {
        eprintln!("skipped: this system does not allow mounting a small file system");
        return;
    };
    let text = String::from_utf8_lossy(&out.stdout) + String::from_utf8_lossy(&out.stderr);
    assert!(text.contains("Full {"), "{text}");
    let safe = text.lines().filter(|l| l.starts_with("safe ")).count();
    assert!(safe > 0, "{text}");
    assert!(text.contains(&format!("count {safe} faults 0")), "{text}");
}

/// Not a test of its own: counts and verifies on the small disk of the test above.
#[test]
fn count() {
    let Ok(task) = std::env::var(TASK) else { return };
    let mut store = Store::open(&task, Access::Read).unwrap();
    let faults = store.verify().unwrap().faults.len();
    println!("\ncount {} faults {faults}", store.documents(None).unwrap().len());
}

#[test]
fn a_read_only_folder_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let script = format!(
        "mount -o remount,ro \"$1\"; {TASK}=\"$1/sub/s.db 0 1\" \"$2\" --exact child --nocapture; \
         {TASK}=\"$1/s.db 0 1\" \"$2\" --exact child --nocapture"
    );
    let Some(out) = on_small_disk(folder.path(), &script) else {
        eprintln!("skipped: this system does not allow mounting a small file system");
        return;
    };
    let text = String::from_utf8_lossy(&out.stderr);
    assert_eq!(text.matches("ReadOnly {").count(), 2, "{text}");
}

#[test]
fn a_copy_is_consistent_while_others_write() {
    on_both(|home| {
        let mut store = home.open();
        let (name, reading) = document(0);
        import(&mut store, &name, "2026-01-15T00:00:00Z", &reading);
        let mut writer = spawn(&home.url, 1, 60);
        let target = home.folder.path().join("copy.db");
        Store::open(&home.url, Access::Read).unwrap().backup(&target).unwrap();
        writer.wait().unwrap();
        let mut copy = Store::open(&target.display().to_string(), Access::Read).unwrap();
        assert!(copy.verify().unwrap().faults.is_empty());
        let names = copy.documents(None).unwrap();
        assert!(names.iter().any(|d| d.name == "document-0"));
        assert!(store.backup(&target).unwrap_err().to_string().contains("exists already"));
        // The copy answers as the store does.
        let cusip = Selection::cusip("000010000");
        assert_eq!(copy.log(&cusip).unwrap(), store.log(&cusip).unwrap());
    });
}

#[test]
fn the_export_holds_every_row_exactly() {
    on_both(|home| {
        let mut store = home.open();
        for n in 0..3 {
            let (name, reading) = document(n);
            import(&mut store, &name, "2026-01-15T00:00:00Z", &reading);
        }
        let folder = home.folder.path().join("out");
        let written = store.export(&folder).unwrap();
        let rows = |name: &str| {
            written.iter().find(|e| e.path.ends_with(format!("{name}.parquet"))).unwrap().rows
        };
        assert_eq!((rows("documents"), rows("versions"), rows("trail")), (3, 18, 3));
        let count = store.sql("SELECT count(*) FROM standing").unwrap().rows[0][0].clone();
        assert_eq!(Some(rows("standing").to_string()), count);

        let file = std::fs::File::open(folder.join("standing.parquet")).unwrap();
        let batches = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(file)
            .unwrap()
            .build()
            .unwrap();
        let mut sum = 0i128;
        for batch in batches {
            let batch = batch.unwrap();
            let column = batch.column_by_name("income_dividends").unwrap().clone();
            let column =
                column.as_any().downcast_ref::<arrow_array::Decimal128Array>().unwrap().clone();
            sum += column.iter().flatten().sum::<i128>();
        }
        let expected: yearend_model::Decimal = store
            .standing(&Selection::all())
            .unwrap()
            .securities()
            .flat_map(|(_, s)| &s.distributions)
            .filter_map(|d| d.amounts.amount(yearend_model::Field::IncomeDividends))
            .sum();
        assert_eq!(dec(&sum.to_string()) / dec("1000000000000000000"), expected);
    });
}

#[test]
fn a_reading_of_another_document_is_refused() {
    let home = Home::sqlite();
    let (_, mut reading) = document(1);
    reading.source.sha256 = "0".repeat(64);
    let arrival = yearend_store::Arrival {
        name: "x",
        origin: "",
        now: at("2026-01-01"),
        received: None,
        by: "t",
        family: None,
        reader: "",
    };
    let document = yearend_store::Document { bytes: b"x", media_type: "text/plain" };
    let e = home.open().import(document, &reading, &arrival).unwrap_err().to_string();
    assert!(e.contains("another document"), "{e}");
    reading.source.sha256.clear();
    let done = home.open().import(document, &reading, &arrival).unwrap();
    assert_eq!(done.outcome, Outcome::New);
}

/// A filing ledger of the first release is a file with nothing but its own tables; it becomes a
/// store, and a copy takes the filings along.
#[test]
fn a_filing_ledger_of_the_first_release_becomes_a_store() {
    let home = Home::sqlite();
    let ledger = "CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY); \
         CREATE TABLE filing_transmission (id INTEGER PRIMARY KEY, utid TEXT NOT NULL UNIQUE, \
         tax_year INTEGER NOT NULL, kind TEXT NOT NULL, test INTEGER NOT NULL, tcc TEXT NOT NULL, \
         run TEXT NOT NULL, state TEXT NOT NULL, folder TEXT NOT NULL, file TEXT NOT NULL, \
         sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, submissions INTEGER NOT NULL, \
         records INTEGER NOT NULL, original_receipt TEXT, receipt TEXT UNIQUE, status TEXT, \
         created_at TEXT NOT NULL); \
         INSERT INTO filing_transmission VALUES (1, 'one', 2025, 'O', 0, 'ABCDE', 'r', 'built', \
         '/x', 'f.xml', 'abc', 9, 1, 1, NULL, NULL, NULL, '2026-02-10T09:00:00Z');";
    drop(std::fs::File::create(home.file()).unwrap());
    home.intrude(ledger);
    let (name, reading) = document(1);
    import(&mut home.open(), &name, "2026-01-15T00:00:00Z", &reading);
    let target = home.folder.path().join("copy.db");
    home.open().backup(&target).unwrap();
    let mut copy = Store::open(&target.display().to_string(), Access::Read).unwrap();
    let kept = copy.sql("SELECT utid, forms, state FROM filings").unwrap();
    assert_eq!(kept.rows, [["one", "1", "built"].map(|x| Some(x.to_owned()))]);
    assert!(copy.verify().unwrap().faults.is_empty());
}

/// A reader may ask, an operator may import, only an approver may decide.
#[test]
fn roles_bind_people_on_postgresql() {
    let Some(home) = Home::postgres() else { return };
    drop(home.open());
    let login = format!("yearend_test_login_{}", std::process::id());
    home.intrude(&format!("CREATE ROLE {login} LOGIN; GRANT yearend_reader TO {login}"));
    let url = home.url.replacen("yearend@", &format!("{login}@"), 1);
    let document = document(1);
    let try_import = || {
        let bytes = document.0.as_bytes();
        let arrival = yearend_store::Arrival {
            name: "x",
            origin: "",
            now: at("2026-01-01"),
            received: None,
            by: "t",
            family: None,
            reader: "",
        };
        let kept = yearend_store::Document { bytes, media_type: "text/plain" };
        Store::open(&url, Access::Write)?.import(
            kept,
            &common::doubt(document.1.clone(), "000010010"),
            &arrival,
        )
    };
    let refused = try_import().unwrap_err().to_string();
    assert!(refused.contains("role does not allow"), "{refused}");
    home.intrude(&format!("GRANT yearend_operator TO {login}"));
    try_import().unwrap();
    let mut store = Store::open(&url, Access::Write).unwrap();
    let finding = store.open_findings(&Selection::all()).unwrap()[0].finding.clone();
    let now = at("2026-01-02");
    let judge = yearend_store::Judge { by: "t", reason: "r", now: &now };
    let refused = store.decide(&finding, &yearend_store::Verdict::Accept, judge).unwrap_err();
    assert!(refused.to_string().contains("role does not allow"), "{refused}");
    home.intrude(&format!("GRANT yearend_approver TO {login}"));
    store.decide(&finding, &yearend_store::Verdict::Accept, judge).unwrap();
    drop(store);
    home.intrude(&format!("DROP OWNED BY {login}; DROP ROLE {login}"));
}
