//! The whole run against an oracle that computes with rationals in the plainest way, on 100,000
//! random payments over random layouts; then the same payments in other orders, batch sizes,
//! threads and memory, which must give the same bytes.
#![allow(clippy::unwrap_used)]

mod common;

use common::*;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use yearend_allocate::money::days;
use yearend_allocate::output::lines::AMOUNTS;
use yearend_model::{Decimal, Distribution, Field, Reading};

/// A rational number. Every product here fits: figures have at most 14 digits.
#[derive(Clone, Copy, Debug)]
struct Q(i128, i128);

impl Q {
    fn of(d: Decimal) -> Q {
        Q(d.mantissa(), 10i128.pow(d.scale()))
    }
    fn times(self, o: Q) -> Q {
        Q(self.0 * o.0, self.1 * o.1).reduced()
    }
    fn over(self, o: Q) -> Q {
        Q(self.0 * o.1, self.1 * o.0).reduced()
    }
    fn minus(self, o: Q) -> Q {
        Q(self.0 * o.1 - o.0 * self.1, self.1 * o.1).reduced()
    }
    fn plus(self, o: Q) -> Q {
        self.minus(Q(-o.0, o.1))
    }
    fn reduced(self) -> Q {
        let (mut a, mut b) = (self.0.abs(), self.1.abs());
        while b != 0 {
            (a, b) = (b, a % b);
        }
        Q(self.0 / a.max(1), self.1 / a.max(1))
    }
    fn floor(self) -> i128 {
        self.0.div_euclid(self.1)
    }
    fn half_up(self) -> i128 {
        self.plus(Q(1, 2)).floor()
    }
    fn cmp(self, o: Q) -> Ordering {
        self.minus(o).0.cmp(&0)
    }
}

/// Shares by largest remainder, ties to the first.
fn apportion(cents: i128, rates: &[Q]) -> Vec<i128> {
    let all = rates.iter().fold(Q(0, 1), |a, r| a.plus(*r));
    if all.0 == 0 {
        return vec![0; rates.len()];
    }
    let exact: Vec<Q> = rates.iter().map(|r| Q(cents, 1).times(r.over(all))).collect();
    let mut out: Vec<i128> = exact.iter().map(|x| x.floor()).collect();
    let mut order: Vec<usize> = (0..rates.len()).collect();
    let rest = |i: usize| exact[i].minus(Q(exact[i].floor(), 1));
    order.sort_by(|a, b| rest(*b).cmp(rest(*a)));
    let left = cents - out.iter().sum::<i128>();
    for i in order.into_iter().take(left as usize) {
        out[i] += 1;
    }
    out
}

/// While the parts exceed the whole, the part lifted most by rounding gives a cent back.
fn shave(parts: &mut [(&str, i128, Q)], whole: i128, names: &[&str]) {
    loop {
        let sum: i128 = parts.iter().filter(|p| names.contains(&p.0)).map(|p| p.1).sum();
        if sum <= whole {
            return;
        }
        let mut best: Option<usize> = None;
        for i in 0..parts.len() {
            let lift = |i: usize| Q(parts[i].1, 1).minus(parts[i].2);
            if names.contains(&parts[i].0)
                && parts[i].1 > 0
                && best.is_none_or(|b| lift(i).cmp(lift(b)) == Ordering::Greater)
            {
                best = Some(i);
            }
        }
        parts[best.unwrap()].1 -= 1;
    }
}

/// The amounts of a line by their column in `lines.parquet`.
fn oracle(d: &Distribution, cash: i64) -> BTreeMap<&'static str, i64> {
    let sign = if cash < 0 { -1 } else { 1 };
    let rate = |f: Field| Q::of(d.amounts.or_zero(f));
    let years = [Field::PriorYear, Field::CurrentYear, Field::NextYear].map(rate);
    let split = apportion(i128::from(cash.abs()), &years);
    let current = split[1];
    let leaves = [
        Field::IncomeDividends,
        Field::ShortTermCapitalGain,
        Field::CapitalGainDistributions,
        Field::NondividendDistributions,
        Field::CashLiquidation,
        Field::ExemptInterestDividends,
    ];
    let l = apportion(current, &leaves.map(rate));
    let product = |r: Q| {
        let per = rate(Field::CurrentYear);
        if per.0 == 0 { Q(0, 1) } else { Q(current, 1).times(r.over(per)) }
    };
    let gross = product(rate(Field::ForeignTaxInOrdinary)).half_up();
    let one_a = l[0] + l[1] + gross;
    let exempt = rate(Field::ExemptInterestDividends);
    let boxes = [
        ("qualified_dividends", rate(Field::QualifiedDividends)),
        ("section_897_ordinary_dividends", rate(Field::Section897OrdinaryDividends)),
        ("section_199a_dividends", rate(Field::Section199aDividends)),
        ("unrecaptured_section_1250_gain", rate(Field::UnrecapturedSection1250Gain)),
        ("section_1202_gain", rate(Field::Section1202Gain)),
        ("collectibles_gain", rate(Field::CollectiblesGain)),
        ("section_897_capital_gain", rate(Field::Section897CapitalGain)),
        ("private_activity_interest", exempt.times(rate(Field::AmtPercentage))),
        ("foreign_tax_paid", rate(Field::ForeignTaxPaid)),
        ("noncash_liquidation", rate(Field::NoncashLiquidation)),
    ];
    let mut b = boxes.map(|(n, r)| (n, product(r).half_up(), product(r)));
    let kept = |names: &[&str], whole: Q| {
        let all = boxes.iter().filter(|x| names.contains(&x.0));
        all.fold(Q(0, 1), |a, x| a.plus(x.1)).cmp(whole) != Ordering::Greater
    };
    let ordinary = rate(Field::OrdinaryDividends);
    let groups: [(&[&str], Q, i128); 3] = [
        (
            &["qualified_dividends", "section_897_ordinary_dividends", "section_199a_dividends"],
            ordinary,
            one_a,
        ),
        (
            &[
                "unrecaptured_section_1250_gain",
                "section_1202_gain",
                "collectibles_gain",
                "section_897_capital_gain",
            ],
            rate(Field::CapitalGainDistributions),
            l[2],
        ),
        (&["private_activity_interest"], exempt, l[5]),
    ];
    for (names, exact, whole) in groups {
        if kept(names, exact) {
            shave(&mut b, whole, names);
        }
        for n in names {
            if kept(&[n], exact) {
                shave(&mut b, whole, &[n]);
            }
        }
    }
    let mut out: BTreeMap<&'static str, i64> = BTreeMap::new();
    let mut put = |n, v: i128| out.insert(n, i64::try_from(v).unwrap() * sign);
    put("prior_year", split[0]);
    put("next_year", split[2]);
    for (f, v) in leaves.iter().zip(&l) {
        put(f.name(), *v);
    }
    put("foreign_tax_in_ordinary", gross);
    for (n, v, _) in b {
        put(n, v);
    }
    out
}

struct World {
    readings: Vec<Reading>,
    distributions: BTreeMap<(String, i32), Distribution>,
    accounts: Vec<String>,
    payments: Vec<Pay>,
}

fn world(seed: u64, payments: usize) -> World {
    let mut r = Random(seed);
    let mut distributions = BTreeMap::new();
    let mut funds = Vec::new();
    for i in 0..120 {
        let cusip = cusip(i);
        let dates = ["2025-03-14", "2025-06-16", "2025-09-15", "2025-12-15", "2026-01-02"];
        let n = 1 + r.below(dates.len() as u64) as usize;
        let all: Vec<Distribution> =
            dates[..n].iter().map(|d| random_distribution(&mut r, d, d)).collect();
        for (d, day) in all.iter().zip(dates) {
            distributions.insert((cusip.clone(), days(date(day))), d.clone());
        }
        funds.push(fund(&cusip, &format!("Fund {i}"), all));
    }
    let keys: Vec<_> = distributions
        .iter()
        .filter(|(_, d)| !d.amounts.or_zero(Field::TotalDistribution).is_zero())
        .map(|(k, _)| k.clone())
        .collect();
    let accounts: Vec<String> = (0..payments / 12).map(|i| format!("A{:07}", i * 3)).collect();
    let mut list: Vec<Pay> = Vec::new();
    for i in 0..payments {
        let (cusip, day) = keys[r.below(keys.len() as u64) as usize].clone();
        let size = 10u64.pow(1 + r.below(8) as u32);
        let mut p = pay(
            &accounts[i * accounts.len() / payments],
            &cusip,
            "2025-01-01",
            r.below(size) as i64,
        );
        p.payable = Some(day);
        match r.below(50) {
            // Reversals and second payments of what was paid before.
            0..4 if !list.is_empty() => {
                let before = list[list.len() - 1].clone();
                if before.account == p.account {
                    p = Pay { cash: -before.cash, ..before };
                }
            }
            4 => p.cash = -p.cash,
            5 => p.cusip = "123456782".to_owned(),
            6 => p.payable = Some(day + 40),
            7 => p.withheld = p.cash / 4,
            8 if r.one_in(4) => p.account = format!("A{:07}", i * 3 + 1),
            _ => {}
        }
        list.push(p);
    }
    list.sort_by(|a, b| a.account.cmp(&b.account));
    World { readings: vec![reading(2025, funds)], distributions, accounts, payments: list }
}

#[test]
fn a_hundred_thousand_payments_agree_with_the_oracle() {
    let w = world(7, 100_000);
    let bench = Bench::new();
    write_payments(&bench.path("payments.parquet"), &w.payments, 30_000);
    write_accounts(&bench.path("accounts.csv"), w.accounts.iter().map(String::as_str));
    let outcome = bench.run(&w.readings, 2025).unwrap();
    assert_eq!(outcome.passes, 1);

    // The lines that ought to be.
    let known: std::collections::HashSet<&str> = w.accounts.iter().map(String::as_str).collect();
    let mut net: BTreeMap<(String, String, i32), (i64, i64)> = BTreeMap::new();
    let mut exceptions = 0i64;
    let mut exception_count = 0;
    for p in &w.payments {
        let day = p.payable.unwrap();
        let place = (p.cusip.clone(), day);
        if w.distributions.contains_key(&place) && known.contains(p.account.as_str()) {
            let n = net.entry((p.account.clone(), p.cusip.clone(), day)).or_default();
            *n = (n.0 + p.cash, n.1 + p.withheld);
        } else {
            exceptions += p.cash;
            exception_count += 1;
        }
    }
    assert!(exception_count > 1_000);
    let lines = Rows::read(&bench.out("lines.parquet"));
    assert_eq!(lines.len(), net.len());
    let columns: BTreeMap<&str, Vec<i64>> =
        AMOUNTS.iter().map(|(n, _)| (*n, lines.cents(n))).collect();
    let (accounts, cusips) = (lines.texts("account_id"), lines.texts("cusip"));
    let (dates, cash) = (lines.days("payable_date"), lines.cents("cash"));
    let mut forms: BTreeMap<String, BTreeMap<&str, i64>> = BTreeMap::new();
    for (i, ((account, cusip, day), (net_cash, withheld))) in net.iter().enumerate() {
        assert_eq!(accounts[i].as_ref(), Some(account));
        assert_eq!((cusips[i].as_ref(), dates[i]), (Some(cusip), Some(*day)));
        assert_eq!(cash[i], *net_cash);
        let expected = oracle(&w.distributions[&(cusip.clone(), *day)], *net_cash);
        let leaves: i64 = expected.iter().filter(|(n, _)| is_cash(n)).map(|(_, v)| v).sum();
        assert_eq!(leaves, *net_cash, "the oracle conserves cents");
        for (name, value) in &expected {
            assert_eq!(columns[name][i], *value, "{account} {cusip} {day} {name} of {net_cash}");
        }
        let form = forms.entry(account.clone()).or_default();
        for (name, value) in expected {
            *form.entry(name).or_default() += value;
        }
        assert_eq!(columns["withheld"][i], *withheld);
    }
    compare_forms(&Rows::read(&bench.out("forms.parquet")), &forms);
    let unplaced = Rows::read(&bench.out("exceptions.parquet"));
    assert_eq!(unplaced.len(), exception_count);
    assert_eq!(unplaced.cents("cash").iter().sum::<i64>(), exceptions);
}

/// The columns of a line that are cash, by whatever year.
fn is_cash(name: &str) -> bool {
    [
        "prior_year",
        "next_year",
        "income_dividends",
        "short_term_capital_gain",
        "capital_gain_distributions",
        "nondividend_distributions",
        "cash_liquidation",
        "exempt_interest_dividends",
    ]
    .contains(&name)
}

fn compare_forms(forms: &Rows, expected: &BTreeMap<String, BTreeMap<&str, i64>>) {
    let boxes: [(&str, &[&str]); 16] = [
        ("box_1a", &["income_dividends", "short_term_capital_gain", "foreign_tax_in_ordinary"]),
        ("box_1b", &["qualified_dividends"]),
        ("box_2a", &["capital_gain_distributions"]),
        ("box_2b", &["unrecaptured_section_1250_gain"]),
        ("box_2c", &["section_1202_gain"]),
        ("box_2d", &["collectibles_gain"]),
        ("box_2e", &["section_897_ordinary_dividends"]),
        ("box_2f", &["section_897_capital_gain"]),
        ("box_3", &["nondividend_distributions"]),
        ("box_5", &["section_199a_dividends"]),
        ("box_6", &[]),
        ("box_7", &["foreign_tax_paid"]),
        ("box_9", &["cash_liquidation"]),
        ("box_10", &["noncash_liquidation"]),
        ("box_12", &["exempt_interest_dividends"]),
        ("box_13", &["private_activity_interest"]),
    ];
    let accounts = forms.texts("account_id");
    assert!(accounts.is_sorted() && accounts.len() > 1_000);
    for (column, parts) in boxes {
        for (i, v) in forms.cents(column).iter().enumerate() {
            let of = &expected[accounts[i].as_ref().unwrap()];
            let sum: i64 = parts.iter().map(|p| of[p]).sum();
            assert_eq!(*v, sum, "{:?} {column}", accounts[i]);
        }
    }
}

#[test]
fn order_threads_batches_and_memory_do_not_matter() {
    let w = world(11, 12_000);
    let bench = Bench::new();
    write_accounts(&bench.path("accounts.csv"), w.accounts.iter().map(String::as_str));
    let files = [
        "forms.parquet",
        "lines.parquet",
        "exceptions.parquet",
        "reconciliation.json",
        "reconciliation.md",
    ];
    let outcome = |payments: &[Pay], group, threads, batch_rows, memory| {
        write_payments(&bench.path("payments.parquet"), payments, group);
        let mut b = Bench::new();
        b.options.payments = vec![bench.path("payments.parquet")];
        b.options.accounts = bench.path("accounts.csv");
        (b.options.threads, b.options.batch_rows, b.options.memory) = (threads, batch_rows, memory);
        let done = b.run(&w.readings, 2025).unwrap();
        let bytes: Vec<Vec<u8>> = files.iter().map(|f| std::fs::read(b.out(f)).unwrap()).collect();
        (done.passes, bytes)
    };
    let usual = 512 << 20;
    let (passes, first) = outcome(&w.payments, 30_000, 1, 8_192, usual);
    assert_eq!(passes, 1);
    let mut shuffled = w.payments.clone();
    Random(3).shuffle(&mut shuffled);
    let mut grouped = w.payments.clone();
    for account in grouped.chunk_by_mut(|a, b| a.account == b.account) {
        account.reverse();
    }
    let cases: [(&[Pay], usize, usize, usize, u64); 6] = [
        (&w.payments, 1_000, 4, 8_192, usual),
        (&w.payments, 77, 3, 13, usual),
        (&grouped, 5_000, 2, 1_000, usual),
        (&shuffled, 30_000, 2, 8_192, usual),
        (&shuffled, 700, 3, 100, usual),
        (&shuffled, 3_000, 2, 8_192, 0),
    ];
    for (i, (payments, group, threads, batch, memory)) in cases.into_iter().enumerate() {
        let (_, again) = outcome(payments, group, threads, batch, memory);
        for (name, (a, b)) in files.iter().zip(first.iter().zip(&again)) {
            assert!(a == b, "case {i}: {name} differs");
        }
    }
}

/// Payments that are as they should be go a short way, account by account; beside a column that says
/// that nothing is withheld, the same payments go one by one.
#[test]
fn whole_accounts_and_single_payments_give_the_same_bytes() {
    let mut w = world(13, 20_000);
    let mut r = Random(5);
    let long = w.accounts[700].clone();
    for p in &mut w.payments {
        p.withheld = 0;
        let rate = w
            .distributions
            .get(&(p.cusip.clone(), p.payable.unwrap()))
            .map(|d| Q::of(d.amounts.or_zero(Field::TotalDistribution)));
        // The shares that give the cash, in ten-thousandths; some that do not.
        let exact = rate.map(|r| Q(i128::from(p.cash) * 100, 1).over(r).half_up());
        p.shares = exact.and_then(|s| i64::try_from(s).ok()).or(Some(1));
        if r.one_in(500) {
            p.shares = p.shares.map(|s| s / 2);
        }
        if w.accounts[700..715].contains(&p.account) {
            p.account = long.clone();
        }
    }
    let bench = Bench::new();
    write_accounts(&bench.path("accounts.csv"), w.accounts.iter().map(String::as_str));
    let outcome = |plain: bool, group, batch_rows| {
        let write = if plain { write_plain_payments } else { write_payments };
        write(&bench.path("payments.parquet"), &w.payments, group);
        let mut b = Bench::new();
        b.options.payments = vec![bench.path("payments.parquet")];
        b.options.accounts = bench.path("accounts.csv");
        b.options.batch_rows = batch_rows;
        let done = b.run(&w.readings, 2025).unwrap();
        assert_eq!(done.passes, 1);
        assert!(done.reconciliation.total.allocated > done.reconciliation.total.exceptions);
        let files = ["forms.parquet", "lines.parquet", "exceptions.parquet", "reconciliation.json"];
        files.map(|f| std::fs::read(b.out(f)).unwrap())
    };
    let one_by_one = outcome(false, 30_000, 8_192);
    for (group, batch_rows) in [(30_000, 8_192), (1_000, 300), (5_000, 17)] {
        assert!(outcome(true, group, batch_rows) == one_by_one, "{group} {batch_rows}");
    }
}
