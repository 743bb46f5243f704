//! The schema of a transmission as tables: which element may stand where, how often, holding what.
//!
//! A group is the list of the elements it may hold, in their fixed order. Elements of a choice
//! carry the choice and the branch they belong to. Groups that are not looked into closely (form
//! types other than 1099-DIV) are `open`: elements they know are read, all others skipped.

use crate::boxes::MoneyBox;
use crate::text::{CharSet, Simple};
use crate::year::{DetailBox, FilingYear};

/// What a group is, for the handler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Nothing that matters.
    Plain,
    /// The manifest.
    Manifest,
    /// The transmitter.
    Transmitter,
    /// The transmitter's company.
    Company,
    /// The vendor.
    Vendor,
    /// A contact name.
    ContactName,
    /// A Submission 1, 2 or 3.
    Submission(u8),
    /// The header of a submission.
    Header,
    /// The issuer.
    Issuer,
    /// The totals of Form 1099-DIV.
    Totals,
    /// The totals of another form type, by its index in the year's list.
    OtherTotals(u8),
    /// The totals of a state.
    StateTotals,
    /// The detail of a Form 1099-DIV.
    Detail,
    /// The detail of another form type of Submission 1, by its index in the year's list.
    OtherDetail(u8),
    /// The detail of a Form 1042-S.
    Detail1042S,
    /// An extension request, Form 8809.
    Extension,
    /// The recipient as filed before.
    Previous,
    /// The recipient.
    Recipient,
    /// A mailing address.
    Address,
    /// A foreign address.
    ForeignAddress,
    /// A state's and locality's tax.
    StateTax,
}

/// A value that the rules look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "named like the elements")]
pub enum Cap {
    None,
    Utid,
    ManifestYear,
    PriorYear,
    TypeCd,
    TestCd,
    OriginalReceipt,
    TransmitterTin,
    TransmitterTcc,
    TransmitterForeign,
    VendorCd,
    SoftwareId,
    VendorForeign,
    VendorPhone,
    IssuerCount,
    RecipientCount,
    SubmissionId,
    OriginalSubmission,
    SubmissionYear,
    IssuerForeign,
    IssuerTin,
    IssuerPhone,
    FormType,
    Cfsf,
    SubmissionCount,
    Money(MoneyBox),
    StateTotalState,
    StateTotalCount,
    StateTotalWithheld,
    FormYear,
    RecordId,
    CfsfState,
    Corrected,
    UniqueRecord,
    RecipientTin,
    Account,
    Fatca,
    StateWithheld,
    ExtensionPaper,
    ExtensionElectronic,
    ExtensionForm,
}

/// What an element holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Content {
    /// A value.
    Leaf(Simple),
    /// Elements.
    Group(usize),
}

/// A place for an element in a group.
#[derive(Clone, Debug)]
pub struct Slot {
    /// The element's local name.
    pub name: Box<str>,
    /// What it holds.
    pub content: Content,
    /// Whether it must stand (within its branch, where it belongs to a choice).
    pub required: bool,
    /// How often it may stand.
    pub max: u32,
    /// The choice (from 1) and the branch it belongs to.
    pub choice: Option<(u8, u8)>,
    /// What the rules want of it.
    pub cap: Cap,
}

/// The elements of a complex type.
#[derive(Clone, Debug)]
pub struct Group {
    /// What it is.
    pub mark: Mark,
    /// Its elements, in order.
    pub slots: Vec<Slot>,
    /// Unknown elements and any order are let pass.
    pub open: bool,
    /// Whether each choice must be made.
    pub choices: Vec<bool>,
    /// The slots outside of choices that must stand.
    pub required: u128,
}

/// The whole schema, for one year.
#[derive(Clone, Debug)]
pub struct Grammar {
    groups: Vec<Group>,
    root: usize,
}

impl Grammar {
    /// The root group (what stands in `IRTransmission`).
    #[must_use]
    pub fn root(&self) -> usize {
        self.root
    }

    /// A group.
    #[must_use]
    pub fn group(&self, index: usize) -> &Group {
        &self.groups[index]
    }

    /// The schema of a year.
    #[must_use]
    pub fn new(facts: &FilingYear) -> Grammar {
        let mut b = Builder { groups: Vec::new() };
        let root = b.transmission(facts);
        Grammar { groups: b.groups, root }
    }
}

const MANY: u32 = u32::MAX;
const PERSON_PART: Simple = Simple::Text(&CharSet::PERSON_PART, 20);
const STREET: Simple = Simple::Text(&CharSet::STREET, 35);
const TIN_TYPE: Simple = Simple::OneOf(&["INDIVIDUAL_TIN", "BUSINESS_TIN", "UNKNOWN"]);

fn slot(name: &str, content: Content) -> Slot {
    Slot { name: name.into(), content, required: true, max: 1, choice: None, cap: Cap::None }
}

fn leaf(name: &str, kind: Simple) -> Slot {
    slot(name, Content::Leaf(kind))
}

fn group(name: &str, index: usize) -> Slot {
    slot(name, Content::Group(index))
}

impl Slot {
    fn optional(mut self) -> Slot {
        self.required = false;
        self
    }

    fn up_to(mut self, max: u32) -> Slot {
        self.max = max;
        self.optional()
    }

    fn cap(mut self, cap: Cap) -> Slot {
        self.cap = cap;
        self
    }

    fn branch(mut self, choice: u8, branch: u8) -> Slot {
        self.choice = Some((choice, branch));
        self
    }
}

struct Builder {
    groups: Vec<Group>,
}

impl Builder {
    fn add(&mut self, mark: Mark, slots: Vec<Slot>) -> usize {
        self.with_choices(mark, slots, Vec::new())
    }

    fn with_choices(&mut self, mark: Mark, slots: Vec<Slot>, choices: Vec<bool>) -> usize {
        let required = slots
            .iter()
            .enumerate()
            .filter(|(_, s)| s.required && s.choice.is_none())
            .fold(0, |mask, (i, _)| mask | 1 << i);
        self.groups.push(Group { mark, slots, open: false, choices, required });
        self.groups.len() - 1
    }

    fn open(&mut self, mark: Mark, slots: Vec<Slot>) -> usize {
        let slots = slots.into_iter().map(|s| s.up_to(MANY)).collect();
        let index = self.add(mark, slots);
        self.groups[index].open = true;
        index
    }

    fn transmission(&mut self, facts: &FilingYear) -> usize {
        let us = self.add(
            Mark::Plain,
            vec![
                leaf("AddressLine1Txt", STREET),
                leaf("AddressLine2Txt", STREET).optional(),
                leaf("CityNm", Simple::Text(&CharSet::CITY, 40)),
                leaf("StateAbbreviationCd", Simple::State),
                leaf("ZIPCd", Simple::Zip),
            ],
        );
        let foreign = self.add(
            Mark::ForeignAddress,
            vec![
                leaf("AddressLine1Txt", STREET),
                leaf("AddressLine2Txt", STREET).optional(),
                leaf("CityNm", Simple::Text(&CharSet::CITY, 50)).optional(),
                leaf("ProvinceOrStateNm", Simple::Text(&CharSet::TEXT, 17)).optional(),
                leaf("CountryCd", Simple::Country),
                leaf("ForeignPostalCd", Simple::Text(&CharSet::TEXT, 16)).optional(),
            ],
        );
        let address = self.with_choices(
            Mark::Address,
            vec![
                group("USAddress", us).branch(1, 0),
                group("ForeignAddress", foreign).branch(1, 1),
            ],
            vec![true],
        );
        let names = Names::new(self);
        let manifest = self.manifest(address, &names);
        let one = self.submission_1(facts, address, &names);
        let two = self.submission_2();
        let three = self.submission_3();
        self.add(
            Mark::Plain,
            vec![
                group("IRTransmissionManifest", manifest),
                group("IRSubmission1Grp", one).up_to(MANY),
                group("IRSubmission2Grp", two).up_to(MANY),
                group("IRSubmission3Grp", three).up_to(MANY),
            ],
        )
    }

    fn contact_name(&mut self) -> usize {
        self.with_choices(
            Mark::ContactName,
            vec![
                leaf("PersonNm", Simple::Text(&CharSet::PERSON, 35)).branch(1, 0),
                leaf("PersonFirstNm", PERSON_PART).branch(1, 1),
                leaf("PersonMiddleNm", PERSON_PART).optional().branch(1, 1),
                leaf("PersonLastNm", PERSON_PART).branch(1, 1),
                leaf("SuffixNm", PERSON_PART).optional().branch(1, 1),
            ],
            vec![true],
        )
    }

    fn manifest(&mut self, address: usize, names: &Names) -> usize {
        let contact = self.contact_name();
        let company = self.add(
            Mark::Company,
            vec![group("BusinessName", names.business), group("MailingAddressGrp", address)],
        );
        let transmitter = self.with_choices(
            Mark::Transmitter,
            vec![
                leaf("TIN", Simple::Digits(9)).cap(Cap::TransmitterTin),
                leaf("TINSubmittedTypeCd", TIN_TYPE),
                leaf("TransmitterControlCd", Simple::AlphaNumeric(5, 5)).cap(Cap::TransmitterTcc),
                leaf("ForeignEntityInd", Simple::Indicator).cap(Cap::TransmitterForeign),
                leaf("PersonNm", Simple::Text(&CharSet::PERSON, 35)).branch(1, 0),
                group("BusinessName", names.business).branch(1, 1),
                group("CompanyGrp", company),
                group("ContactNameGrp", contact),
                leaf("ContactEmailAddressTxt", Simple::Email).optional(),
                leaf("ContactPhoneNum", Simple::Phone),
            ],
            vec![true],
        );
        let vendor = self.add(
            Mark::Vendor,
            vec![
                leaf("ForeignEntityInd", Simple::Indicator).cap(Cap::VendorForeign),
                group("BusinessName", names.business),
                group("MailingAddressGrp", address),
                group("ContactNameGrp", contact).optional(),
                leaf("ContactEmailAddressTxt", Simple::Email).optional(),
                leaf("ContactPhoneNum", Simple::Phone).optional().cap(Cap::VendorPhone),
            ],
        );
        self.add(
            Mark::Manifest,
            vec![
                leaf("SchemaVersionNum", Simple::SchemaVersion),
                leaf("UniqueTransmissionId", Simple::Utid).cap(Cap::Utid),
                leaf("TaxYr", Simple::Year).cap(Cap::ManifestYear),
                leaf("PriorYearDataInd", Simple::Indicator).cap(Cap::PriorYear),
                leaf("TransmissionTypeCd", Simple::OneOf(&["O", "C", "R"])).cap(Cap::TypeCd),
                leaf("TestCd", Simple::OneOf(&["T", "P"])).cap(Cap::TestCd),
                leaf("OriginalReceiptId", Simple::Receipt).optional().cap(Cap::OriginalReceipt),
                group("TransmitterGrp", transmitter),
                leaf("VendorCd", Simple::OneOf(&["V", "I"])).cap(Cap::VendorCd),
                leaf("SoftwareId", Simple::AlphaNumeric(0, 10)).cap(Cap::SoftwareId),
                group("VendorGrp", vendor).optional(),
                leaf("TotalIssuerFormCnt", Simple::Count).cap(Cap::IssuerCount),
                leaf("TotalRecipientFormCnt", Simple::Count).cap(Cap::RecipientCount),
                leaf("PaperSubmissionInd", Simple::Fixed("0")),
                leaf("MediaSourceCd", Simple::OneOf(&["M"])),
                leaf("SubmissionChannelCd", Simple::OneOf(&["A2A", "UI"])),
            ],
        )
    }

    fn submission_1(&mut self, facts: &FilingYear, address: usize, names: &Names) -> usize {
        let header = self.header_1(facts, address, names);
        let detail = self.details_1(facts, address, names);
        self.add(
            Mark::Submission(1),
            vec![
                group("IRSubmission1Header", header),
                group("IRSubmission1Detail", detail).optional(),
            ],
        )
    }

    fn header_1(&mut self, facts: &FilingYear, address: usize, names: &Names) -> usize {
        let person = Simple::Text(&CharSet::PERSON, 35);
        let agent = self.with_choices(
            Mark::Plain,
            vec![
                leaf("ForeignEntityInd", Simple::Indicator),
                leaf("TIN", Simple::Digits(9)).optional(),
                leaf("TINSubmittedTypeCd", TIN_TYPE).optional(),
                leaf("PersonNm", person).branch(1, 0),
                group("BusinessName", names.business).branch(1, 1),
                group("MailingAddressGrp", address),
            ],
            vec![true],
        );
        let mut slots = vec![
            leaf("ForeignEntityInd", Simple::Indicator).cap(Cap::IssuerForeign),
            leaf("TIN", Simple::Digits(9)).cap(Cap::IssuerTin),
            leaf("TINSubmittedTypeCd", TIN_TYPE),
        ];
        slots.extend(names.choice());
        slots.push(group("MailingAddressGrp", address));
        slots.push(leaf("PhoneNum", Simple::Phone).optional().cap(Cap::IssuerPhone));
        let issuer = self.with_choices(Mark::Issuer, slots, vec![true]);
        let contact = self.add(
            Mark::Plain,
            vec![
                leaf("ContactPersonNm", person),
                leaf("ContactPhoneNum", Simple::Phone).optional(),
                leaf("ContactEmailAddressTxt", Simple::Email).optional(),
                leaf("ContactFaxNum", Simple::Phone).optional(),
            ],
        );
        let jurat = self.add(
            Mark::Plain,
            vec![
                leaf("SignatureIntentInd", Simple::Indicator),
                leaf("JuratSignaturePIN", Simple::Digits(5)),
                leaf("SignatureDt", Simple::Date),
                leaf("JuratPersonTitleTxt", Simple::Text(&CharSet::PERSON_PART, 35)),
                leaf("PersonNm", person),
            ],
        );
        let totals = self.totals(facts);
        self.add(
            Mark::Header,
            vec![
                leaf("SubmissionId", Simple::SmallId).cap(Cap::SubmissionId),
                leaf("OriginalUniqueSubmissionId", Simple::UniqueSubmission)
                    .optional()
                    .cap(Cap::OriginalSubmission),
                leaf("TaxYr", Simple::Year).cap(Cap::SubmissionYear),
                group("TransferAgentGrp", agent).optional(),
                group("IssuerDetail", issuer),
                group("ContactPersonInformationGrp", contact).optional(),
                leaf("FormTypeCd", Simple::FormType).cap(Cap::FormType),
                leaf("ParentFormTypeCd", Simple::OneOf(&["1096"])),
                leaf("CFSFElectionInd", Simple::Indicator).cap(Cap::Cfsf),
                group("JuratSignatureGrp", jurat).optional(),
                leaf("TotalReportedRcpntFormCnt", Simple::Count).cap(Cap::SubmissionCount),
                group("IRSubmission1FormTotals", totals).optional(),
            ],
        )
    }

    /// One branch per form type: its totals, and its totals by state.
    fn totals(&mut self, facts: &FilingYear) -> usize {
        let money = |(b, element): &(MoneyBox, &'static str)| {
            leaf(element, Simple::Money).optional().cap(Cap::Money(*b))
        };
        let sums: Vec<_> = facts.totals.iter().map(money).collect();
        let div = self.add(Mark::Totals, sums.clone());
        let mut state = vec![
            leaf("StateAbbreviationCd", Simple::State).cap(Cap::StateTotalState),
            leaf("TotalReportedRcpntFormCnt", Simple::Count).optional().cap(Cap::StateTotalCount),
        ];
        let mut sums = sums.into_iter();
        state.extend(sums.next());
        state.push(
            leaf("StateTaxWithheldAmt", Simple::Money).optional().cap(Cap::StateTotalWithheld),
        );
        state.push(leaf("LocalTaxWithheldAmt", Simple::Money).optional());
        state.extend(sums);
        let div_state = self.add(Mark::StateTotals, state);
        let other_state = self.open(Mark::StateTotals, Vec::new());
        let mut slots = Vec::new();
        for (i, form) in facts.form_types.iter().enumerate() {
            let branch = u8::try_from(i).unwrap_or(u8::MAX);
            let (total, by_state) = if form.code == "1099DIV" {
                (div, div_state)
            } else {
                (self.open(Mark::OtherTotals(branch), Vec::new()), other_state)
            };
            let code = form.code;
            slots.push(group(&format!("Form{code}TotalAmtGrp"), total).branch(1, branch));
            slots.push(
                group(&format!("Form{code}TotalByStateGrp"), by_state)
                    .up_to(MANY)
                    .branch(1, branch),
            );
        }
        self.with_choices(Mark::Plain, slots, vec![true])
    }

    /// One branch per form type: its details.
    fn details_1(&mut self, facts: &FilingYear, address: usize, names: &Names) -> usize {
        let recipient = self.recipient(address, names);
        let previous = self.previous(names);
        let div = self.detail_div(facts, recipient, previous);
        let mut slots = Vec::new();
        for (i, form) in facts.form_types.iter().enumerate() {
            let branch = u8::try_from(i).unwrap_or(u8::MAX);
            let detail = if form.code == "1099DIV" {
                div
            } else {
                self.other_detail(Mark::OtherDetail(branch), recipient, previous)
            };
            let mut s = group(&format!("Form{}Detail", form.code), detail).branch(1, branch);
            s.max = MANY;
            slots.push(s);
        }
        self.with_choices(Mark::Plain, slots, vec![true])
    }

    fn recipient(&mut self, address: usize, names: &Names) -> usize {
        let mut slots = vec![
            leaf("TIN", Simple::Digits(9)).optional().cap(Cap::RecipientTin),
            leaf("TINSubmittedTypeCd", TIN_TYPE).optional(),
        ];
        slots.extend(names.choice());
        slots.push(
            leaf("AdditionalRecipientTxt", Simple::Text(&CharSet::BUSINESS_1, 75)).optional(),
        );
        slots.push(group("MailingAddressGrp", address).optional());
        self.with_choices(Mark::Recipient, slots, vec![true])
    }

    fn previous(&mut self, names: &Names) -> usize {
        self.with_choices(
            Mark::Previous,
            vec![
                leaf("UniqueRecordId", Simple::UniqueRecord).optional().cap(Cap::UniqueRecord),
                leaf("TIN", Simple::Digits(9)).optional(),
                group("PersonName", names.person).branch(1, 0),
                group("BusinessName", names.business).branch(1, 1),
            ],
            vec![false],
        )
    }

    fn detail_div(&mut self, facts: &FilingYear, recipient: usize, previous: usize) -> usize {
        let state_tax = self.add(
            Mark::Plain,
            vec![
                leaf("StateIdNum", Simple::Text(&CharSet::TEXT, 25)).optional(),
                leaf("StateTaxWithheldAmt", Simple::Money).optional().cap(Cap::StateWithheld),
                leaf("StateIncomeAmt", Simple::Money).optional(),
                leaf("StateDistributionAmt", Simple::Money).optional(),
            ],
        );
        let local_tax = self.add(
            Mark::Plain,
            vec![
                leaf("LocalTaxWithheldAmt", Simple::Money).optional(),
                leaf("LocalIncomeAmt", Simple::Money).optional(),
                leaf("LocalityNm", Simple::Text(&CharSet::TEXT, 20)).optional(),
                leaf("LocalAbbreviationCdTxt", Simple::Text(&CharSet::TEXT, 10)).optional(),
                leaf("LocalDistributionAmt", Simple::Money).optional(),
            ],
        );
        let state_local = self.add(
            Mark::StateTax,
            vec![
                leaf("StateAbbreviationCd", Simple::State),
                group("StateTaxGrp", state_tax).optional(),
                group("LocalTaxGrp", local_tax).optional(),
                leaf("SpecialDataEntriesTxt", Simple::Text(&CharSet::TEXT, 60)).optional(),
            ],
        );
        let mut slots = detail_head(recipient, previous);
        slots.push(leaf("SecondTINNoticeInd", Simple::Indicator));
        slots.extend(facts.detail.iter().map(|d| match *d {
            DetailBox::Money(b, e) => leaf(e, Simple::Money).optional().cap(Cap::Money(b)),
            DetailBox::Country(e) => leaf(e, Simple::Country).optional(),
        }));
        slots.push(group("StateLocalTaxGrp", state_local).up_to(MANY));
        self.add(Mark::Detail, slots)
    }

    fn other_detail(&mut self, mark: Mark, recipient: usize, previous: usize) -> usize {
        let mut slots = detail_head(recipient, previous);
        slots.push(leaf("AmendedInd", Simple::Indicator).cap(Cap::Corrected));
        self.open(mark, slots)
    }

    fn submission_2(&mut self) -> usize {
        let forms = self.open(
            Mark::Extension,
            vec![
                leaf("IRPaperSubmissionInd", Simple::Indicator).cap(Cap::ExtensionPaper),
                leaf("IRElectronicSubmissionInd", Simple::Indicator).cap(Cap::ExtensionElectronic),
                leaf("ApplicableFormTypeCd", Simple::Any).cap(Cap::ExtensionForm),
            ],
        );
        let header = self.open(
            Mark::Header,
            vec![
                leaf("SubmissionId", Simple::SmallId).cap(Cap::SubmissionId),
                leaf("TaxYr", Simple::Year).cap(Cap::SubmissionYear),
                leaf("FormTypeCd", Simple::OneOf(&["8809"])),
                group("Form8809Detail", forms),
            ],
        );
        self.add(Mark::Submission(2), vec![group("IRSubmission2Header", header)])
    }

    fn submission_3(&mut self) -> usize {
        let issuer = self.open(
            Mark::Issuer,
            vec![
                leaf("ForeignEntityInd", Simple::Indicator).cap(Cap::IssuerForeign),
                leaf("EIN", Simple::Digits(9)).cap(Cap::IssuerTin),
            ],
        );
        let header = self.open(
            Mark::Header,
            vec![
                leaf("SubmissionId", Simple::SmallId).cap(Cap::SubmissionId),
                leaf("OriginalUniqueSubmissionId", Simple::UniqueSubmission)
                    .cap(Cap::OriginalSubmission),
                leaf("TaxYr", Simple::Year).cap(Cap::SubmissionYear),
                leaf("TotalReportedRcpntFormCnt", Simple::Count).cap(Cap::SubmissionCount),
                leaf("FormTypeCd", Simple::OneOf(&["1042S"])).cap(Cap::FormType),
                group("Form1042TIssuerDetail", issuer),
            ],
        );
        let previous = self.open(
            Mark::Previous,
            vec![leaf("UniqueRecordId", Simple::UniqueRecord).cap(Cap::UniqueRecord)],
        );
        let detail = self.open(
            Mark::Detail1042S,
            vec![
                leaf("TaxYr", Simple::Year).cap(Cap::FormYear),
                leaf("RecordId", Simple::SmallId).cap(Cap::RecordId),
                leaf("AmendedInd", Simple::Indicator).cap(Cap::Corrected),
                group("PrevSubmittedRecRecipientGrp", previous),
                leaf("RecipientAccountNum", Simple::Any).cap(Cap::Account),
            ],
        );
        let mut details = group("Form1042SDetail", detail);
        details.max = MANY;
        self.add(Mark::Submission(3), vec![group("IRSubmission3Header", header), details])
    }
}

/// What every detail of Submission 1 begins with.
fn detail_head(recipient: usize, previous: usize) -> Vec<Slot> {
    vec![
        leaf("TaxYr", Simple::Year).cap(Cap::FormYear),
        leaf("RecordId", Simple::SmallId).cap(Cap::RecordId),
        leaf("IssuerOfficeCd", Simple::Code4).optional(),
        leaf("CFSFElectionStateCd", Simple::State).up_to(60).cap(Cap::CfsfState),
        leaf("VoidInd", Simple::Fixed("0")),
        leaf("CorrectedInd", Simple::Indicator).cap(Cap::Corrected),
        group("PrevSubmittedRecRecipientGrp", previous).optional(),
        group("RecipientDetail", recipient),
        leaf("RecipientAccountNum", Simple::Text(&CharSet::TEXT, 30)).optional().cap(Cap::Account),
        leaf("FATCAFilingRequirementInd", Simple::Indicator).cap(Cap::Fatca),
    ]
}

/// The groups of names, which stand in many places.
struct Names {
    person: usize,
    business: usize,
}

impl Names {
    fn new(b: &mut Builder) -> Names {
        let person = b.add(
            Mark::Plain,
            vec![
                leaf("PersonFirstNm", PERSON_PART),
                leaf("PersonMiddleNm", PERSON_PART).optional(),
                leaf("PersonLastNm", PERSON_PART),
                leaf("SuffixNm", PERSON_PART).optional(),
            ],
        );
        let business = b.add(
            Mark::Plain,
            vec![
                leaf("BusinessNameLine1Txt", Simple::Text(&CharSet::BUSINESS_1, 75)),
                leaf("BusinessNameLine2Txt", Simple::Text(&CharSet::BUSINESS_2, 75)).optional(),
            ],
        );
        Names { person, business }
    }

    /// A person with its control, or a business with its control.
    fn choice(&self) -> Vec<Slot> {
        vec![
            leaf("PersonNameControlTxt", Simple::PersonControl).optional().branch(1, 0),
            group("PersonName", self.person).branch(1, 0),
            leaf("BusinessNameControlTxt", Simple::BusinessControl).optional().branch(1, 1),
            group("BusinessName", self.business).branch(1, 1),
        ]
    }
}
