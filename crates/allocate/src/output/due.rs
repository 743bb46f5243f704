//! Which forms are due and why, and what a person should look at first; many forms at once.
//!
//! Amounts are looked at column by column, some rows at a time; a row is looked at by itself only
//! where something may have to be said about it. [`reportable`](crate::reportable::reportable) says
//! the same of one form.

use super::forms::Stretch;
use crate::input::recipients::Recipients;
use crate::kernel::bounds::BOUNDS;
use crate::kernel::{BOX_COLUMNS, SLOTS, Slot, Sums};
use crate::reportable::{self as by, DIVIDENDS_CENTS, LIQUIDATION_CENTS, REASONS, reason};
use arrow_buffer::BooleanBuffer;
use std::ops::Range;

/// Those of [`BOUNDS`] of which the others are parts.
const WIDEST: [usize; 3] = [0, 4, 9];

/// Rows that are looked at together.
const TOGETHER: usize = 64;

/// What is said of the forms of a row group.
pub(super) struct Due {
    /// Which must be filed.
    pub(super) flags: BooleanBuffer,
    /// Why, as indexes of [`REASONS`].
    pub(super) reasons: Vec<i32>,
    /// The forms with a warning.
    pub(super) warnings: Vec<(usize, String)>,
}

impl Due {
    pub(super) fn of(forms: &[Stretch<'_>], recipients: &Recipients) -> Due {
        Due::by(forms, &Look::at(recipients))
    }

    fn by(forms: &[Stretch<'_>], look: &Look) -> Due {
        let n = forms.iter().map(|(_, rows)| rows.len()).sum();
        let (mut reasons_of, mut warnings) = (Vec::with_capacity(n), Vec::new());
        let due = |r: u8| REASONS[usize::from(r)].0;
        let mut first = 0;
        for (f, rows) in forms {
            for from in rows.clone().step_by(TOGETHER) {
                let rows = from..(from + TOGETHER).min(rows.end);
                let n = rows.len();
                let amounts = Amounts { sums: &f.sums, rows };
                let answers = amounts.answers(look, first);
                let reasons = answers[..n].iter().map(|a| reason(*a));
                reasons_of.extend(reasons.clone().map(i32::from));
                let every = amounts.are_odd();
                if every || look.has_concerns() {
                    for (i, r) in reasons.enumerate() {
                        if every || (due(r) && look.concerns(first + i)) {
                            let warning = look.warnings(&amounts.row(i), first + i, due(r));
                            warnings.extend(warning.map(|text| (first + i, text)));
                        }
                    }
                }
                first += n;
            }
        }
        let flags = BooleanBuffer::collect_bool(n, |i| due(reasons_of[i] as u8));
        Due { flags, reasons: reasons_of, warnings }
    }
}

/// Sets a bit for the rows of which something is so, which `is` tells by a number below zero: signs
/// are looked at many at once on every processor, comparisons of 64 bits are not.
#[inline(always)]
fn ask(out: &mut [u8; TOGETHER], column: &[i64], bit: u8, is: impl Fn(i64) -> i64) {
    for (answers, v) in out.iter_mut().zip(column) {
        *answers |= (is(*v) as u64 >> 63) as u8 * bit;
    }
}

/// Few rows of forms.
struct Amounts<'a> {
    sums: &'a Sums,
    rows: Range<usize>,
}

/// A number for each row of few; an amount has 18 digits at most, so that six of them sum within 64
/// bits.
type Few = [i64; TOGETHER];

impl<'a> Amounts<'a> {
    fn column(&self, slot: Slot) -> Option<&'a [i64]> {
        self.sums.column(slot).map(|c| &c[self.rows.clone()])
    }

    fn row(&self, i: usize) -> [i64; SLOTS] {
        self.sums.row(self.rows.start + i)
    }

    /// The sum of some slots in each row.
    fn total(&self, slots: &[Slot]) -> Few {
        let mut out = [0; TOGETHER];
        for column in slots.iter().filter_map(|s| self.column(*s)) {
            for (sum, v) in out.iter_mut().zip(column) {
                *sum += v;
            }
        }
        out
    }

    /// What is to be asked before a form is due.
    fn answers(&self, look: &Look, first: usize) -> [u8; TOGETHER] {
        let mut out = [0; TOGETHER];
        out[..self.rows.len()].copy_from_slice(&look.status[first..first + self.rows.len()]);
        for column in
            [Slot::Withheld, Slot::StateWithheld].into_iter().filter_map(|s| self.column(s))
        {
            ask(&mut out, column, by::WITHHELD, |v| v | -v);
        }
        if let Some(column) = self.column(Slot::ForeignTax) {
            ask(&mut out, column, by::FOREIGN_TAX, |v| -v);
        }
        let sums = [
            (by::DISTRIBUTIONS.as_slice(), by::DIVIDENDS, DIVIDENDS_CENTS),
            (&by::LIQUIDATIONS, by::LIQUIDATION, LIQUIDATION_CENTS),
        ];
        for (slots, bit, least) in sums {
            if slots.iter().any(|s| self.column(*s).is_some()) {
                ask(&mut out, &self.total(slots), bit, |v| least - 1 - v);
            }
        }
        out
    }

    /// Whether an amount of any row is below zero, or parts of any exceed what they are parts of.
    fn are_odd(&self) -> bool {
        // The sign of what is below zero stays.
        let mut odd = 0;
        for column in Slot::ALL.into_iter().filter_map(|s| self.column(s)) {
            odd = column.iter().fold(odd, |a, v| a | v);
        }
        // Where nothing is below zero, parts exceed the whole only if their sum does.
        for bound in WIDEST.map(|i| &BOUNDS[i]) {
            if bound.parts.iter().any(|s| self.column(*s).is_some()) {
                let (parts, whole) = (self.total(bound.parts), self.total(bound.whole));
                odd = whole.iter().zip(parts).fold(odd, |a, (whole, part)| a | (whole - part));
            }
        }
        odd < 0
    }
}

/// What is looked at beside the amounts.
struct Look {
    /// What the recipient's status answers, by row.
    status: Vec<u8>,
    /// Who has a taxpayer number; `None` if all have.
    tin: Option<BooleanBuffer>,
    /// Who is subject to it; `None` if nobody is.
    backup_withholding: Option<BooleanBuffer>,
}

/// Few recipients are either, so that what costs is those that are.
fn status(exempt: &BooleanBuffer, nonresident: &BooleanBuffer) -> Vec<u8> {
    let mut out = vec![0; exempt.len()];
    for (flags, bit) in [(exempt, by::EXEMPT), (nonresident, by::NONRESIDENT)] {
        flags.set_indices().for_each(|row| out[row] |= bit);
    }
    out
}

impl Look {
    fn at(recipients: &Recipients) -> Look {
        let backup_withholding = recipients.flags("backup_withholding");
        Look {
            status: status(&recipients.flags("exempt_recipient"), &recipients.flags("nonresident")),
            tin: recipients.valid("tin"),
            backup_withholding: Some(backup_withholding).filter(|b| b.count_set_bits() > 0),
        }
    }

    /// Whether the data of any recipient may give a warning.
    fn has_concerns(&self) -> bool {
        self.tin.is_some() || self.backup_withholding.is_some()
    }

    fn no_tin(&self, i: usize) -> bool {
        self.tin.as_ref().is_some_and(|v| !v.value(i))
    }

    fn backup_withholding(&self, i: usize) -> bool {
        self.backup_withholding.as_ref().is_some_and(|v| v.value(i))
    }

    /// Whether a recipient's data may give a warning if the form is due.
    fn concerns(&self, i: usize) -> bool {
        self.no_tin(i) || self.backup_withholding(i)
    }

    /// What a person should look at before the form is filed.
    fn warnings(&self, sums: &[i64; SLOTS], i: usize, due: bool) -> Option<String> {
        let sum =
            |slots: &[Slot]| slots.iter().map(|s| i128::from(sums[*s as usize])).sum::<i128>();
        let mut out: Vec<String> = Vec::new();
        let below = BOX_COLUMNS.iter().filter(|b| sum(b.slots) < 0);
        out.extend(below.map(|b| format!("{} is below zero", b.column.replace('_', " "))));
        let broken = BOUNDS.iter().filter(|b| sum(b.parts) > sum(b.whole));
        out.extend(broken.map(|b| format!("exceeds {}", b.name)));
        if due && self.no_tin(i) {
            out.push("no taxpayer number".to_owned());
        }
        if due && sums[Slot::Withheld as usize] == 0 && self.backup_withholding(i) {
            out.push("subject to backup withholding, but nothing was withheld".to_owned());
        }
        (!out.is_empty()).then(|| out.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reportable::{Status, reportable};
    use crate::state::Forms;
    use proptest::prelude::*;

    #[test]
    fn the_widest_bounds_hold_the_others() {
        for b in &BOUNDS {
            let holds = |w: usize| {
                let w = &BOUNDS[w];
                w.whole == b.whole && b.parts.iter().all(|p| w.parts.contains(p))
            };
            assert!(WIDEST.into_iter().any(holds), "{}", b.name);
        }
    }

    fn cents() -> impl Strategy<Value = i64> {
        prop_oneof![
            8 => Just(0),
            4 => 0i64..2_000,
            2 => 50_000i64..70_000,
            1 => -100i64..0,
            1 => Just(crate::money::MAX_CENTS),
        ]
    }

    fn forms() -> impl Strategy<Value = Vec<([i64; SLOTS], [bool; 4])>> {
        let used = proptest::array::uniform21(proptest::bool::weighted(0.4));
        let form = (proptest::array::uniform21(cents()), any::<[bool; 4]>());
        let many = proptest::collection::vec(form, 1..200);
        (used, many, proptest::bool::ANY).prop_map(|(used, many, below)| {
            let slot = |c: i64, used: bool| if !used || (!below && c < 0) { 0 } else { c };
            let form = |(sums, flags): ([i64; SLOTS], _)| {
                (std::array::from_fn(|i| slot(sums[i], used[i])), flags)
            };
            many.into_iter().map(form).collect()
        })
    }

    proptest! {
        #[test]
        fn many_at_once_as_one_by_one(forms in forms(), at in 0usize..200) {
            let at = at.min(forms.len());
            let flag = |k: usize| BooleanBuffer::from_iter(forms.iter().map(|f| f.1[k]));
            let look = Look {
                status: status(&flag(0), &flag(1)),
                tin: Some(flag(2)),
                backup_withholding: Some(flag(3)),
            };
            let mut all = Forms::default();
            for (i, (sums, _)) in forms.iter().enumerate() {
                all.ranks.push(i as u32);
                all.sums.push(sums);
            }
            all.sums.settle();
            let due = Due::by(&[(&all, 0..at), (&all, at..forms.len())], &look);
            let mut warnings = due.warnings.into_iter().peekable();
            for (i, (sums, flags)) in forms.iter().enumerate() {
                let status = Status { exempt: flags[0], nonresident: flags[1] };
                let (is, reason) = reportable(sums, status);
                prop_assert_eq!((due.flags.value(i), REASONS[due.reasons[i] as usize].1), (is, reason));
                let warning = warnings.next_if(|w| w.0 == i).map(|w| w.1);
                prop_assert_eq!(warning, look.warnings(sums, i, is), "{:?}", sums);
            }
        }
    }
}
