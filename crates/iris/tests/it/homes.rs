//! The homes of a ledger: a file beside the transmissions, an SQLite store, a PostgreSQL store.

#![allow(unreachable_pub)]

use sqlx::{Connection as _, PgConnection};
use std::cell::RefCell;
use std::sync::atomic::{AtomicU32, Ordering};

/// For child processes: the store at hand.
pub const STORE: &str = "YEAREND_IRIS_TEST_STORE";

thread_local! {
    static AT_HAND: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// The store at hand; `None` for a ledger beside the transmissions.
pub fn store() -> Option<String> {
    AT_HAND.with_borrow(Clone::clone).or_else(|| std::env::var(STORE).ok())
}

/// Runs a test in every home of a ledger, each empty. PostgreSQL only where
/// `YEAREND_TEST_POSTGRES` names a server.
pub fn on_every_home(test: impl Fn()) {
    test();
    let folder = tempfile::tempdir().unwrap();
    in_store(&folder.path().join("year.db").display().to_string(), &test);
    on_postgres(|url| in_store(url, &test));
}

/// Runs with the ledger in a store.
pub fn in_store(url: &str, test: impl Fn()) {
    AT_HAND.set(Some(url.to_owned()));
    test();
    AT_HAND.set(None);
}

/// Runs with a database of its own on the test server.
pub fn on_postgres(test: impl Fn(&str)) {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let Some(server) = std::env::var("YEAREND_TEST_POSTGRES").ok().filter(|u| !u.is_empty()) else {
        eprintln!("skipped on PostgreSQL: YEAREND_TEST_POSTGRES names no server (.ci/postgres)");
        return;
    };
    let n = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("yearend_filing_{}_{n}", std::process::id());
    run(&server, &format!("CREATE DATABASE {name}"));
    let (head, _) = server.rsplit_once('/').unwrap();
    test(&format!("{head}/{name}"));
    run(&server, &format!("DROP DATABASE {name} WITH (FORCE)"));
}

fn run(url: &str, sql: &str) {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
        let mut c = PgConnection::connect(url).await.unwrap();
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut c).await.unwrap();
        c.close().await.unwrap();
    });
}
