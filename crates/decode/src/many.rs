//! Many of a kind: worked on by all cores, as long as what is made of them stays in the caches.
//!
//! That is so for what is done [`on_cores`]; elsewhere one core does it all, and no other is started.

use rayon::prelude::*;

/// Does the work on one of the cores that share it.
pub(crate) fn on_cores<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    rayon::scope(|_| work())
}

fn is_shared() -> bool {
    rayon::current_thread_index().is_some()
}

/// What is made of each, in their order. Fewer than two pieces of work are done by one core.
pub(crate) fn map<I: Sync, T: Send>(
    items: &[I],
    piece: usize,
    work: impl Fn(&I) -> T + Send + Sync,
) -> Vec<T> {
    map_with(items, piece, || (), |(), item| work(item))
}

/// The same where a core can do with one `tool` for many of them.
pub(crate) fn map_with<I: Sync, S, T: Send>(
    items: &[I],
    piece: usize,
    tool: impl Fn() -> S + Send + Sync,
    work: impl Fn(&mut S, &I) -> T + Send + Sync,
) -> Vec<T> {
    if items.len() < 2 * piece || !is_shared() {
        let mut tool = tool();
        return items.iter().map(|item| work(&mut tool, item)).collect();
    }
    items.par_iter().with_min_len(piece).map_init(tool, work).collect()
}

/// Two works, at the same time if they are `large`.
pub(crate) fn beside<A: Send, B: Send>(
    large: bool,
    one: impl FnOnce() -> A + Send,
    other: impl FnOnce() -> B + Send,
) -> (A, B) {
    if large && is_shared() { rayon::join(one, other) } else { (one(), other()) }
}
