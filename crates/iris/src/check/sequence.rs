//! Which elements of a group stand where the schema wants them.

use super::grammar::{Group, Slot};

/// A group that is being read.
pub(super) struct Frame<'a> {
    /// The element's local name.
    pub(super) name: &'a str,
    /// Its group.
    pub(super) group: usize,
    /// A bit for each slot that was taken.
    seen: u128,
    /// The slot furthest down that was taken, and how often in a row.
    pub(super) last: usize,
    count: u32,
    /// The branch taken of each choice, from 1; 0 for none.
    branches: [u8; 2],
    /// Where it began.
    pub(super) offset: u64,
}

impl<'a> Frame<'a> {
    pub(super) fn new(name: &'a str, group: usize, offset: u64) -> Frame<'a> {
        Frame { name, group, seen: 0, last: 0, count: 0, branches: [0; 2], offset }
    }

    /// Whether nothing was taken yet.
    pub(super) fn is_new(&self) -> bool {
        self.seen == 0
    }

    /// Whether the slot stands behind all that were taken and belongs to no choice.
    #[inline]
    pub(super) fn is_next(&self, slot: &Slot, index: usize) -> bool {
        (self.is_new() || index > self.last) && slot.choice.is_none()
    }

    /// Notes that the element of a slot stands.
    #[inline]
    pub(super) fn take(&mut self, slot: &Slot, index: usize) {
        let bit = 1u128 << index;
        self.count = if self.seen & bit != 0 && self.last == index { self.count + 1 } else { 1 };
        self.seen |= bit;
        self.last = self.last.max(index);
        if let Some((choice, branch)) = slot.choice {
            self.branches[usize::from(choice) - 1] = branch + 1;
        }
    }
}

/// The slot of an element: mostly the next one, so the search begins there.
pub(super) fn find(group: &Group, last: usize, name: &str) -> Option<usize> {
    let (before, after) = group.slots.split_at(last);
    after
        .iter()
        .position(|s| &*s.name == name)
        .map(|i| i + last)
        .or_else(|| before.iter().position(|s| &*s.name == name))
}

/// Why an element may not stand where it stands, if so.
pub(super) fn misplaced(group: &Group, frame: &Frame<'_>, index: usize) -> Option<String> {
    let slot = &group.slots[index];
    let seen = frame.seen & (1 << index) != 0;
    if let Some((choice, branch)) = slot.choice {
        let taken = frame.branches[usize::from(choice) - 1];
        if taken != 0 && taken != branch + 1 {
            return Some(format!("`{}` stands beside another choice", slot.name));
        }
    }
    if seen && frame.last == index {
        let full = frame.count >= slot.max;
        return full.then(|| format!("`{}` stands more than {} time(s)", slot.name, slot.max));
    }
    if index < frame.last {
        return Some(format!(
            "`{}` stands after `{}`; the order is fixed",
            slot.name, group.slots[frame.last].name
        ));
    }
    None
}

/// What is missing at the end of a group, in words.
pub(super) fn incomplete(group: &Group, frame: &Frame<'_>) -> Option<String> {
    let missing = group.required & !frame.seen;
    if missing != 0 {
        return Some(format!("`{}`", group.slots[missing.trailing_zeros() as usize].name));
    }
    for (i, must) in group.choices.iter().enumerate() {
        let choice = u8::try_from(i + 1).unwrap_or(u8::MAX);
        let of = |s: &Slot| s.choice.filter(|(c, _)| *c == choice).map(|(_, b)| b + 1);
        let taken = frame.branches[i];
        if taken == 0 && *must {
            let names: Vec<_> = group
                .slots
                .iter()
                .filter(|s| s.required && of(s).is_some())
                .map(|s| format!("`{}`", s.name))
                .take(4)
                .collect();
            return Some(format!("one of {}", names.join(", ")));
        }
        let gap = group.slots.iter().enumerate().find(|(i, s)| {
            taken != 0 && of(s) == Some(taken) && s.required && frame.seen & (1 << i) == 0
        });
        if let Some((_, s)) = gap {
            return Some(format!("`{}`", s.name));
        }
    }
    None
}

pub(super) fn expected(group: &Group, frame: &Frame<'_>) -> String {
    let next = group
        .slots
        .iter()
        .enumerate()
        .skip(frame.last)
        .find(|(i, s)| frame.seen & (1 << i) == 0 && s.required && s.choice.is_none());
    next.map_or_else(String::new, |(_, s)| format!("; wanted next: `{}`", s.name))
}
