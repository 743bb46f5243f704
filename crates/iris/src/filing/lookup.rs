//! Records as they were filed, found again in the transmission's file.

use crate::check::{Grammar, Handler, Mark, Slot, Stop, Value, walk};
use crate::error::{Error, Result};
use crate::filer::Name;
use crate::year::FilingYear;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

/// A record as filed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FiledForm {
    /// `SubmissionId`.
    pub(super) submission: u32,
    /// `RecordId`.
    pub(super) record: u32,
    /// `RecipientAccountNum`.
    pub(super) account: String,
    /// The recipient's TIN.
    pub(super) tin: Option<String>,
    /// The recipient's name.
    pub(super) name: Option<Name<'static>>,
    /// Every other value of the detail: the group, the element, the text.
    pub(super) values: Vec<(Mark, String, String)>,
}

/// Walks a transmission; `each` is given every form and says whether to go on.
pub(super) fn forms_of(
    path: &Path,
    facts: &FilingYear,
    each: impl FnMut(&FiledForm) -> bool,
) -> Result<()> {
    let file = File::open(path).map_err(Error::io(path))?;
    let grammar = Grammar::new(facts);
    let mut reader = Reader {
        each,
        submission: 0,
        form: FiledForm::default(),
        path: Vec::new(),
        parts: HashMap::new(),
    };
    match walk(BufReader::with_capacity(1 << 18, file), &grammar, facts, &mut reader) {
        Ok(()) | Err(Stop::Enough) => Ok(()),
        Err(Stop::Io(e)) => Err(Error::io(path)(e)),
        Err(Stop::NotWellFormed { offset, reason }) => {
            Err(Error::xml(path, format!("byte {offset}: {reason}")))
        }
    }
}

struct Reader<F> {
    each: F,
    submission: u32,
    form: FiledForm,
    path: Vec<Mark>,
    parts: HashMap<&'static str, String>,
}

const NAME_PARTS: [&str; 6] = [
    "PersonFirstNm",
    "PersonMiddleNm",
    "PersonLastNm",
    "SuffixNm",
    "BusinessNameLine1Txt",
    "BusinessNameLine2Txt",
];

impl<F: FnMut(&FiledForm) -> bool> Reader<F> {
    fn name(&mut self) -> Option<Name<'static>> {
        let mut part = |i: usize| self.parts.remove(NAME_PARTS[i]).map(Cow::from);
        match (part(0), part(2), part(4)) {
            (Some(first), Some(last), _) => {
                Some(Name::Person { first, middle: part(1), last, suffix: part(3) })
            }
            (_, _, Some(line1)) => Some(Name::Business { line1, line2: part(5) }),
            _ => None,
        }
    }
}

impl<F: FnMut(&FiledForm) -> bool> Handler for Reader<F> {
    fn enter(&mut self, mark: Mark, _offset: u64) {
        self.path.push(mark);
        if matches!(mark, Mark::Detail) {
            self.form = FiledForm { submission: self.submission, ..FiledForm::default() };
            self.parts.clear();
        }
    }

    fn leaf(&mut self, group: Mark, slot: &Slot, Value { text, .. }: Value<'_>) {
        if !self.path.contains(&Mark::Detail) {
            if group == Mark::Header && &*slot.name == "SubmissionId" {
                self.submission = text.parse().unwrap_or(0);
            }
            return;
        }
        if self.path.contains(&Mark::Previous) {
            return;
        }
        match &*slot.name {
            "RecordId" => self.form.record = text.parse().unwrap_or(0),
            "RecipientAccountNum" => self.form.account = text.to_owned(),
            "TIN" => self.form.tin = Some(text.to_owned()),
            name => match NAME_PARTS.iter().find(|p| **p == name) {
                Some(part) => {
                    self.parts.insert(part, text.to_owned());
                }
                None => self.form.values.push((group, name.to_owned(), text.to_owned())),
            },
        }
    }

    fn leave(&mut self, mark: Mark) -> std::result::Result<(), Stop> {
        self.path.pop();
        if matches!(mark, Mark::Detail) {
            self.form.name = self.name();
            if !(self.each)(&self.form) {
                return Err(Stop::Enough);
            }
        }
        Ok(())
    }

    fn violation(&mut self, _: &'static str, _: &str, _: String, _: u64) {}
}
