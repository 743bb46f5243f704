//! Stores to test on: an SQLite file always, a PostgreSQL database where one is given.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::print_stderr)]

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};
use yearend_model::{
    Amounts, DateValue, Decimal, Distribution, Field, Finding, Layout, Place, Reading, Security,
    Severity, Status, TaxYear, Value,
};
use yearend_store::{Access, Arrival, At, Document, Imported, Store};

/// A store of its own that vanishes with the test.
pub struct Home {
    pub folder: tempfile::TempDir,
    pub url: String,
    postgres: Option<(String, String)>,
}

static COUNT: AtomicU32 = AtomicU32::new(0);

/// The server to test on, from `YEAREND_TEST_POSTGRES`; `None` with a message where it is unset.
pub fn postgres_server() -> Option<String> {
    let url = std::env::var("YEAREND_TEST_POSTGRES").ok().filter(|u| !u.is_empty());
    if url.is_none() {
        eprintln!("skipped on PostgreSQL: YEAREND_TEST_POSTGRES names no server (.ci/postgres)");
    }
    url
}

impl Home {
    pub fn sqlite() -> Home {
        let folder = tempfile::tempdir().unwrap();
        let url = folder.path().join("yearend.db").display().to_string();
        Home { folder, url, postgres: None }
    }

    /// A database of its own on the test server.
    pub fn postgres() -> Option<Home> {
        let server = postgres_server()?;
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("yearend_test_{}_{n}", std::process::id());
        admin(&server, &format!("CREATE DATABASE {name}"));
        let (head, _) = server.rsplit_once('/').unwrap();
        Some(Home {
            folder: tempfile::tempdir().unwrap(),
            url: format!("{head}/{name}"),
            postgres: Some((server, name)),
        })
    }

    pub fn open(&self) -> Store {
        Store::open(&self.url, Access::Write).unwrap()
    }

    pub fn file(&self) -> PathBuf {
        PathBuf::from(&self.url)
    }

    /// Runs a statement past the store, as an intruder would.
    pub fn intrude(&self, sql: &str) {
        match &self.postgres {
            None => sqlite_batch(&self.url, sql),
            Some(_) => admin(&self.url, sql),
        }
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.postgres {
            admin(server, &format!("DROP DATABASE {name} WITH (FORCE)"));
        }
    }
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

pub fn admin(url: &str, sql: &str) {
    use sqlx::Connection as _;
    runtime().block_on(async {
        let mut c = sqlx::PgConnection::connect(url).await.unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut c).await.unwrap();
        c.close().await.unwrap();
    });
}

pub fn sqlite_batch(path: &str, sql: &str) {
    use sqlx::Connection as _;
    runtime().block_on(async {
        let url = format!("sqlite://{path}");
        let mut c = sqlx::SqliteConnection::connect(&url).await.unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut c).await.unwrap();
        c.close().await.unwrap();
    });
}

/// Runs a test on both databases.
pub fn on_both(test: impl Fn(&Home)) {
    test(&Home::sqlite());
    if let Some(home) = Home::postgres() {
        test(&home);
    }
}

pub fn at(text: &str) -> At {
    At::parse(text).unwrap()
}

pub fn dec(text: &str) -> Decimal {
    Decimal::from_str_exact(text).unwrap()
}

/// A line: payable date, state letter or blank, income, return of capital.
pub type Line<'a> = (&'a str, Option<Status>, &'a str, &'a str);

pub fn distribution((date, status, income, capital): Line<'_>) -> Distribution {
    let mut amounts = Amounts::default();
    let (income, capital) = (dec(income), dec(capital));
    let mut set = |field, value| amounts.set(field, Value::printed(value, Place::default()));
    set(Field::TotalDistribution, income + capital);
    set(Field::CurrentYear, income + capital);
    set(Field::IncomeDividends, income);
    set(Field::OrdinaryDividends, income);
    set(Field::NondividendDistributions, capital);
    let day = DateValue { date: Some(date.parse().unwrap()), ..DateValue::default() };
    Distribution {
        record_date: DateValue { text: Some("DAILY".into()), ..DateValue::default() },
        ex_dividend_date: day.clone(),
        payable_date: day,
        status,
        amounts,
        ..Distribution::default()
    }
}

pub fn security(cusip: &str, name: &str, lines: &[Line<'_>]) -> Security {
    Security {
        cusip: cusip.into(),
        cusip_printed: cusip.into(),
        ticker: Some(format!("T{}", &cusip[4..8])),
        name: name.into(),
        distributions: lines.iter().map(|l| distribution(*l)).collect(),
        ..Security::default()
    }
}

pub fn reading(year: u16, securities: Vec<Security>) -> Reading {
    let layout = Layout {
        tax_year: TaxYear::new(year),
        title: format!("{year} YEAR-END TAX REPORTING INFORMATION"),
        securities,
        ..Layout::default()
    };
    Reading { layouts: vec![layout], ..Reading::default() }
}

/// Adds a warning about the first distribution's income of a security.
pub fn doubt(mut reading: Reading, cusip: &str) -> Reading {
    reading.findings.push(
        Finding::new("YE0301", Severity::Error, "income was lost in print")
            .cusip(cusip)
            .distribution(0)
            .field(Field::IncomeDividends),
    );
    for s in reading.layouts.iter_mut().flat_map(|l| &mut l.securities) {
        s.review |= s.cusip == cusip;
    }
    reading
}

pub fn import(store: &mut Store, name: &str, now: &str, reading: &Reading) -> Imported {
    let bytes = name.as_bytes();
    let arrival = Arrival {
        name,
        origin: "inbox",
        now: at(now),
        received: None,
        by: "test",
        family: None,
        reader: "yearend test",
    };
    store.import(Document { bytes, media_type: "text/plain" }, reading, &arrival).unwrap()
}
