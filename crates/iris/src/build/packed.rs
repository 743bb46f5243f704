//! Forms that are ready and wait until their transmission is whole: the totals stand before them.
//!
//! A form waits as its content, a fifth of its XML, together with what the ledger will be told.

use crate::ledger::{Hash, NewRecord};
use crate::record::Record;
use crate::xml::Correction;
use std::ops::Range;
use std::sync::Arc;

/// Forms, one after the other.
#[derive(Debug)]
pub(super) struct Packed {
    contents: Vec<u8>,
    forms: Vec<Form>,
}

#[derive(Debug)]
struct Form {
    /// Where its content ends.
    end: usize,
    account: Hash,
    content: Hash,
    correction: Option<Box<Correction>>,
}

/// Bytes of a content, roughly; most are a little shorter.
const CONTENT: usize = 320;

impl Packed {
    /// With room for so many forms.
    pub(super) fn with_room(forms: usize) -> Packed {
        let contents = Vec::with_capacity(forms * CONTENT);
        Packed { contents, forms: Vec::with_capacity(forms) }
    }

    /// Where the next content goes, which is then hashed, and kept or dropped.
    pub(super) fn begin(&mut self) -> &mut Vec<u8> {
        let end = self.end();
        self.contents.truncate(end);
        &mut self.contents
    }

    /// The content that was begun.
    pub(super) fn begun(&self) -> &[u8] {
        &self.contents[self.end()..]
    }

    /// Keeps what was begun.
    pub(super) fn keep(
        &mut self,
        account: Hash,
        content: Hash,
        correction: Option<Box<Correction>>,
    ) {
        self.forms.push(Form { end: self.contents.len(), account, content, correction });
    }

    fn end(&self) -> usize {
        self.forms.last().map_or(0, |f| f.end)
    }
}

/// Some of them, in order.
#[derive(Clone, Debug)]
pub(super) struct Segment {
    packed: Arc<Packed>,
    range: Range<usize>,
}

impl Segment {
    pub(super) fn len(&self) -> u64 {
        self.range.len() as u64
    }

    /// What the ledger is told of each.
    pub(super) fn records(&self) -> impl Iterator<Item = NewRecord> {
        self.packed.forms[self.range.clone()].iter().map(|f| NewRecord {
            account: f.account,
            content: f.content,
            corrects: f.correction.as_ref().map(|c| c.unique_record_id.as_str().into()),
        })
    }

    /// Each record of the payer, with what it corrects; `None` where a content is damaged.
    pub(super) fn read<'a>(
        &'a self,
        payer: &'a str,
    ) -> impl Iterator<Item = Option<(Record<'a>, Option<&'a Correction>)>> {
        let forms = &self.packed.forms;
        self.range.clone().map(move |i| {
            let begin = i.checked_sub(1).map_or(0, |before| forms[before].end);
            let record = Record::from_content(payer, &self.packed.contents[begin..forms[i].end])?;
            Some((record, forms[i].correction.as_deref()))
        })
    }
}

/// Adds a form to those before it.
pub(super) fn push(segments: &mut Vec<Segment>, packed: &Arc<Packed>, form: usize) {
    match segments.last_mut() {
        Some(last) if Arc::ptr_eq(&last.packed, packed) && last.range.end == form => {
            last.range.end += 1;
        }
        _ => segments.push(Segment { packed: packed.clone(), range: form..form + 1 }),
    }
}
