//! The truth of a specimen as JSON (`yearend.truth/1`): the shape of a reading, and besides what
//! is unstated and what was damaged.

use crate::damage::{Changed, Damage};
use crate::specimen::Specimen;
use serde_json::{Map, Value, json};
use yearend_model::decimal::plain;
use yearend_model::{Amounts, Contact, DateValue, Distribution, Field, Security};

/// The truth of a specimen.
#[must_use]
pub fn json(specimen: &Specimen) -> Value {
    let layouts: Vec<Value> = specimen
        .layouts
        .iter()
        .zip(&specimen.unstated)
        .map(|(layout, hidden)| {
            let securities: Vec<Value> =
                layout.securities.iter().zip(hidden).map(|(s, h)| security(s, h)).collect();
            json!({
                "kind": layout.kind.name(),
                "tax_year": layout.tax_year.map(|y| y.get()),
                "title": specimen.style.title.map(|_| layout.title.clone()),
                "securities": securities,
            })
        })
        .collect();
    let style = format!("X-{}", specimen.style.shape.name());
    json!({
        "schema": "yearend.truth/1",
        "document": specimen.name,
        "split": "specimen",
        "style": style,
        "styles": [style],
        "family": specimen.family,
        "container": specimen.style.shape.name(),
        "damaged": !specimen.damage.is_empty(),
        "layouts": layouts,
        "contacts": specimen.contacts.iter().map(contact).collect::<Vec<_>>(),
        "damage": specimen.damage.iter().map(damage).collect::<Vec<_>>(),
    })
}

fn security(s: &Security, hidden: &[Amounts]) -> Value {
    let annual: Map<String, Value> =
        s.annual().map(|(f, v)| (f.name().to_owned(), plain(v).into())).collect();
    let distributions: Vec<Value> =
        s.distributions.iter().zip(hidden).map(|(d, h)| distribution(d, h)).collect();
    json!({
        "cusip": s.cusip,
        "ticker": s.ticker,
        "name": s.name,
        "distributions": distributions,
        "annual": annual,
        "review": false,
    })
}

fn distribution(d: &Distribution, hidden: &Amounts) -> Value {
    let mut out = Map::new();
    for (field, v) in [
        (Field::RecordDate, &d.record_date),
        (Field::ExDividendDate, &d.ex_dividend_date),
        (Field::PayableDate, &d.payable_date),
    ] {
        date(&mut out, field, v);
    }
    out.insert("status".to_owned(), d.status.map(|s| s.name()).into());
    let mut amounts = object(&d.amounts);
    if let Some(letter) = d.cusip_change {
        amounts.insert(Field::CusipChange.name().to_owned(), letter.to_string().into());
    }
    out.insert("amounts".to_owned(), amounts.into());
    if !hidden.is_empty() {
        out.insert("unstated".to_owned(), object(hidden).into());
    }
    out.into()
}

fn date(out: &mut Map<String, Value>, field: Field, v: &DateValue) {
    out.insert(field.name().to_owned(), v.date.map(|d| d.to_string()).into());
    if let Some(word) = &v.text {
        out.insert(format!("{}_text", field.name()), word.clone().into());
    }
}

fn object(amounts: &Amounts) -> Map<String, Value> {
    amounts.iter().map(|(f, v)| (f.name().to_owned(), plain(v.amount).into())).collect()
}

fn contact(c: &Contact) -> Value {
    json!({
        "fund": c.fund, "person": c.person, "affiliation": c.affiliation,
        "telephone": c.telephone, "facsimile": c.facsimile, "email": c.email,
    })
}

fn damage(d: &Damage) -> Value {
    let cell = |c: &Changed| {
        json!({
            "distribution": c.distribution, "field": c.field,
            "true": c.truth, "printed": c.printed,
        })
    };
    json!({
        "kind": d.kind, "layout": d.layout, "cusip": d.cusip, "distribution": d.distribution,
        "cells": d.cells.iter().map(cell).collect::<Vec<_>>(),
        "repairable": d.repairable, "detectable": true, "basis": d.basis,
    })
}
