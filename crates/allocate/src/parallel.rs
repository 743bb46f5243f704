//! Work on many items by several threads, results in the order of the items.

/// Items below which a thread is not worth its start.
const FEW: usize = 256;

/// As many threads as the machine runs at once.
pub(crate) fn processors() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// At most so many threads, for items of which each takes little. What each thread made stays where
/// it is until it is taken.
pub(crate) fn map_many<T: Sync, R: Send>(
    items: &[T],
    threads: usize,
    each: impl Fn(&T) -> R + Sync,
) -> impl Iterator<Item = R> {
    runs(items, threads.min(items.len() / FEW), each).into_iter().flatten()
}

/// At most so many threads.
pub(crate) fn map<T: Sync, R: Send>(
    items: &[T],
    threads: usize,
    each: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    runs(items, threads, each).into_iter().flatten().collect()
}

/// Runs of items that follow each other, one for each of so many threads; the first is that of the
/// calling thread, which has memory at hand.
fn runs<T: Sync, R: Send>(
    items: &[T],
    threads: usize,
    each: impl Fn(&T) -> R + Sync,
) -> Vec<Vec<R>> {
    let run = |some: &[T]| -> Vec<R> { some.iter().map(&each).collect() };
    if threads < 2 || items.len() < 2 {
        return vec![run(items)];
    }
    let run = &run;
    std::thread::scope(|s| {
        let mut all = items.chunks(items.len().div_ceil(threads));
        let first = all.next().unwrap_or_default();
        let others: Vec<_> = all.map(|some| s.spawn(move || run(some))).collect();
        let join = |t: std::thread::ScopedJoinHandle<'_, Vec<R>>| {
            t.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        std::iter::once(run(first)).chain(others.into_iter().map(join)).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        for n in [0, 1, 2, 3, 10, 1_000] {
            let items: Vec<u32> = (0..n).collect();
            let doubled: Vec<u32> = items.iter().map(|i| i * 2).collect();
            for threads in [0, 1, 2, 3, 7, 2_000] {
                assert_eq!(map(&items, threads, |i| i * 2), doubled);
            }
            assert!(map_many(&items, 2, |i| i * 2).eq(doubled));
        }
    }
}
