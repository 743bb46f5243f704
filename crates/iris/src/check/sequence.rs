//! Which elements of a group stand where the schema wants them.

use super::grammar::{Group, Slot, TagName};

/// A group that is being read.
pub(super) struct Frame<'a> {
    /// The element's local name.
    pub(super) name: &'a TagName,
    /// Its group.
    pub(super) group: usize,
    /// What it holds so far.
    pub(super) taken: Taken,
    /// Where it began.
    pub(super) offset: u64,
}

/// Which elements of a group stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Taken {
    /// A bit for each slot that was taken.
    seen: u128,
    /// The slot furthest down that was taken, and how often in a row.
    pub(super) last: usize,
    count: u32,
    /// The branch taken of each choice, from 1; 0 for none.
    branches: [u8; 2],
}

impl<'a> Frame<'a> {
    pub(super) fn new(name: &'a TagName, group: usize, offset: u64) -> Frame<'a> {
        Frame { name, group, taken: Taken::default(), offset }
    }
}

impl Taken {
    /// What of it decides which elements may or must follow: of those that are optional only the
    /// last.
    pub(super) fn essence(self, group: &Group) -> Taken {
        let matters = |(i, s): (usize, &Slot)| s.required || i == self.last;
        let slots = group.slots.iter().enumerate();
        let mask = slots.filter(|s| matters(*s)).fold(0, |mask, (i, _)| mask | 1 << i);
        Taken { seen: self.seen & mask, ..self }
    }

    /// The first slot behind all that were taken.
    #[inline]
    pub(super) fn next(&self) -> usize {
        if self.seen == 0 { 0 } else { self.last + 1 }
    }

    /// Notes that the element of a slot of the group stands; why it may not stand there, if so.
    #[inline]
    pub(super) fn place(&mut self, group: &Group, index: usize) -> Option<String> {
        let slot = &group.slots[index];
        // What comes after all the others, and is no choice, cannot be misplaced.
        if index >= self.next() && slot.choice.is_none() {
            self.seen |= 1 << index;
            (self.last, self.count) = (index, 1);
            return None;
        }
        let why = if group.open { None } else { misplaced(group, self, index) };
        self.take(slot, index);
        why
    }

    fn take(&mut self, slot: &Slot, index: usize) {
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
fn misplaced(group: &Group, taken: &Taken, index: usize) -> Option<String> {
    let slot = &group.slots[index];
    let seen = taken.seen & (1 << index) != 0;
    if let Some((choice, branch)) = slot.choice {
        let made = taken.branches[usize::from(choice) - 1];
        if made != 0 && made != branch + 1 {
            return Some(format!("`{}` stands beside another choice", slot.name));
        }
    }
    if seen && taken.last == index {
        let full = taken.count >= slot.max;
        return full.then(|| format!("`{}` stands more than {} time(s)", slot.name, slot.max));
    }
    if index < taken.last {
        return Some(format!(
            "`{}` stands after `{}`; the order is fixed",
            slot.name, group.slots[taken.last].name
        ));
    }
    None
}

/// What is missing at the end of a group, in words.
pub(super) fn incomplete(group: &Group, taken: &Taken) -> Option<String> {
    let missing = group.required & !taken.seen;
    if missing != 0 {
        return Some(format!("`{}`", group.slots[missing.trailing_zeros() as usize].name));
    }
    for (i, must) in group.choices.iter().enumerate() {
        let choice = u8::try_from(i + 1).unwrap_or(u8::MAX);
        let of = |s: &Slot| s.choice.filter(|(c, _)| *c == choice).map(|(_, b)| b + 1);
        let made = taken.branches[i];
        if made == 0 && *must {
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
            made != 0 && of(s) == Some(made) && s.required && taken.seen & (1 << i) == 0
        });
        if let Some((_, s)) = gap {
            return Some(format!("`{}`", s.name));
        }
    }
    None
}

pub(super) fn expected(group: &Group, taken: &Taken) -> String {
    let next = group
        .slots
        .iter()
        .enumerate()
        .skip(taken.last)
        .find(|(i, s)| taken.seen & (1 << i) == 0 && s.required && s.choice.is_none());
    next.map_or_else(String::new, |(_, s)| format!("; wanted next: `{}`", s.name))
}
