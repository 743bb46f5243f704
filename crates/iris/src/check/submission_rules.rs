//! Rules of a submission: its header, its counts, its forms side by side.

use super::Check;
use super::handler::{Checker, FormSummary, SubmissionSummary};
use crate::boxes::{Dollars, MoneyBox};
use crate::finding::Finding;
use crate::year::IrsSeverity;
use std::collections::HashMap;
use yearend_model::Severity;

/// Rules that the header decides.
pub(super) fn at_header(c: &mut Checker<'_>) {
    let s = &c.submission;
    let m = &c.manifest;
    let one = s.group == 1;
    let issuer = s.group != 2;
    let broken = [
        (s.tax_year != m.tax_year, Check::SubmissionYear, "TaxYr"),
        (
            issuer && s.issuer_abroad && s.issuer_foreign != "1",
            Check::IssuerForeignEntity,
            "ForeignEntityInd",
        ),
        (one && m.test == "T" && !s.issuer_tin.starts_with("000"), Check::TestIssuerTin, "TIN"),
        (s.group == 2 && m.kind == "C", Check::CorrectionWithoutExtension, "IRSubmission2Header"),
        (s.group == 2 && m.kind != "O", Check::ExtensionOnlyOriginal, "IRSubmission2Header"),
        (one && !s.issuer_phone, Check::IssuerPhone, "PhoneNum"),
        (
            one && s.cfsf && !c.facts.cfsf_forms.contains(&s.form_type.as_str()),
            Check::CfsfFormType,
            "CFSFElectionInd",
        ),
        (
            s.original.is_some() && m.kind != "R" && one,
            Check::OriginalSubmissionOnlyInReplacement,
            "OriginalUniqueSubmissionId",
        ),
        (
            issuer && c.options.issuer_role == Some(true) && s.issuer_tin != m.tin,
            Check::IssuerIsTransmitter,
            "TIN",
        ),
    ];
    for (is_broken, check, element) in broken {
        if is_broken {
            let spot = c.spot(element, None);
            c.found.rule(check, "", spot);
        }
    }
    let id = c.submission.id;
    if id != 0 && !c.submission_ids.insert(id) {
        let spot = c.spot("SubmissionId", None);
        c.found.rule(Check::SubmissionIdUnique, format!("{id} stands twice"), spot);
    }
    if let Some(original) = c.submission.original.clone() {
        c.submissions_with_original += 1;
        if !c.originals.insert(original) {
            let spot = c.spot("OriginalUniqueSubmissionId", None);
            c.found.rule(Check::OriginalSubmissionUnique, "", spot);
        }
    }
    if one {
        totals_present(c);
    }
}

fn totals_present(c: &mut Checker<'_>) {
    let s = &c.submission;
    if s.totals_of.as_ref() == Some(&s.form_type) {
        return;
    }
    let Some(form) = c.facts.form_types.iter().find(|f| f.code == s.form_type) else { return };
    let element = format!("Form{}TotalAmtGrp", form.code);
    let message = format!("wanted: `{element}` in a submission of form type {}", form.code);
    let help = "Write the file again: the totals stand before the details";
    let spot = c.spot(&element, None);
    c.found.irs(form.totals_rule, IrsSeverity::Reject, message, help, spot);
}

/// Rules of a Form 8809.
pub(super) fn at_extension(c: &mut Checker<'_>) {
    let s = &c.submission;
    let broken = [
        (s.paper != "0", Check::ExtensionPaper, "IRPaperSubmissionInd"),
        (s.electronic != "1", Check::ExtensionElectronic, "IRElectronicSubmissionInd"),
        (
            (s.paper == "1") == (s.electronic == "1"),
            Check::ExtensionOneWay,
            "IRElectronicSubmissionInd",
        ),
    ];
    for (is_broken, check, element) in broken {
        if is_broken {
            let spot = c.spot(element, None);
            c.found.rule(check, "", spot);
        }
    }
}

/// A Form 8809 names a form type twice.
pub(super) fn extension_form_twice(c: &mut Checker<'_>) {
    let spot = c.spot("ApplicableFormTypeCd", None);
    c.found.rule(Check::ExtensionFormOnce, "", spot);
}

/// Rules that need every form of the submission.
pub(super) fn at_end(c: &mut Checker<'_>) {
    // An extension request counts as one form.
    if c.submission.group == 2 {
        c.forms += 1;
        return;
    }
    c.forms += c.submission.forms;
    let s = &c.submission;
    if let Some(said) = s.count.filter(|n| *n != s.forms) {
        let detail = format!("it says {said}, there are {}", s.forms);
        let spot = c.spot("TotalReportedRcpntFormCnt", None);
        c.found.rule(Check::SubmissionCount, detail, spot);
    }
    if c.submission.group == 1 {
        let s = &c.submission;
        if !s.form_type.is_empty() && s.details_of != Some(s.form_type.as_str()) {
            let detail = format!("form type {}", s.form_type);
            let spot = c.spot("IRSubmission1Detail", None);
            c.found.rule(Check::DetailPresent, detail, spot);
        }
        if s.elected && s.state_total_groups == 0 {
            let spot = c.spot("Form1099DIVTotalByStateGrp", None);
            c.found.rule(Check::CfsfTotals, "", spot);
        }
        duplicates(c);
        sums(c);
    }
    let s = &c.submission;
    c.summaries.push(SubmissionSummary {
        id: s.id,
        form_type: s.form_type.clone(),
        forms: s.forms,
        sums: s.sums,
    });
}

/// The same TIN twice needs an account number each time, unique in the submission.
fn duplicates(c: &mut Checker<'_>) {
    let mut rows = std::mem::take(&mut c.submission.rows);
    rows.sort_unstable_by_key(|r| (r.tin, r.record));
    let twice = || rows.chunk_by(|a, b| a.tin == b.tin).filter(|g| g.len() > 1 && g[0].tin != 0);
    if twice().next().is_none() {
        return;
    }
    let mut accounts: HashMap<u64, u32> = HashMap::with_capacity(rows.len());
    for r in rows.iter().filter(|r| r.account != 0) {
        *accounts.entry(r.account).or_default() += 1;
    }
    for same in twice() {
        for FormSummary { account, record, .. } in same {
            let detail = match accounts.get(account) {
                None => "the account number is missing",
                Some(n) if *n > 1 => "the account number stands on another form, too",
                Some(_) => continue,
            };
            let mut spot = c.spot("RecipientAccountNum", None);
            spot.record = Some(*record);
            c.found.rule(Check::DuplicateTinAccount, detail, spot);
        }
    }
}

/// Ours: no IRS rule compares the totals with the forms, but a difference is a mistake.
fn sums(c: &mut Checker<'_>) {
    let Some(totals) = c.submission.totals.filter(|_| c.submission.form_type == "1099DIV") else {
        return;
    };
    for b in MoneyBox::ALL {
        let (said, sum) = (totals.get(b), c.submission.sums.get(b));
        if said != sum {
            let message = format!(
                "the total of box {} is {}, the forms add up to {}",
                b.label(),
                Dollars(said),
                Dollars(sum)
            );
            let spot = c.spot(c.facts.element(b), None);
            c.found.push(
                Finding::new("YF101", Severity::Warning, message)
                    .help("No IRS rule tests it; find out which of the two is right")
                    .at(spot),
            );
        }
    }
    let (said, sums) = (&c.submission.state_totals, &c.submission.state_sums);
    let states: Vec<_> = said
        .keys()
        .chain(sums.keys())
        .filter(|s| {
            said.get(*s).copied().unwrap_or_default() != sums.get(*s).copied().unwrap_or_default()
        })
        .cloned()
        .collect();
    for state in states {
        let message = format!("the totals of {state} are not the sums of the forms that elect it");
        let spot = c.spot("Form1099DIVTotalByStateGrp", None);
        c.found.push(
            Finding::new("YF102", Severity::Warning, message)
                .help("No IRS rule tests it; find out which of the two is right")
                .at(spot),
        );
    }
}
