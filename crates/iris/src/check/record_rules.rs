//! Rules of a form.

use super::grammar::Mark;
use super::handler::{Checker, FormSummary};
use super::{Check, div_rules, ledger_rules};
use crate::boxes::MoneyBox;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Rules at the end of a form.
pub(super) fn at_form(c: &mut Checker<'_>, mark: Mark) {
    c.submission.forms += 1;
    c.submission.details_of = match mark {
        Mark::Detail => Some("1099DIV"),
        Mark::OtherDetail(i) => c.facts.form_types.get(usize::from(i)).map(|f| f.code),
        _ => None,
    };
    corrections(c);
    identifiers(c);
    if c.submission.group == 1 {
        recipient(c);
        states(c);
    }
    if mark == Mark::Detail {
        boxes(c);
    }
    ledger_rules::at_form(c);
}

fn broken(c: &mut Checker<'_>, check: Check, element: &str, detail: &str) {
    let spot = c.spot(element, Some(c.form.offset));
    c.found.rule(check, detail, spot);
}

fn corrections(c: &mut Checker<'_>) {
    let Some(corrected) = c.form.corrected else { return };
    let names_record = c.form.unique_record.is_some();
    match (c.manifest.kind.as_str(), corrected) {
        ("O" | "R", true) => broken(c, Check::NoCorrectedForms, "CorrectedInd", ""),
        ("C", false) => broken(c, Check::AllCorrectedForms, "CorrectedInd", ""),
        _ => {}
    }
    if c.form.previous && matches!(c.manifest.kind.as_str(), "O" | "R") {
        broken(c, Check::NoPreviousGroup, "PrevSubmittedRecRecipientGrp", "");
    }
    if c.manifest.kind == "C" && !names_record {
        broken(c, Check::CorrectionNamesRecord, "UniqueRecordId", "");
    }
    if corrected && !names_record {
        broken(c, Check::CorrectedNamesRecord, "UniqueRecordId", "");
    }
    if !corrected && c.form.previous {
        broken(c, Check::UncorrectedNamesNone, "PrevSubmittedRecRecipientGrp", "");
    }
    if let Some(unique) = c.form.unique_record.clone() {
        let record = c.form.record.unwrap_or(0);
        if c.unique_records.insert(unique, record).is_some() {
            broken(c, Check::UniqueRecordOnce, "UniqueRecordId", "");
        }
    }
}

fn identifiers(c: &mut Checker<'_>) {
    if c.form.tax_year != c.submission.tax_year {
        broken(c, Check::FormYear, "TaxYr", "");
    }
    if let Some(id) = c.form.record
        && !c.submission.ids.insert(id)
    {
        broken(c, Check::RecordIdUnique, "RecordId", &format!("{id} stands twice"));
    }
}

fn recipient(c: &mut Checker<'_>) {
    let account = if c.form.account.is_empty() {
        0
    } else {
        let mut h = DefaultHasher::new();
        c.form.account.hash(&mut h);
        h.finish().max(1)
    };
    let tin = c.form.tin.parse::<u32>().map_or(0, |tin| tin.saturating_add(1));
    let record = c.form.record.unwrap_or(0);
    c.submission.rows.push(FormSummary { tin, account, record });
    if !c.form.address {
        broken(c, Check::RecipientAddress, "MailingAddressGrp", "");
    }
    if c.form.fatca && account == 0 {
        broken(c, Check::FatcaAccount, "RecipientAccountNum", "");
    }
    if c.form.tin.is_empty() {
        broken(c, Check::RecipientTin, "TIN", "");
    } else if c.manifest.test == "T" && !c.form.tin.starts_with("000") {
        broken(c, Check::TestRecipientTin, "TIN", "");
    }
}

fn states(c: &mut Checker<'_>) {
    if c.form.states.is_empty() {
        return;
    }
    c.submission.elected = true;
    let states = std::mem::take(&mut c.form.states);
    for state in &states {
        if !c.facts.cfsf_states.contains(&state.as_str()) {
            broken(c, Check::CfsfState, "CFSFElectionStateCd", &format!("it is {state}"));
        }
        let sums = c.submission.state_sums.entry(state.clone()).or_default();
        sums.add(&c.form.amounts);
    }
    if !c.submission.cfsf {
        broken(c, Check::CfsfElected, "CFSFElectionStateCd", "");
    }
    c.form.states = states;
}

fn boxes(c: &mut Checker<'_>) {
    c.submission.sums.add(&c.form.amounts);
    for check in div_rules(&c.form.amounts) {
        // Here it is known whether box 1a stands, be it zero.
        if check != Check::QualifiedNeedsOrdinary {
            let element = match check {
                Check::CapitalGainContainsParts => c.facts.element(MoneyBox::B2a),
                Check::WithholdingExcessive => c.facts.element(MoneyBox::B4),
                Check::ExemptContainsPrivate => c.facts.element(MoneyBox::B12),
                _ => c.facts.element(MoneyBox::B1a),
            };
            broken(c, check, element, "");
        }
    }
    if c.form.has_1b && !c.form.has_1a {
        broken(c, Check::QualifiedNeedsOrdinary, c.facts.element(MoneyBox::B1a), "");
    }
}
