//! Many of a kind: worked on by all cores, as long as what is made of them stays in the caches.

use rayon::prelude::*;

/// What is made of each, in their order. Fewer than two pieces of work are done by one core.
pub(crate) fn map<I: Sync, T: Send>(
    items: &[I],
    piece: usize,
    work: impl Fn(&I) -> T + Send + Sync,
) -> Vec<T> {
    if items.len() < 2 * piece {
        return items.iter().map(work).collect();
    }
    items.par_iter().with_min_len(piece).map(work).collect()
}
