//! Securities rendered on all cores.

use super::View;
use crate::reading::Security;
use rayon::prelude::*;
use serde::ser::{Error, Serialize, SerializeSeq, Serializer};
use serde_json::value::to_raw_value;

/// Securities that are rendered at once: their text is held until it is written.
const AT_ONCE: usize = 256;

/// One core renders as many.
const PIECE: usize = 32;

/// Securities, in their order. What is rendered has no blanks between the values, so the writer
/// must not put any either.
pub(super) struct Ahead<'a>(pub(super) &'a [Security]);

impl Serialize for Ahead<'_> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut seq = s.serialize_seq(Some(self.0.len()))?;
        for some in self.0.chunks(AT_ONCE) {
            if some.len() < 2 * PIECE {
                some.iter().try_for_each(|x| seq.serialize_element(&View(x)))?;
                continue;
            }
            let rendered = some.par_iter().with_min_len(PIECE).map(|x| to_raw_value(&View(x)));
            for text in rendered.collect::<Vec<_>>() {
                seq.serialize_element(&text.map_err(S::Error::custom)?)?;
            }
        }
        seq.end()
    }
}

#[cfg(test)]
mod tests {
    use crate::json::{CompactJson, ReadingJson};
    use crate::reading::{Layout, Reading, Security};

    #[test]
    fn the_bytes_are_the_same() {
        let name = |i: usize| Security { name: format!("\"Fund\" {i}"), ..Security::default() };
        for count in [0, 1, 63, 64, 300, 1000] {
            let layout = Layout { securities: (0..count).map(name).collect(), ..Layout::default() };
            let reading = Reading { layouts: vec![layout.clone(), layout], ..Reading::default() };
            let plain = serde_json::to_string(&ReadingJson(&reading)).unwrap();
            assert_eq!(serde_json::to_string(&CompactJson(&reading)).unwrap(), plain, "{count}");
        }
    }
}
