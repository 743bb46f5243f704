//! Writes fictitious forms as `yearend allocate` would, for benchmarks: `forms.parquet` and a
//! `filer.toml`. Seeded, so that every run is the same.
//!
//! `cargo run --release -p yearend-iris --example fictitious_forms -- DIR COUNT`

use arrow_array::{ArrayRef, BooleanArray, Decimal128Array, Int32Array, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use std::error::Error;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use yearend_iris::boxes::{BOXES, MoneyBox};

const FIRST: [&str; 8] = ["Robin", "Alex", "Sam", "José", "Zoë", "Kim", "Pat", "Mary-Jane"];
const LAST: [&str; 8] = ["Sample", "Example", "O'Brien", "Müller", "Van Elm", "Lee", "Ng", "Smith"];
const STREET: [&str; 4] = ["Main St.", "Example Avenue", "Oak Rd., Apt #4", "Hill Street"];
const CITY: [(&str, &str); 5] = [
    ("Columbus", "OH"),
    ("Fresno", "CA"),
    ("Winston-Salem", "NC"),
    ("Newark", "NJ"),
    ("Austin", "TX"),
];
const PAYERS: usize = 5;
const BATCH: usize = 50_000;

/// A small generator of pseudo-random numbers (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }
}

struct Form {
    payer: String,
    account: String,
    texts: [String; 9],
    cents: [i128; BOXES],
}

const TEXTS: [&str; 9] = [
    "tin",
    "tin_type",
    "first_name",
    "last_name",
    "address_line1",
    "city",
    "state",
    "zip",
    "country",
];
const ABSENT: [&str; 10] = [
    "business_name",
    "middle_name",
    "suffix",
    "additional_name",
    "address_line2",
    "province",
    "postal_code",
    "box_8",
    "box_14",
    "box_15",
];

fn form(i: usize, count: usize, r: &mut Random) -> Form {
    let pick = |r: &mut Random, list: &[&str]| list[r.below(list.len() as u64) as usize].to_owned();
    let (city, state) = CITY[r.below(CITY.len() as u64) as usize];
    let mut cents = [0; BOXES];
    cents[MoneyBox::B1a as usize] = i128::from(1_000 + r.below(500_000));
    cents[MoneyBox::B1b as usize] = cents[0] * i128::from(r.below(60)) / 100;
    cents[MoneyBox::B5 as usize] = cents[0] * i128::from(r.below(10)) / 100;
    cents[MoneyBox::B2a as usize] = i128::from(r.below(200_000));
    cents[MoneyBox::B2b as usize] = cents[MoneyBox::B2a as usize] / 20;
    cents[MoneyBox::B3 as usize] = i128::from(r.below(5_000));
    cents[MoneyBox::B7 as usize] = i128::from(r.below(1_000));
    cents[MoneyBox::B12 as usize] = i128::from(r.below(50_000));
    cents[MoneyBox::B13 as usize] = cents[MoneyBox::B12 as usize] / 10;
    Form {
        payer: format!("P{:02}", i * PAYERS / count),
        account: format!("ACCT-{i:09}"),
        texts: [
            format!("000{:06}", i % 1_000_000),
            "individual".to_owned(),
            pick(r, &FIRST),
            pick(r, &LAST),
            format!("{} {}", 1 + r.below(9_999), pick(r, &STREET)),
            city.to_owned(),
            state.to_owned(),
            format!("{:05}", 10_000 + r.below(80_000)),
            "US".to_owned(),
        ],
        cents,
    }
}

fn batch(forms: &[Form]) -> Result<RecordBatch, Box<dyn Error>> {
    let text = |f: &dyn Fn(&Form) -> Option<String>| -> ArrayRef {
        Arc::new(forms.iter().map(f).collect::<StringArray>())
    };
    let flag =
        |v: bool| -> ArrayRef { Arc::new(forms.iter().map(|_| Some(v)).collect::<BooleanArray>()) };
    let money = |f: &dyn Fn(&Form) -> i128| -> Result<ArrayRef, Box<dyn Error>> {
        let column: Decimal128Array = forms.iter().map(|x| Some(f(x))).collect();
        Ok(Arc::new(column.with_precision_and_scale(18, 2)?))
    };
    let year: Int32Array = forms.iter().map(|_| Some(2025)).collect();
    let mut columns: Vec<(&str, ArrayRef)> = vec![
        ("tax_year", Arc::new(year)),
        ("payer_id", text(&|f| Some(f.payer.clone()))),
        ("account_id", text(&|f| Some(f.account.clone()))),
    ];
    for (i, name) in TEXTS.iter().enumerate() {
        columns.push((name, text(&|f| Some(f.texts[i].clone()))));
    }
    for name in ABSENT {
        columns.push((name, text(&|_| None)));
    }
    for name in ["exempt_recipient", "nonresident", "fatca", "second_tin_notice"] {
        columns.push((name, flag(false)));
    }
    for b in MoneyBox::ALL {
        columns.push((b.column(), money(&|f| f.cents[b as usize])?));
    }
    columns.push(("box_16", money(&|_| 0)?));
    columns.push(("reportable", flag(true)));
    columns.push(("reason", text(&|_| Some("dividends of $10 or more".to_owned()))));
    columns.push(("warnings", text(&|_| None)));
    Ok(RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, c)| (n, c, true)))?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let (Some(dir), Some(count)) = (args.next(), args.next()) else {
        return Err("usage: fictitious_forms DIR COUNT".into());
    };
    let (dir, count) = (Path::new(&dir), count.parse::<usize>()?);
    std::fs::create_dir_all(dir)?;
    let mut random = Random(42);
    let mut parquet = None;
    for first in (0..count).step_by(BATCH) {
        let forms: Vec<_> =
            (first..count.min(first + BATCH)).map(|i| form(i, count, &mut random)).collect();
        let batch = batch(&forms)?;
        let writer = match &mut parquet {
            Some(w) => w,
            none => none.insert(ArrowWriter::try_new(
                File::create(dir.join("forms.parquet"))?,
                batch.schema(),
                Some(WriterProperties::builder().build()),
            )?),
        };
        writer.write(&batch)?;
    }
    if let Some(writer) = parquet {
        writer.close()?;
    }
    let mut filer = include_str!("../tests/data/filer.toml")
        .split("[[payer]]")
        .next()
        .unwrap_or_default()
        .to_owned();
    for p in 0..PAYERS {
        filer.push_str(&format!(
            "[[payer]]\nid = \"P{p:02}\"\ntin = \"0004567{p:02}\"\nname = \"Specimen Funds {p}\"\n\
             phone = \"2025550101\"\ncfsf = [\"CA\", \"NJ\"]\n[payer.address]\n\
             line1 = \"2 Specimen Plaza\"\ncity = \"Springfield\"\nstate = \"IL\"\nzip = \"62701\"\n"
        ));
    }
    std::fs::write(dir.join("filer.toml"), filer)?;
    Ok(())
}
