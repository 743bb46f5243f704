//! `reconciliation.md`: the reconciliation for people.

use super::reconcile::{Cents, Reconciliation};
use crate::money::{dollars_grouped, grouped};
use std::fmt::Write;

fn money(c: Cents) -> String {
    dollars_grouped(c.0)
}

/// Field text inside a Markdown table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// The report. Sections without content are left out.
#[must_use]
pub fn markdown(r: &Reconciliation) -> String {
    let mut out = String::new();
    // Writing to a string cannot fail.
    let _ = sections(r, &mut out);
    out
}

fn sections(r: &Reconciliation, out: &mut String) -> std::fmt::Result {
    writeln!(out, "# Reconciliation, tax year {}\n", r.tax_year)?;
    let t = &r.total;
    writeln!(out, "| cash | dollars |\n| --- | ---: |")?;
    writeln!(out, "| posted ({} payments) | {} |", grouped(t.payments), money(t.cash_in))?;
    writeln!(out, "| allocated to forms of {} | {} |", r.tax_year, money(t.allocated))?;
    writeln!(out, "| belongs to the year before | {} |", money(t.prior_year))?;
    writeln!(out, "| belongs to the year after | {} |", money(t.next_year))?;
    let n = grouped(r.exception_count());
    writeln!(out, "| in exceptions ({n} payments) | {} |", money(t.exceptions))?;
    writeln!(out, "| **difference** | **{}** |\n", money(t.difference))?;

    let c = &r.counts;
    writeln!(
        out,
        "{} forms, {} of them to be filed, {} with a warning; {} detail lines; {} of {} accounts \
         were paid.\n",
        grouped(c.forms),
        grouped(c.reportable),
        grouped(c.warned),
        grouped(c.lines),
        grouped(c.accounts_paid),
        grouped(c.accounts)
    )?;
    writeln!(
        out,
        "Placed by payable date {}, by record date {}, under a changed CUSIP {}, by shares within \
         a few days {}.\n",
        grouped(c.by_payable_date),
        grouped(c.by_record_date),
        grouped(c.by_cusip_change),
        grouped(c.by_near_date)
    )?;
    boxes(r, out)?;
    withheld(r, out)?;
    exceptions(r, out)?;
    list("Warnings", &r.warnings, out)?;
    list("Columns that were not read", &r.ignored_columns, out)?;
    securities(r, out)
}

fn boxes(r: &Reconciliation, out: &mut String) -> std::fmt::Result {
    writeln!(out, "## Boxes\n\n| column | box of {} | forms | lines | difference |", r.tax_year)?;
    writeln!(out, "| --- | --- | ---: | ---: | ---: |")?;
    for b in &r.boxes {
        let label = b.label.as_deref().unwrap_or("");
        let (f, l, d) = (money(b.forms), money(b.lines), money(b.difference));
        writeln!(out, "| {} | {label} | {f} | {l} | {d} |", b.column)?;
    }
    writeln!(out)
}

fn withheld(r: &Reconciliation, out: &mut String) -> std::fmt::Result {
    if r.withheld.stated == Cents(0) && r.state_withheld.stated == Cents(0) {
        return Ok(());
    }
    writeln!(
        out,
        "## Tax withheld\n\n| | stated | forms | other years | exceptions | difference |"
    )?;
    writeln!(out, "| --- | ---: | ---: | ---: | ---: | ---: |")?;
    for (name, w) in [("federal", r.withheld), ("state", r.state_withheld)] {
        let all = [w.stated, w.forms, w.other_years, w.exceptions, w.difference].map(money);
        writeln!(out, "| {name} | {} |", all.join(" | "))?;
    }
    writeln!(out)
}

fn exceptions(r: &Reconciliation, out: &mut String) -> std::fmt::Result {
    if r.exceptions.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Exceptions\n\n| code | payments | cash | what to do |")?;
    writeln!(out, "| --- | ---: | ---: | --- |")?;
    for e in &r.exceptions {
        let (n, cash) = (grouped(e.payments), money(e.cash));
        writeln!(out, "| {} | {n} | {cash} | {} |", e.code, e.explanation)?;
    }
    writeln!(out)
}

fn list(title: &str, items: &[String], out: &mut String) -> std::fmt::Result {
    if items.is_empty() {
        return Ok(());
    }
    writeln!(out, "## {title}\n")?;
    for i in items {
        writeln!(out, "- {}", i.replace('\n', " "))?;
    }
    writeln!(out)
}

fn securities(r: &Reconciliation, out: &mut String) -> std::fmt::Result {
    writeln!(
        out,
        "## By CUSIP\n\n| CUSIP | fund | payments | cash in | allocated | prior year | next year | \
         exceptions | difference |"
    )?;
    writeln!(out, "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")?;
    for s in &r.securities {
        let c = &s.cash;
        let all = [c.cash_in, c.allocated, c.prior_year, c.next_year, c.exceptions, c.difference];
        let (cusip, name, n) = (cell(&s.cusip), cell(&s.name), grouped(c.payments));
        writeln!(out, "| {cusip} | {name} | {n} | {} |", all.map(money).join(" | "))?;
    }
    Ok(())
}
