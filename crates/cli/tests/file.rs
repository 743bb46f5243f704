//! `yearend allocate` and `yearend file` as processes, one on what the other writes: the columns of
//! `forms.parquet` are known to two crates.

#![cfg(feature = "full")]
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const LAYOUT: &str = "\
PRIMARY LAYOUT
2025 YEAR-END TAX REPORTING INFORMATION

Security Description (Fund Name),CUSIP,Ticker Symbol,Record Date,Ex-Dividend Date,Payable Date,\
Total Distribution Per Share (11+12+13),2024 (Prior Year),2026 (Next Year),\
2025 (Current Year) (14+15+22+26+28+30),Income Dividends,Short-term Capital Gain,Foreign Tax Paid,\
Ordinary Dividends (14+15+16),Qualified Income Dividends,Qualified Short-term Gain,\
Qualified Foreign Tax,Qualified Dividends (18+19+20),Total Capital Gain Distr.
Specimen Balanced Fund,00000X107,SPBAX,6/24/2025,6/25/2025,6/26/2025,\
1.50,0,0,1.50,0.60,0.10,0.02,0.72,0.30,0,0.01,0.31,0.80
Specimen Balanced Fund,00000X107,SPBAX,12/16/2025,12/17/2025,12/18/2025,\
0.40,0,0,0.40,0.40,0,0,0.40,0.20,0,0,0.20,0
";

const PAYMENTS: &str = "\
account_id,cusip,payable_date,cash,shares,withheld
A-1,00000X107,2025-06-26,150.00,100,
A-1,00000X107,2025-12-18,40.00,100,
A-2,00000X107,2025-06-26,1500.00,1000,360.00
A-3,00000X107,2025-12-18,4.00,10,
";

const ACCOUNTS: &str = "\
account_id,payer_id,tin,tin_type,business_name,first_name,last_name,additional_name,address_line1,\
city,state,zip,province,postal_code,country,fatca
A-1,ALPHA,000-00-0001,individual,,Pat,Ashford,Sam Brook,1 Specimen Street,Springfield,IL,62701,,,,
A-2,ALPHA,000000002,business,Example Holdings LLC,,,,2 Example Road,Toronto,,,Ontario,M5H 2N2,CA,true
A-3,ALPHA,000000003,individual,,Lee,Crane,,3 Specimen Street,Springfield,IL,62701,,,,
";

const FILER: &str = r#"
[transmitter]
tcc = "AB123"
role = "transmitter"
tin = "000123456"
tin_type = "business"
name = "Specimen Transfer Agent Inc"
[transmitter.address]
line1 = "1 Specimen Plaza"
city = "Springfield"
state = "IL"
zip = "62701"
[contact]
name = "Pat Example"
email = "filing@specimen.example"
phone = "2025550100"
[software]
id = "25A0000001"
vendor = "in-house"
[[payer]]
id = "ALPHA"
tin = "000456789"
name = "Alpha Funds"
phone = "2025550101"
[payer.address]
line1 = "2 Specimen Plaza"
city = "Springfield"
state = "IL"
zip = "62701"
"#;

fn yearend(dir: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_yearend")).current_dir(dir).args(args).output().unwrap()
}

fn said(o: &Output) -> String {
    assert!(o.status.success(), "{}", String::from_utf8_lossy(&o.stderr));
    String::from_utf8(o.stdout.clone()).unwrap()
}

#[test]
fn what_allocate_writes_is_what_file_builds() {
    let dir = tempfile::tempdir().unwrap();
    let dir = dir.path();
    for (name, text) in [
        ("layout.csv", LAYOUT),
        ("payments.csv", PAYMENTS),
        ("accounts.csv", ACCOUNTS),
        ("filer.toml", FILER),
    ] {
        fs::write(dir.join(name), text).unwrap();
    }
    let allocated = yearend(
        dir,
        &[
            "allocate",
            "--payments",
            "payments.csv",
            "--accounts",
            "accounts.csv",
            "--layouts",
            "layout.csv",
            "--year",
            "2025",
            "-o",
            "out",
        ],
    );
    let summary = said(&allocated);
    assert!(summary.contains("3 forms, 2 to be filed"), "{summary}");

    let built = yearend(
        dir,
        &[
            "file",
            "build",
            "--test",
            "--year",
            "2025",
            "--forms",
            "out",
            "--filer",
            "filer.toml",
            "-o",
            "xml",
        ],
    );
    let report = said(&built);
    assert!(report.contains("2 form(s) in 1 transmission(s)"), "{report}");
    // 1100 shares at 0.72 and 100 at 0.40; the third account is under $10.
    let totals = "totals: 1a 832.00, 1b 361.00, 2a 880.00, 4 360.00, 7 22.00";
    assert!(report.contains(totals), "{report}");
    let xml = fs::read_dir(dir.join("xml")).unwrap().map(|e| e.unwrap().path());
    let xml: Vec<_> = xml.filter(|p| p.extension().is_some_and(|e| e == "xml")).collect();
    let [xml] = xml.as_slice() else { panic!("{xml:?}") };
    let xml = xml.to_str().unwrap();
    said(&yearend(dir, &["file", "check", xml]));

    // Every column came across: names, both kinds of address, boxes, flags; the number is masked.
    let first = said(&yearend(dir, &["file", "explain", xml, "A-1"]));
    insta::assert_snapshot!("allocated_and_filed_at_home", first);
    let second = said(&yearend(dir, &["file", "explain", xml, "A-2"]));
    insta::assert_snapshot!("allocated_and_filed_abroad", second);
}
