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

/// Works on batch after batch. `turn` takes a batch that is done, with what was made of it, and gives
/// another to work on, an empty one where there is none; it begins with nothing done. While it does
/// so, the batch given before is worked on, if that has `full` items.
pub(crate) fn in_turns<I: Send + Sync, T: Send>(
    full: usize,
    piece: usize,
    work: impl Fn(&I) -> T + Send + Sync,
    mut turn: impl FnMut(Vec<I>, Vec<T>) -> Vec<I> + Send,
) {
    let (mut batch, mut done) = (Vec::new(), (Vec::new(), Vec::new()));
    loop {
        let (items, made) = std::mem::take(&mut done);
        if batch.is_empty() {
            batch = turn(items, made);
            if batch.is_empty() {
                return;
            }
            continue;
        }
        let make = || map(&batch, piece, &work);
        let (made, next) = if batch.len() >= full && is_shared() {
            rayon::join(make, || turn(items, made))
        } else {
            (make(), turn(items, made))
        };
        done = (std::mem::replace(&mut batch, next), made);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_batch_has_its_turn() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
        for sizes in [vec![], vec![1], vec![8, 8, 3], vec![3, 8, 1, 8, 8]] {
            let turns = || {
                let (mut next, mut seen) = (0, Vec::new());
                let mut left = sizes.iter();
                in_turns(
                    8,
                    2,
                    |n: &usize| n * n,
                    |items, made| {
                        seen.extend(items.into_iter().zip(made));
                        let batch = next..next + left.next().copied().unwrap_or(0);
                        next = batch.end;
                        batch.collect()
                    },
                );
                seen
            };
            let all: Vec<_> = (0..sizes.iter().sum()).map(|n| (n, n * n)).collect();
            assert_eq!((turns(), pool.install(turns)), (all.clone(), all));
        }
    }
}
