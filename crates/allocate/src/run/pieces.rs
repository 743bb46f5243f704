//! Items in order, held in the vectors they came in: a unit's results are cut into row groups
//! without being copied.

use crate::state::Forms;
use std::collections::VecDeque;
use std::ops::Range;
use std::sync::Arc;

/// Items in order.
pub(super) trait Items {
    fn count(&self) -> usize;
}

impl<T> Items for Vec<T> {
    fn count(&self) -> usize {
        self.len()
    }
}

impl Items for Forms {
    fn count(&self) -> usize {
        self.len()
    }
}

/// A part of shared items.
pub(super) struct Piece<C> {
    all: Arc<C>,
    range: Range<usize>,
}

impl<C> Piece<C> {
    /// All items, and which of them are meant.
    pub(super) fn stretch(&self) -> (&C, Range<usize>) {
        (&self.all, self.range.clone())
    }
}

impl<T> Piece<Vec<T>> {
    pub(super) fn items(&self) -> &[T] {
        &self.all[self.range.clone()]
    }
}

/// A queue of items.
pub(super) struct Pieces<C> {
    parts: VecDeque<Piece<C>>,
    len: usize,
}

impl<C> Default for Pieces<C> {
    fn default() -> Self {
        Pieces { parts: VecDeque::new(), len: 0 }
    }
}

impl<C: Items> Pieces<C> {
    pub(super) fn push(&mut self, all: C) {
        if all.count() > 0 {
            self.len += all.count();
            let range = 0..all.count();
            self.parts.push_back(Piece { all: Arc::new(all), range });
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The first `n` items, or as many as there are.
    pub(super) fn take(&mut self, n: usize) -> Vec<Piece<C>> {
        let mut out = Vec::new();
        let mut left = n.min(self.len);
        self.len -= left;
        while left > 0 {
            let Some(first) = self.parts.front_mut() else { break };
            if first.range.len() > left {
                let cut = first.range.start + left;
                let range = first.range.start..cut;
                out.push(Piece { all: first.all.clone(), range });
                first.range.start = cut;
                break;
            }
            left -= first.range.len();
            out.extend(self.parts.pop_front());
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_do_not_depend_on_how_items_came() {
        for sizes in [&[10usize][..], &[1, 0, 2, 3, 4], &[3, 3, 4]] {
            let mut p = Pieces::default();
            let mut next = 0..;
            for n in sizes {
                p.push(next.by_ref().take(*n).collect());
            }
            let mut cuts = Vec::new();
            while p.len() > 0 {
                let cut: Vec<i32> = p.take(4).iter().flat_map(|x| x.items().to_vec()).collect();
                cuts.push(cut);
            }
            assert_eq!(cuts, [vec![0, 1, 2, 3], vec![4, 5, 6, 7], vec![8, 9]]);
        }
    }
}
