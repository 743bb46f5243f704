//! The short texts of a sheet that were stored last: a row repeats its figures, its neighbours
//! repeat its dates and names.

use foldhash::fast::FixedState;
use std::hash::BuildHasher;

/// Texts up to this length are looked for among those stored last.
const SHORT: usize = 24;

/// How many are remembered: a place for each, which the next text of the same hash takes over. They
/// stay in the first cache of a processor.
const PLACES: usize = 1 << 11;

/// Where short texts stand in the text of a sheet, by their hashes.
#[derive(Debug)]
pub(super) struct Recent {
    places: Box<[(u32, u32)]>,
    hasher: FixedState,
}

impl Default for Recent {
    fn default() -> Recent {
        Recent { places: vec![(0, 0); PLACES].into(), hasher: FixedState::default() }
    }
}

impl Recent {
    /// Where the text stands in `stored`, to which it is added if it is not among the last. Nothing
    /// once that has 4 GiB.
    pub(super) fn find_or_push(&mut self, text: &str, stored: &mut String) -> Option<u32> {
        let short = text.len() <= SHORT;
        let place = short.then(|| {
            let hash = self.hasher.hash_one(text);
            &mut self.places[usize::try_from(hash % PLACES as u64).unwrap_or_default()]
        });
        if let Some((start, len)) = place.as_deref() {
            let (from, to) = (*start as usize, (*start + *len) as usize);
            if stored.as_bytes().get(from..to) == Some(text.as_bytes()) {
                return Some(*start);
            }
        }
        let start = u32::try_from(stored.len()).ok()?;
        let end = u32::try_from(stored.len() + text.len()).ok()?;
        stored.push_str(text);
        if let Some(place) = place {
            *place = (start, end - start);
        }
        Some(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_as_long_as_no_other_took_its_place() {
        let mut recent = Recent::default();
        let mut stored = String::new();
        for i in 0..20_000_u32 {
            for text in [i.to_string(), "0.17522".to_owned(), format!("{i:030}")] {
                let at = recent.find_or_push(&text, &mut stored).unwrap() as usize;
                assert_eq!(stored.get(at..at + text.len()), Some(&*text));
            }
        }
        assert!(stored.len() < 20_000 * 40, "the figure that comes again is stored again");
    }
}
