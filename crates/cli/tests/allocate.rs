//! `yearend allocate` as a process: from a document to forms, and killed on the way.

#![cfg(feature = "full")]
#![allow(clippy::unwrap_used)]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

const EXAMPLE: &str = "examples/primary-layout-2013.txt";
const FILES: [&str; 5] = [
    "exceptions.parquet",
    "forms.parquet",
    "lines.parquet",
    "reconciliation.json",
    "reconciliation.md",
];

fn command() -> Command {
    let mut c = Command::new(env!("CARGO_BIN_EXE_yearend"));
    c.current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap());
    c
}

fn done(c: &mut Command) -> Output {
    let o = c.output().unwrap();
    assert!(o.status.success(), "{c:?}: {}", String::from_utf8_lossy(&o.stderr));
    o
}

fn allocate(dir: &Path, layouts: &Path, out: &Path) -> Command {
    let mut c = command();
    c.arg("allocate").arg("--payments").arg(dir.join("payments.csv"));
    c.arg("--accounts").arg(dir.join("accounts.csv")).arg("--layouts").arg(layouts);
    c.args(["--year", "2013", "--threads", "2", "-o"]).arg(out);
    c
}

fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).unwrap();
    let mut all: Vec<String> =
        entries.map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    all.sort();
    all
}

fn json(out: &Path) -> serde_json::Value {
    serde_json::from_slice(&fs::read(out.join("reconciliation.json")).unwrap()).unwrap()
}

/// The document itself, the JSON and the Parquet that `yearend convert` makes of it: the same
/// figures, the same securities under review, so the same bytes.
#[test]
fn what_convert_writes_is_what_allocate_reads() {
    let dir = tempfile::tempdir().unwrap();
    let at = |n: &str| dir.path().join(n);
    fs::write(
        at("payments.csv"),
        "account_id,cusip,payable_date,cash,shares,withheld\n\
         A-1,40728L100,2013-06-26,17.52,100,\n\
         A-1,40728L209,2013-06-26,202.53,100,\n\
         A-2,40728L258,2013-06-26,199.78,100,\n\
         A-2,40728L456,2013-12-09,148.64,1000,35.67\n",
    )
    .unwrap();
    fs::write(
        at("accounts.csv"),
        "account_id,payer_id,tin,tin_type,last_name\n\
         A-1,TRUST,000-00-0001,individual,Ashford\nA-2,TRUST,000-00-0002,individual,Brook\n",
    )
    .unwrap();
    let mut layouts: Vec<PathBuf> = vec![EXAMPLE.into()];
    for name in ["layout.json", "layout.parquet"] {
        done(command().args(["convert", EXAMPLE, "--allow-review", "-o"]).arg(at(name)));
        layouts.push(at(name));
    }
    let mut first: Option<Vec<Vec<u8>>> = None;
    for (i, layout) in layouts.iter().enumerate() {
        let out = at(&format!("out-{i}"));
        done(&mut allocate(dir.path(), layout, &out));
        assert_eq!(names(&out), FILES);
        let r = json(&out);
        let total = |what: &str| r["total"][what].as_str().unwrap().to_owned();
        assert_eq!(total("cash_in"), "568.47", "{layout:?}");
        // The Balanced Portfolio's figures were repaired: a person must look first.
        assert_eq!(total("exceptions"), "202.53", "{layout:?}");
        assert_eq!(total("allocated"), "365.94", "{layout:?}");
        assert_eq!(r["exceptions"][0]["code"], "under-review");
        let of = |column: &str| {
            let boxes = r["boxes"].as_array().unwrap();
            boxes.iter().find(|b| b["column"] == column).unwrap()["forms"].clone()
        };
        // 17.52 + 53.11 of 199.78 + 148.64, and 30.28 of foreign tax on top.
        assert_eq!((of("box_1a"), of("box_7")), ("249.55".into(), "30.28".into()));
        assert_eq!((of("box_2a"), of("box_4")), ("146.67".into(), "35.67".into()));
        let bytes: Vec<Vec<u8>> = ["forms.parquet", "lines.parquet", "exceptions.parquet"]
            .iter()
            .map(|f| fs::read(out.join(f)).unwrap())
            .collect();
        assert!(first.get_or_insert(bytes.clone()) == &bytes, "{layout:?}");
    }
}

/// Killed after any part of the time that a run takes, it leaves a whole folder or none.
#[test]
fn killed_at_any_moment_it_leaves_no_partial_output() {
    const ACCOUNTS: usize = 4_000;
    const ROUNDS: u32 = 24;
    let dir = tempfile::tempdir().unwrap();
    let mut accounts = String::from("account_id,payer_id,last_name\n");
    let mut payments = String::from("account_id,cusip,payable_date,cash\n");
    for i in 0..ACCOUNTS {
        writeln!(accounts, "A{i:06},TRUST,Holder {i}").unwrap();
        for (cusip, day) in [("40728L100", "06-26"), ("40728L258", "12-09"), ("40728L456", "12-09")]
        {
            writeln!(payments, "A{i:06},{cusip},2013-{day},{}.{:02}", i % 977, i % 100).unwrap();
        }
    }
    fs::write(dir.path().join("accounts.csv"), accounts).unwrap();
    fs::write(dir.path().join("payments.csv"), payments).unwrap();
    let whole = dir.path().join("whole");
    let begun = Instant::now();
    done(&mut allocate(dir.path(), Path::new(EXAMPLE), &whole));
    let time = begun.elapsed();
    let mut killed = 0;
    for round in 0..ROUNDS {
        let out = dir.path().join(format!("out-{round}"));
        let mut run = allocate(dir.path(), Path::new(EXAMPLE), &out);
        let mut child = run.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(time * round / ROUNDS + Duration::from_millis(u64::from(round % 3)));
        child.kill().unwrap();
        killed += u32::from(!child.wait().unwrap().success());
        if out.exists() {
            assert_eq!(names(&out), FILES, "round {round}");
            assert_eq!(json(&out), json(&whole), "round {round}");
        }
    }
    assert!(killed > 0, "no run was killed in time");
    // What a killed run leaves is hidden, is the owner's alone, and is in nobody's way.
    for name in names(dir.path()).iter().filter(|n| n.starts_with('.')) {
        assert!(name.starts_with(".out-"), "{name}");
    }
    done(&mut allocate(dir.path(), Path::new(EXAMPLE), &dir.path().join("last")));
}
