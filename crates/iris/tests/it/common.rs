//! Fixtures: fictitious forms as `yearend allocate` writes them, and a filer.

#![allow(dead_code, unreachable_pub)]

use crate::homes::store;
use arrow_array::{ArrayRef, BooleanArray, Decimal128Array, Int32Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use yearend_iris::FilingYear;
use yearend_iris::boxes::{BOXES, MoneyBox};
use yearend_iris::build::{LIMIT_BYTES, Outcome, Request, Source, build};
use yearend_iris::filer::{Filer, parse};
use yearend_iris::filing::Originals;
use yearend_iris::forms::FormsFile;
use yearend_iris::ledger::{Ledger, Place};
use yearend_iris::record::Options;
use yearend_iris::xml::Kind;

pub const BOXES_MAX: i128 = yearend_iris::boxes::MAX_CENTS / 100;
pub const NOW: &str = "2026-02-10T09:00:00Z";

pub fn facts() -> &'static FilingYear {
    FilingYear::get(2025).unwrap()
}

pub fn filer() -> Filer {
    parse(include_str!("../data/filer.toml"), facts()).unwrap()
}

/// A form; the texts are in the order of [`TEXTS`].
#[derive(Clone, Debug)]
pub struct Form {
    pub payer: String,
    pub account: String,
    pub texts: Vec<(&'static str, String)>,
    pub cents: [i128; BOXES],
    pub box_16: i128,
    pub reportable: bool,
    pub flags: [bool; 4],
}

pub const TEXTS: [&str; 19] = [
    "tin",
    "tin_type",
    "business_name",
    "first_name",
    "middle_name",
    "last_name",
    "suffix",
    "additional_name",
    "address_line1",
    "address_line2",
    "city",
    "state",
    "zip",
    "province",
    "postal_code",
    "country",
    "box_8",
    "box_14",
    "box_15",
];

impl Form {
    /// A plain person in Ohio with $100.00 of ordinary dividends.
    pub fn new(payer: &str, account: &str) -> Form {
        let number: u32 = account.bytes().fold(7, |h, b| (h * 31 + u32::from(b)) % 999_999);
        let texts = [
            ("tin", format!("000{number:06}")),
            ("tin_type", "individual".to_owned()),
            ("first_name", "Robin".to_owned()),
            ("last_name", "Sample".to_owned()),
            ("address_line1", "12 Example Street".to_owned()),
            ("city", "Columbus".to_owned()),
            ("state", "OH".to_owned()),
            ("zip", "43004".to_owned()),
            ("country", "US".to_owned()),
        ];
        let mut cents = [0; BOXES];
        cents[0] = 10_000;
        Form {
            payer: payer.to_owned(),
            account: account.to_owned(),
            texts: texts.to_vec(),
            cents,
            box_16: 0,
            reportable: true,
            flags: [false; 4],
        }
    }

    pub fn text(mut self, name: &'static str, value: &str) -> Form {
        assert!(TEXTS.contains(&name), "{name}");
        self.texts.retain(|(n, _)| *n != name);
        self.texts.push((name, value.to_owned()));
        self
    }

    pub fn without(mut self, name: &str) -> Form {
        self.texts.retain(|(n, _)| *n != name);
        self
    }

    pub fn money(mut self, b: MoneyBox, cents: i128) -> Form {
        self.cents[b as usize] = cents;
        self
    }
}

pub fn write_forms(path: &Path, forms: &[Form]) {
    let strings = |f: &dyn Fn(&Form) -> Option<String>| -> ArrayRef {
        Arc::new(forms.iter().map(f).collect::<StringArray>())
    };
    let flag = |i: usize| -> ArrayRef {
        Arc::new(forms.iter().map(|f| Some(f.flags[i])).collect::<BooleanArray>())
    };
    let cents = |f: &dyn Fn(&Form) -> i128| -> ArrayRef {
        let column: Decimal128Array = forms.iter().map(|x| Some(f(x))).collect();
        Arc::new(column.with_precision_and_scale(18, 2).unwrap())
    };
    let mut columns: Vec<(String, ArrayRef)> = vec![
        ("tax_year".into(), Arc::new(forms.iter().map(|_| Some(2025)).collect::<Int32Array>())),
        ("payer_id".into(), strings(&|f| Some(f.payer.clone()))),
        ("account_id".into(), strings(&|f| Some(f.account.clone()))),
    ];
    for name in TEXTS {
        let value = |f: &Form| f.texts.iter().find(|(n, _)| *n == name).map(|(_, v)| v.clone());
        columns.push((name.into(), strings(&value)));
    }
    for (i, name) in
        ["exempt_recipient", "nonresident", "fatca", "second_tin_notice"].iter().enumerate()
    {
        columns.push(((*name).into(), flag(i)));
    }
    for b in MoneyBox::ALL {
        columns.push((b.column().into(), cents(&|f| f.cents[b as usize])));
    }
    columns.push(("box_16".into(), cents(&|f| f.box_16)));
    let reportable = forms.iter().map(|f| Some(f.reportable)).collect::<BooleanArray>();
    columns.push(("reportable".into(), Arc::new(reportable)));
    columns.push(("reason".into(), strings(&|_| Some("test".into()))));
    columns.push(("warnings".into(), strings(&|_| None)));
    save(path, columns);
}

/// A change: payer, account, kind, whether a correction is due, whether the form still is.
pub type Change = (&'static str, &'static str, &'static str, bool, bool);

pub fn write_changes(path: &Path, changes: &[Change]) {
    let text = |f: &dyn Fn(&Change) -> String| -> ArrayRef {
        Arc::new(changes.iter().map(|c| Some(f(c))).collect::<StringArray>())
    };
    let flag = |f: &dyn Fn(&Change) -> bool| -> ArrayRef {
        Arc::new(changes.iter().map(|c| Some(f(c))).collect::<BooleanArray>())
    };
    save(
        path,
        vec![
            (
                "tax_year".into(),
                Arc::new(changes.iter().map(|_| Some(2025)).collect::<Int32Array>()),
            ),
            ("payer_id".into(), text(&|c| c.0.into())),
            ("account_id".into(), text(&|c| c.1.into())),
            ("kind".into(), text(&|c| c.2.into())),
            ("corrected_due".into(), flag(&|c| c.3)),
            ("new_reportable".into(), flag(&|c| c.4)),
            ("reason".into(), text(&|_| "reclass".into())),
        ],
    );
}

fn save(path: &Path, columns: Vec<(String, ArrayRef)>) {
    let batch =
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, c)| (n, c, true)))
            .unwrap();
    let mut writer =
        ArrowWriter::try_new(File::create(path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

pub const RUN: uuid::Uuid = uuid::Uuid::from_u128(0x1234_5678_9abc_4def_8123_4567_89ab_cdef);

pub fn request<'a>(filer: &'a Filer, folder: &'a Path) -> Request<'a> {
    Request {
        filer,
        facts: facts(),
        folder,
        kind: Kind::Original,
        original_receipt: None,
        single: false,
        options: Options { test: true, allow_missing_tin: false },
        skip_invalid: false,
        run: RUN,
        now: NOW,
        limit_bytes: LIMIT_BYTES,
        hook: &|_| {},
    }
}

/// The ledger of a folder of transmissions, in the home at hand ([`on_every_home`]).
pub fn ledger(folder: &Path) -> Ledger {
    open_ledger(folder).unwrap()
}

pub fn open_ledger(folder: &Path) -> yearend_iris::Result<Ledger> {
    match store() {
        None => Ledger::open(&folder.join("filing.db")),
        Some(store) => {
            Ledger::open_in(&Place { store, key: folder.join("filing.key"), by: "Ada".to_owned() })
        }
    }
}

/// Builds originals in `folder/xml` from forms, with the ledger beside them.
pub fn build_originals(
    folder: &Path,
    forms: &[Form],
    change: impl FnOnce(&mut Request<'_>),
) -> yearend_iris::Result<Outcome> {
    let xml = folder.join("xml");
    std::fs::create_dir_all(&xml).unwrap();
    build_under(&mut ledger(&xml), folder, forms, change)
}

/// The same under any ledger.
pub fn build_under(
    ledger: &mut Ledger,
    folder: &Path,
    forms: &[Form],
    change: impl FnOnce(&mut Request<'_>),
) -> yearend_iris::Result<Outcome> {
    let path = folder.join("forms.parquet");
    write_forms(&path, forms);
    let filer = filer();
    let xml = folder.join("xml");
    std::fs::create_dir_all(&xml).unwrap();
    let mut request = request(&filer, &xml);
    change(&mut request);
    let select = Originals::new(ledger, 2025, request.options.test)?;
    build(&request, &[Source { forms: FormsFile::new(&path), select: &select }], ledger)
}

/// The shared folder with the IRS's package, where it is there.
pub fn shared() -> Option<PathBuf> {
    let root = std::env::var_os("YEAREND_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared"),
        PathBuf::from,
    );
    let package = root.join("irs-iris-ty2025");
    if package.is_dir() {
        return Some(package);
    }
    eprintln!("skipped: {} is not there (set YEAREND_SHARED)", package.display());
    None
}
