//! From a row of `forms.parquet` to a [`Record`].

use super::{Cleaning, Record, StateTax, What};
use crate::boxes::{Dollars, MAX_CENTS, MoneyBox};
use crate::check::div_rules;
use crate::filer::{Address, Payer};
use crate::finding::{Finding, Spot};
use crate::forms::FormRow;
use crate::text::{Change, CharSet, clean};
use crate::year::FilingYear;
use std::borrow::Cow;
use yearend_model::Severity;

/// A code as a message shows it. What is longer than a code may be part of an address that slid
/// into the wrong column, so only its length is told.
pub(super) fn code_shown(code: &str) -> String {
    match code.chars().count() {
        0..=3 => format!("`{}`", code.escape_debug()),
        n => format!("a text of {n} characters"),
    }
}

/// How forms are made ready.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// For the Assurance Testing System: TINs must begin with 000.
    pub test: bool,
    /// File forms without a TIN (the IRS accepts them with error SHAREDIRFORM023).
    pub allow_missing_tin: bool,
}

/// What became of a row.
pub struct Prepared<'a> {
    /// The record; `None` where a finding of severity error stands.
    pub record: Option<Record<'a>>,
    /// What is wrong or suspicious.
    pub findings: Vec<Finding>,
    /// What cleaning changed.
    pub cleanings: Vec<Cleaning<'a>>,
}

/// Makes a row ready. A row with an error yields no record, whatever else is right with it.
#[must_use]
pub fn prepare<'a>(
    row: &FormRow<'a>,
    payer: Option<&'a Payer>,
    facts: &FilingYear,
    options: Options,
) -> Prepared<'a> {
    let mut p = Preparer { facts, options, row, findings: Vec::new(), cleanings: Vec::new() };
    let record = p.record(payer);
    let Preparer { mut findings, cleanings, .. } = p;
    for f in &mut findings {
        f.spot = Spot {
            payer: Some(row.payer_id.to_owned()),
            account: Some(row.account_id.to_owned()),
            element: f.spot.element.take(),
            ..Spot::default()
        };
    }
    let fits = findings.iter().all(|f| f.severity < Severity::Error);
    Prepared { record: record.filter(|_| fits), findings, cleanings }
}

pub(super) struct Preparer<'p, 'a> {
    pub(super) facts: &'p FilingYear,
    pub(super) options: Options,
    pub(super) row: &'p FormRow<'a>,
    pub(super) findings: Vec<Finding>,
    pub(super) cleanings: Vec<Cleaning<'a>>,
}

impl<'a> Preparer<'_, 'a> {
    pub(super) fn error(
        &mut self,
        code: &'static str,
        field: &str,
        message: impl Into<String>,
        help: &str,
    ) {
        self.finding(Finding::new(code, Severity::Error, message).help(help), field);
    }

    pub(super) fn warning(
        &mut self,
        code: &'static str,
        field: &str,
        message: impl Into<String>,
        help: &str,
    ) {
        self.finding(Finding::new(code, Severity::Warning, message).help(help), field);
    }

    fn finding(&mut self, mut f: Finding, field: &str) {
        f.spot.element = Some(field.to_owned());
        self.findings.push(f);
    }

    /// Notes a change, with both values for the report file.
    pub(super) fn note(&mut self, field: &'static str, before: &'a str, after: &str, what: What) {
        let after = after.to_owned();
        self.cleanings.push(Cleaning { field, before, after, what });
    }

    pub(super) fn note_change(
        &mut self,
        field: &'static str,
        before: &'a str,
        after: &str,
        change: Change,
    ) {
        if change.any() {
            self.note(field, before, after, What::Cleaned(change));
        }
    }

    pub(super) fn cannot_spell(&mut self, field: &str, c: char) {
        let message = format!(
            "`{field}` holds `{}` (U+{:04X}), which the IRS's characters cannot spell",
            c.escape_debug(),
            u32::from(c)
        );
        self.error("YF004", field, message, "Give a spelling in the letters A to Z");
    }

    /// A text brought into its set; `None` where it is absent, empty or cannot be spelt.
    pub(super) fn text(
        &mut self,
        field: &'static str,
        value: Option<&'a str>,
        set: &CharSet,
        max: usize,
    ) -> Option<Cow<'a, str>> {
        let value = value?;
        match clean(value, set, max) {
            Ok(c) => {
                self.note_change(field, value, &c.text, c.change);
                (!c.text.is_empty()).then_some(c.text)
            }
            Err(c) => {
                self.cannot_spell(field, c);
                None
            }
        }
    }

    fn record(&mut self, payer: Option<&'a Payer>) -> Option<Record<'a>> {
        let row = self.row;
        if row.tax_year != i32::from(self.facts.tax_year) {
            let message =
                format!("tax year {} where {} is filed", row.tax_year, self.facts.tax_year);
            self.error("YF016", "tax_year", message, "Take the forms of the year that is filed");
        }
        let Some(payer) = payer else {
            let message = format!("payer `{}` does not stand in filer.toml", row.payer_id);
            self.error("YF012", "payer_id", message, "Add a [[payer]] with this id");
            return None;
        };
        self.amounts();
        self.account();
        let tin = self.tin();
        let name = self.name();
        let additional =
            self.text("additional_name", row.additional_name, &CharSet::BUSINESS_1, 75);
        let address = self.address();
        let country = self.box_8();
        let state = self.state_tax();
        let (name, address) = (name?, address?);
        let lives_in = match &address {
            Address::Us { state, .. } => Some(state),
            Address::Foreign { .. } => None,
        };
        let cfsf_state = state
            .as_ref()
            .map(|s| &s.state)
            .or(lives_in)
            .filter(|s| payer.cfsf.contains(&***s))
            .cloned();
        Some(Record {
            payer: &payer.id,
            account: row.account_id,
            tin_type: tin.as_ref().map(|(_, t)| *t),
            tin: tin.map(|(t, _)| t),
            name,
            additional,
            address,
            office: payer.office.as_deref(),
            cfsf_state,
            fatca: row.fatca,
            second_tin_notice: row.second_tin_notice,
            amounts: row.amounts,
            country,
            state,
        })
    }

    fn amounts(&mut self) {
        let row = self.row;
        let amounts = &row.amounts;
        // Hardly any is out of bounds: all are looked at together, and named only then.
        let fits = |cents: i128| (0..=MAX_CENTS).contains(&cents);
        if !amounts.0.iter().fold(fits(row.box_16), |all, cents| all & fits(*cents)) {
            self.out_of_bounds();
        }
        for check in div_rules(amounts) {
            if let Some(rule) = self.facts.rule_of(check) {
                let mut f =
                    Finding::new(rule.number, Severity::Warning, format!("wanted: {}", rule.says))
                        .help(rule.help);
                f.irs = Some(rule.severity);
                self.findings.push(f);
            }
        }
    }

    fn out_of_bounds(&mut self) {
        let boxes = MoneyBox::ALL.map(|b| (b.column(), self.row.amounts.get(b)));
        for (column, cents) in boxes.into_iter().chain([("box_16", self.row.box_16)]) {
            if cents < 0 {
                let message = format!("{column} is negative ({})", Dollars(cents));
                self.error(
                    "YF009",
                    column,
                    message,
                    "The IRS takes no negative box: reverse the \
                    payments of the year they belong to, or correct that year",
                );
            } else if cents > MAX_CENTS {
                let message = format!("{column} is over 999999999999999.99");
                self.error("YF010", column, message, "Compare it with the payments");
            }
        }
    }

    fn account(&mut self) {
        // It identifies the form in every later answer, so it is never cleaned.
        if let Err(fault) = CharSet::TEXT.check(self.row.account_id, 30) {
            let message = format!("the account number does not fit: {fault}");
            let help = "The IRS takes 30 printable characters with single blanks inside";
            self.error("YF011", "account_id", message, help);
        }
    }

    fn box_8(&mut self) -> Option<&'static str> {
        let iso = self.row.box_8?;
        let Some(found) = self.facts.countries.from_iso(iso) else {
            let message = format!("box 8 is {}, no foreign ISO country code", code_shown(iso));
            self.error("YF013", "box_8", message, "Give the ISO 3166 code of the country");
            return None;
        };
        if let Some(why) = found.note {
            self.note("box_8", iso, found.code, What::OtherCountry(why));
        }
        Some(found.code)
    }

    fn state_tax(&mut self) -> Option<StateTax<'a>> {
        let withheld = self.row.box_16;
        let Some(state) = self.row.box_14 else {
            if withheld != 0 {
                let message = "box 16 holds state tax but box 14 names no state";
                self.error("YF014", "box_14", message, "Give the state that the tax went to");
            }
            return None;
        };
        if !self.facts.is_state(state) {
            let message = format!("box 14 is {}, no state code", code_shown(state));
            self.error("YF006", "box_14", message, "Give a state code of the US Postal Service");
            return None;
        }
        let state_id = self.text("box_15", self.row.box_15, &CharSet::TEXT, 25);
        Some(StateTax { state: state.into(), state_id, withheld })
    }
}
