//! The schema of a transmission as tables: which element may stand where, how often, holding what.
//!
//! A group is the list of the elements it may hold, in their fixed order. Elements of a choice
//! carry the choice and the branch they belong to. Groups that are not looked into closely (form
//! types other than 1099-DIV) are `open`: elements they know are read, all others skipped.

mod build;
mod detail;
mod manifest;
mod names;
mod others;
mod submission_1;
mod tag_name;

pub(super) use tag_name::TagName;

use crate::boxes::MoneyBox;
use crate::text::Simple;
use crate::year::FilingYear;
use build::Builder;

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
    pub name: TagName,
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
    root_name: TagName,
}

impl Grammar {
    /// The root group (what stands in `IRTransmission`).
    #[must_use]
    pub fn root(&self) -> usize {
        self.root
    }

    /// The name of the root element.
    #[must_use]
    pub fn root_name(&self) -> &TagName {
        &self.root_name
    }

    /// A group.
    #[must_use]
    pub fn group(&self, index: usize) -> &Group {
        &self.groups[index]
    }

    /// Every group, by its index.
    pub(super) fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// The schema of a year.
    #[must_use]
    pub fn new(facts: &FilingYear) -> Grammar {
        let mut b = Builder::default();
        let root = b.transmission(facts);
        Grammar { groups: b.groups, root, root_name: "IRTransmission".into() }
    }
}
