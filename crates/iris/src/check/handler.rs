//! The checker's own state: what the manifest, the submission and the form at hand say.

use super::collector::Collector;
use super::engine::{Handler, Stop, Value};
use super::grammar::{Cap, Mark, Slot};
use super::{Options, Report, ledger_rules, record_rules, submission_rules, transmission_rules};
use crate::boxes::Amounts;
use crate::finding::Spot;
use crate::year::FilingYear;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What a transmission says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Unique transmission ID.
    pub utid: String,
    /// Tax year.
    pub tax_year: String,
    /// `O`, `C` or `R`.
    pub kind: String,
    /// Whether it is a test.
    pub test: bool,
    /// Its submissions.
    pub submissions: Vec<SubmissionSummary>,
    /// Forms in all.
    pub forms: u64,
}

/// What a submission holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SubmissionSummary {
    /// `SubmissionId`.
    pub id: u32,
    /// `FormTypeCd`.
    pub form_type: String,
    /// Forms counted.
    pub forms: u64,
    /// The sums of their boxes, for Form 1099-DIV.
    pub sums: Amounts,
}

/// A form in short, for duplicate checks at the end of a submission.
#[derive(Clone, Copy, Debug)]
pub struct FormSummary {
    /// TIN plus one, or 0 for none.
    pub(super) tin: u32,
    /// A hash of the account number, 0 for none.
    pub(super) account: u64,
    /// `RecordId`.
    pub(super) record: u32,
}

/// What the manifest says.
#[derive(Debug, Default)]
pub(super) struct ManifestState {
    pub(super) utid: String,
    pub(super) tax_year: String,
    pub(super) prior_year: String,
    pub(super) kind: String,
    pub(super) test: String,
    pub(super) original_receipt: Option<String>,
    pub(super) tin: String,
    pub(super) tcc: String,
    pub(super) foreign: String,
    pub(super) company_abroad: bool,
    pub(super) vendor_cd: String,
    pub(super) software: String,
    pub(super) vendor: bool,
    pub(super) vendor_foreign: String,
    pub(super) vendor_abroad: bool,
    pub(super) vendor_contact: bool,
    pub(super) vendor_phone: bool,
    pub(super) issuers: Option<u64>,
    pub(super) recipients: Option<u64>,
    pub(super) seen: bool,
}

/// What a submission's header says, and what its forms add up to.
#[derive(Debug, Default)]
pub(super) struct SubmissionState {
    pub(super) group: u8,
    pub(super) id: u32,
    pub(super) original: Option<String>,
    pub(super) tax_year: String,
    pub(super) issuer_foreign: String,
    pub(super) issuer_tin: String,
    pub(super) issuer_phone: bool,
    pub(super) issuer_abroad: bool,
    pub(super) form_type: String,
    pub(super) cfsf: bool,
    pub(super) count: Option<u64>,
    pub(super) totals: Option<Amounts>,
    pub(super) totals_of: Option<String>,
    pub(super) details_of: Option<&'static str>,
    pub(super) state_totals: BTreeMap<String, Amounts>,
    pub(super) state_total_groups: u64,
    pub(super) forms: u64,
    pub(super) sums: Amounts,
    pub(super) state_sums: BTreeMap<String, Amounts>,
    pub(super) elected: bool,
    pub(super) rows: Vec<FormSummary>,
    pub(super) ids: RecordIds,
    pub(super) paper: String,
    pub(super) electronic: String,
    pub(super) extension_forms: HashSet<String>,
}

/// Which record IDs were seen: a bit each.
#[derive(Debug, Default)]
pub(super) struct RecordIds(Vec<u64>);

impl RecordIds {
    /// Notes an ID of at most eight digits; `false` where it was there.
    pub(super) fn insert(&mut self, id: u32) -> bool {
        let (word, bit) = ((id / 64) as usize, 1u64 << (id % 64));
        if word >= self.0.len() {
            self.0.resize(word + 1, 0);
        }
        let new = self.0[word] & bit == 0;
        self.0[word] |= bit;
        new
    }
}

/// What the form at hand says.
#[derive(Debug, Default)]
pub(super) struct FormState {
    pub(super) offset: u64,
    pub(super) tax_year: String,
    pub(super) record: Option<u32>,
    pub(super) states: Vec<String>,
    pub(super) corrected: Option<bool>,
    pub(super) previous: bool,
    pub(super) unique_record: Option<String>,
    pub(super) tin: String,
    pub(super) address: bool,
    pub(super) account: String,
    pub(super) fatca: bool,
    pub(super) amounts: Amounts,
    pub(super) has_1a: bool,
    pub(super) has_1b: bool,
}

impl FormState {
    fn clear(&mut self, offset: u64) {
        self.offset = offset;
        for text in [&mut self.tax_year, &mut self.tin, &mut self.account] {
            text.clear();
        }
        self.states.clear();
        self.record = None;
        self.corrected = None;
        self.previous = false;
        self.unique_record = None;
        self.address = false;
        self.fatca = false;
        self.amounts = Amounts::default();
        self.has_1a = false;
        self.has_1b = false;
    }
}

/// The checker.
pub(super) struct Checker<'a> {
    pub(super) facts: &'a FilingYear,
    pub(super) options: Options<'a>,
    pub(super) found: Collector<'a>,
    pub(super) manifest: ManifestState,
    pub(super) submission: SubmissionState,
    pub(super) form: FormState,
    pub(super) path: Vec<Mark>,
    pub(super) submission_ids: HashSet<u32>,
    pub(super) originals: HashSet<String>,
    pub(super) submissions_with_original: u64,
    pub(super) groups: u64,
    pub(super) unique_records: HashMap<String, u32>,
    pub(super) forms: u64,
    pub(super) summaries: Vec<SubmissionSummary>,
    state_total: (String, Amounts),
    broken: bool,
}

impl<'a> Checker<'a> {
    pub(super) fn new(facts: &'a FilingYear, options: Options<'a>) -> Self {
        Checker {
            facts,
            options,
            found: Collector::new(facts, options.limit),
            manifest: ManifestState::default(),
            submission: SubmissionState::default(),
            form: FormState::default(),
            path: Vec::with_capacity(12),
            submission_ids: HashSet::new(),
            originals: HashSet::new(),
            submissions_with_original: 0,
            groups: 0,
            unique_records: HashMap::new(),
            forms: 0,
            summaries: Vec::new(),
            state_total: Default::default(),
            broken: false,
        }
    }

    /// Where the walk is.
    pub(super) fn spot(&self, element: &str, offset: Option<u64>) -> Spot {
        let in_submission = self.path.iter().any(|m| matches!(m, Mark::Submission(_)));
        Spot {
            submission: (in_submission && self.submission.id != 0).then_some(self.submission.id),
            record: self.in_detail().then_some(self.form.record).flatten(),
            element: (!element.is_empty()).then(|| element.to_owned()),
            offset,
            ..Spot::default()
        }
    }

    fn in_detail(&self) -> bool {
        self.path.iter().any(|m| is_detail(*m))
    }

    pub(super) fn not_well_formed(&mut self, offset: u64, reason: &str) {
        let spot = Spot { offset: Some(offset), ..self.spot("", None) };
        let message = format!("no well-formed XML: {reason}");
        self.found.schema("xml-not-well-formed", message, spot);
        self.broken = true;
    }

    pub(super) fn finish(mut self) -> Report {
        if !self.broken && self.manifest.seen {
            transmission_rules::at_end(&mut self);
        }
        let summary = Summary {
            utid: self.manifest.utid,
            tax_year: self.manifest.tax_year,
            kind: self.manifest.kind,
            test: self.manifest.test == "T",
            submissions: self.summaries,
            forms: self.forms,
        };
        self.found.finish(summary)
    }
}

fn is_detail(mark: Mark) -> bool {
    matches!(mark, Mark::Detail | Mark::OtherDetail(_) | Mark::Detail1042S)
}

fn set(target: &mut String, text: &str) {
    target.clear();
    target.push_str(text);
}

impl Handler for Checker<'_> {
    fn enter(&mut self, mark: Mark, offset: u64) {
        let parent = self.path.last().copied();
        self.path.push(mark);
        match mark {
            Mark::Submission(group) => {
                self.submission = SubmissionState { group, ..SubmissionState::default() };
                self.groups += 1;
            }
            Mark::Vendor => self.manifest.vendor = true,
            Mark::ContactName if parent == Some(Mark::Vendor) => {
                self.manifest.vendor_contact = true;
            }
            Mark::ForeignAddress => {
                let inside = |m| self.path.contains(&m);
                if inside(Mark::Company) {
                    self.manifest.company_abroad = true;
                } else if inside(Mark::Vendor) {
                    self.manifest.vendor_abroad = true;
                } else if inside(Mark::Issuer) {
                    self.submission.issuer_abroad = true;
                }
            }
            Mark::Address if parent == Some(Mark::Recipient) => self.form.address = true,
            Mark::Totals => {
                self.submission.totals = Some(Amounts::default());
                self.submission.totals_of = Some("1099DIV".to_owned());
            }
            Mark::OtherTotals(i) => {
                let form = self.facts.form_types.get(usize::from(i)).map(|f| f.code.to_owned());
                self.submission.totals_of = form;
            }
            Mark::StateTotals => {
                self.submission.state_total_groups += 1;
                self.state_total = Default::default();
            }
            Mark::Detail | Mark::OtherDetail(_) | Mark::Detail1042S => {
                self.form.clear(offset);
                self.found.begin_record();
            }
            Mark::Previous => self.form.previous = true,
            _ => {}
        }
    }

    fn leaf(&mut self, group: Mark, slot: &Slot, Value { text, cents }: Value<'_>) {
        let m = &mut self.manifest;
        let s = &mut self.submission;
        let f = &mut self.form;
        match slot.cap {
            Cap::None => {}
            Cap::Utid => set(&mut m.utid, text.trim()),
            Cap::ManifestYear => set(&mut m.tax_year, text),
            Cap::PriorYear => set(&mut m.prior_year, text),
            Cap::TypeCd => set(&mut m.kind, text),
            Cap::TestCd => set(&mut m.test, text),
            Cap::OriginalReceipt => m.original_receipt = Some(text.to_owned()),
            Cap::TransmitterTin => set(&mut m.tin, text),
            Cap::TransmitterTcc => set(&mut m.tcc, text),
            Cap::TransmitterForeign => set(&mut m.foreign, text),
            Cap::VendorCd => set(&mut m.vendor_cd, text),
            Cap::SoftwareId => set(&mut m.software, text),
            Cap::VendorForeign => set(&mut m.vendor_foreign, text),
            Cap::VendorPhone => m.vendor_phone = !text.is_empty(),
            Cap::IssuerCount => m.issuers = text.trim().parse().ok(),
            Cap::RecipientCount => m.recipients = text.trim().parse().ok(),
            Cap::SubmissionId => s.id = text.parse().unwrap_or(0),
            Cap::OriginalSubmission => s.original = Some(text.to_owned()),
            Cap::SubmissionYear => set(&mut s.tax_year, text),
            Cap::IssuerForeign => set(&mut s.issuer_foreign, text),
            Cap::IssuerTin => set(&mut s.issuer_tin, text),
            Cap::IssuerPhone => s.issuer_phone = !text.is_empty(),
            Cap::FormType => set(&mut s.form_type, text),
            Cap::Cfsf => s.cfsf = text == "1",
            Cap::SubmissionCount => s.count = text.trim().parse().ok(),
            Cap::StateTotalState => set(&mut self.state_total.0, text),
            Cap::StateTotalCount | Cap::StateTotalWithheld | Cap::StateWithheld => {}
            Cap::Money(b) => {
                let cents = cents.unwrap_or(0);
                match group {
                    Mark::Totals => {
                        s.totals.get_or_insert_default().set(b, cents);
                    }
                    Mark::StateTotals => self.state_total.1.set(b, cents),
                    _ => {
                        f.has_1a |= b == crate::boxes::MoneyBox::B1a;
                        f.has_1b |= b == crate::boxes::MoneyBox::B1b;
                        f.amounts.set(b, cents);
                    }
                }
            }
            Cap::FormYear => set(&mut f.tax_year, text),
            Cap::RecordId => f.record = text.parse().ok().filter(|_| text.len() <= 8),
            Cap::CfsfState => f.states.push(text.to_owned()),
            Cap::Corrected => f.corrected = Some(text == "1"),
            Cap::UniqueRecord => f.unique_record = Some(text.to_owned()),
            Cap::RecipientTin => set(&mut f.tin, text),
            Cap::Account => set(&mut f.account, text),
            Cap::Fatca => f.fatca = text == "1",
            Cap::ExtensionPaper => set(&mut s.paper, text),
            Cap::ExtensionElectronic => set(&mut s.electronic, text),
            Cap::ExtensionForm => {
                if !s.extension_forms.insert(text.to_owned()) {
                    submission_rules::extension_form_twice(self);
                }
            }
        }
    }

    fn leave(&mut self, mark: Mark) -> Result<(), Stop> {
        match mark {
            Mark::Manifest => {
                self.manifest.seen = true;
                transmission_rules::at_manifest(self);
                ledger_rules::at_manifest(self);
            }
            Mark::Header => {
                submission_rules::at_header(self);
                ledger_rules::at_header(self);
            }
            Mark::StateTotals => {
                let (state, amounts) = std::mem::take(&mut self.state_total);
                self.submission.state_totals.entry(state).or_default().add(&amounts);
            }
            Mark::Extension => submission_rules::at_extension(self),
            Mark::Detail | Mark::OtherDetail(_) | Mark::Detail1042S => {
                record_rules::at_form(self, mark);
                let account = std::mem::take(&mut self.form.account);
                self.found.end_record(self.form.record, &account);
                self.form.account = account;
            }
            Mark::Submission(_) => submission_rules::at_end(self),
            _ => {}
        }
        self.path.pop();
        Ok(())
    }

    fn violation(&mut self, code: &'static str, element: &str, message: String, offset: u64) {
        let spot = self.spot(element, Some(offset));
        self.found.schema(code, message, spot);
    }
}
