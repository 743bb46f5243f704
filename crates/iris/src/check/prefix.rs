//! What a text may begin with, compared without a call or a loop: tags are so short that either
//! would cost more than the comparison.

/// Bytes that are compared together.
const TOGETHER: usize = 32;

/// Bytes that a text may begin with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Prefix {
    bytes: Box<[u8]>,
    /// The first of them, and which bits of these count.
    first: [u128; 2],
    mask: [u128; 2],
}

impl Prefix {
    pub(super) fn new(bytes: &[u8]) -> Prefix {
        let (mut first, mut mask) = ([0; TOGETHER], [0; TOGETHER]);
        for ((first, mask), byte) in first.iter_mut().zip(&mut mask).zip(bytes) {
            (*first, *mask) = (*byte, u8::MAX);
        }
        Prefix { bytes: bytes.into(), first: halves(&first), mask: halves(&mask) }
    }

    pub(super) fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether a text begins with these bytes.
    #[inline]
    pub(super) fn begins(&self, text: &[u8]) -> bool {
        let Some(chunk) = text.first_chunk() else { return text.starts_with(&self.bytes) };
        let [low, high] = halves(chunk);
        let differs =
            ((low ^ self.first[0]) & self.mask[0]) | ((high ^ self.first[1]) & self.mask[1]);
        differs == 0 && (self.bytes.len() <= TOGETHER || text.starts_with(&self.bytes))
    }
}

#[inline]
fn halves(text: &[u8; TOGETHER]) -> [u128; 2] {
    let mut halves = [0; 2];
    for (half, bytes) in halves.iter_mut().zip(text.as_chunks().0) {
        *half = u128::from_le_bytes(*bytes);
    }
    halves
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn prefixes_are_compared_byte_by_byte(
            bytes in "[ab]{0,70}",
            other in "[ab]{0,70}",
            rest in "[ab]{0,70}",
            at in 0usize..70,
        ) {
            let prefix = Prefix::new(bytes.as_bytes());
            let mut text = (bytes.clone() + &rest).into_bytes();
            prop_assert!(prefix.begins(&text));
            prop_assert_eq!(prefix.begins(other.as_bytes()), other.starts_with(&bytes));
            if at < bytes.len() {
                text[at] ^= 1;
                prop_assert!(!prefix.begins(&text));
            }
        }
    }
}
