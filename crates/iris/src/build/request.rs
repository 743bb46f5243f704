//! What is asked of the builder, and what came of it.

use super::commit::Step;
use crate::boxes::Amounts;
use crate::filer::Filer;
use crate::finding::Finding;
use crate::forms::{FormRow, FormsFile};
use crate::ledger::{Account, Hash};
use crate::record::{Options, What};
use crate::xml::{Correction, Kind};
use crate::year::FilingYear;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use uuid::Uuid;

/// What is to be built.
pub struct Request<'a> {
    /// Who files.
    pub filer: &'a Filer,
    /// The facts of the tax year.
    pub facts: &'static FilingYear,
    /// Where the files go.
    pub folder: &'a Path,
    /// Original, correction or replacement.
    pub kind: Kind,
    /// The receipt of the rejected original, where the whole of it is replaced.
    pub original_receipt: Option<String>,
    /// Whether everything must stand in one transmission (a whole replacement).
    pub single: bool,
    /// How forms are made ready; `test` also sets `TestCd`.
    pub options: Options,
    /// Leave forms with errors out, and list them.
    pub skip_invalid: bool,
    /// The identity of the run: the same run identity gives the same bytes.
    pub run: Uuid,
    /// The time, for the ledger.
    pub now: &'a str,
    /// The largest transmission in bytes.
    pub limit_bytes: u64,
    /// Called before each step of the commit; tests stop the process there.
    pub hook: &'a (dyn Fn(Step) + Sync),
}

/// Whether and how a form goes into the transmission.
#[derive(Clone, Debug)]
pub enum Selection {
    /// It does not belong here.
    Leave,
    /// Its state with the ledger is counted, nothing is written: it stands as filed.
    AlreadyFiled,
    /// It was filed with other content and is not corrected here.
    FiledDifferently,
    /// Its filing was rejected: it is replaced, not filed as an original again.
    AwaitsReplacement,
    /// No form is due.
    NotReportable,
    /// It goes in.
    Take {
        /// The record that it corrects.
        correction: Option<Box<Correction>>,
        /// All amounts become zero: the form should not exist.
        zero: bool,
        /// The submission that it belongs to: `OriginalUniqueSubmissionId`.
        original: Option<Arc<str>>,
    },
}

/// Decides which forms go in.
pub trait Select: Sync {
    /// The decision for a form, before it is made ready.
    fn select(&self, row: &FormRow<'_>, account: &Account<'_>) -> Selection;

    /// The decision once the content is known; by default the first one stands.
    fn with_content(&self, account: &Account<'_>, content: &Hash) -> Option<Selection> {
        let _ = (account, content);
        None
    }
}

/// A file of forms and who decides on them.
pub struct Source<'a> {
    /// The forms.
    pub forms: FormsFile,
    /// The decision.
    pub select: &'a dyn Select,
}

/// A transmission that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Unique transmission ID.
    pub utid: String,
    /// The file.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: String,
    /// Submissions in it.
    pub submissions: u64,
    /// Forms in it.
    pub forms: u64,
}

/// What came of a build.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    /// The files, in order.
    pub written: Vec<Written>,
    /// What is wrong with forms, at most [`Outcome::FINDINGS`] of them.
    pub findings: Vec<Finding>,
    /// How often each was found.
    pub counts: BTreeMap<&'static str, u64>,
    /// Forms read.
    pub read: u64,
    /// Forms left out because of errors.
    pub invalid: u64,
    /// Forms that stand as filed before.
    pub already_filed: u64,
    /// Forms for which none is due.
    pub not_reportable: u64,
    /// Values that cleaning changed.
    pub cleaned: u64,
    /// Values changed, by field and what was done.
    pub cleaned_by: BTreeMap<(&'static str, What), u64>,
    /// The report of every change, with both values; readable by its owner only.
    pub cleaning_report: Option<PathBuf>,
    /// The sums of every form written.
    pub totals: Amounts,
}

impl Outcome {
    /// Findings that are kept; all are counted.
    pub const FINDINGS: usize = 10_000;
}
