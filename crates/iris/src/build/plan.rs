//! What was laid out: transmissions, their submissions, and the forms that wait for them.

use super::packed::Segment;
use super::remember::Told;
use crate::xml::Submission;

/// A submission as laid out.
#[derive(Debug, Default)]
pub(super) struct PlannedSubmission {
    /// What its header says.
    pub(super) header: Submission,
    /// The payer's key.
    pub(super) payer: String,
    /// The bytes of its details.
    pub(super) detail_bytes: u64,
    /// Its forms, in order.
    pub(super) forms: Vec<Segment>,
    /// How many of these segments the ledger was told of, and the forms in them.
    pub(super) told: (usize, u64),
}

impl PlannedSubmission {
    /// What the ledger was not told yet: submission of this transmission and its number there.
    fn tell(&mut self, transmission: usize, submission: u32, out: &mut Vec<Told>) {
        for segment in &self.forms[self.told.0..] {
            let records = segment.records().collect();
            out.push(Told { transmission, submission, first: self.told.1 + 1, records });
            self.told.0 += 1;
            self.told.1 += segment.len();
        }
    }
}

/// A transmission as laid out.
#[derive(Debug, Default)]
pub(super) struct PlannedTransmission {
    /// Its submissions.
    pub(super) submissions: Vec<PlannedSubmission>,
}

impl PlannedTransmission {
    /// Forms in it.
    pub(super) fn forms(&self) -> u64 {
        self.submissions.iter().map(|s| s.header.forms).sum()
    }

    /// What the ledger was not told yet and has its place. While more may come, the last of several
    /// submissions may still move to the next transmission.
    pub(super) fn tell(&mut self, index: usize, whole: bool, out: &mut Vec<Told>) {
        let count = self.submissions.len();
        let may_move = !whole && count > 1;
        let settled = self.submissions.iter_mut().take(count - usize::from(may_move));
        for (s, id) in settled.zip(1..) {
            s.tell(index, id, out);
        }
    }
}
