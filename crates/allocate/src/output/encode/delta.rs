//! Differences in as few bits as they need (`DELTA_BINARY_PACKED`).

use super::bits::{pack, pack_small, varint, width};

/// Differences of a block, which have their least one in common.
const BLOCK: usize = 128;
/// Differences that are as wide as the widest of them.
const MINI: usize = 32;

fn zigzag(v: i64) -> u64 {
    (v << 1 ^ v >> 63) as u64
}

/// Appends the values.
pub(super) fn delta(values: &[i64], out: &mut Vec<u8>) {
    head(values.len(), values.first().copied().unwrap_or(0), out);
    let mut from = 1;
    while from < values.len() {
        let n = (values.len() - from).min(BLOCK);
        let (before, after) = (&values[from - 1..][..n], &values[from..][..n]);
        block(before, after, out);
        from += n;
    }
}

fn head(n: usize, first: i64, out: &mut Vec<u8>) {
    varint(BLOCK as u64, out);
    varint((BLOCK / MINI) as u64, out);
    varint(n as u64, out);
    varint(zigzag(first), out);
}

/// As [`delta`], of values that come bit by bit.
pub(super) struct Delta {
    /// How many values there will be.
    n: usize,
    /// The last value of the block before, then those of this block.
    held: [i64; 1 + BLOCK],
    filled: usize,
    out: Vec<u8>,
}

impl Delta {
    pub(super) fn new(n: usize) -> Delta {
        Delta { n, held: [0; 1 + BLOCK], filled: 0, out: Vec::new() }
    }

    pub(super) fn push(&mut self, mut values: &[i64]) {
        while !values.is_empty() {
            if self.filled == 0 {
                self.out.reserve(self.n * 3);
                head(self.n, values[0], &mut self.out);
            }
            let (now, later) = values.split_at(values.len().min(1 + BLOCK - self.filled));
            self.held[self.filled..][..now.len()].copy_from_slice(now);
            self.filled += now.len();
            values = later;
            if self.filled == 1 + BLOCK {
                block(&self.held[..BLOCK], &self.held[1..], &mut self.out);
                self.held[0] = self.held[BLOCK];
                self.filled = 1;
            }
        }
    }

    /// What the values are encoded to; there was one at least.
    pub(super) fn finish(mut self) -> Vec<u8> {
        if self.filled > 1 {
            let n = self.filled - 1;
            block(&self.held[..n], &self.held[1..][..n], &mut self.out);
        }
        self.out
    }
}

/// Half of how far apart numbers can be for their differences to fit 32 bits.
const FEW: i64 = 1 << 30;

/// Whether all numbers are few enough, below zero or not, for their differences to fit 32 bits.
pub(super) fn are_few(values: &[i64]) -> bool {
    values.iter().fold(0, |bits, v| bits | v.wrapping_add(FEW) as u64) < 2 * FEW as u64
}

fn block(before: &[i64], after: &[i64], out: &mut Vec<u8>) {
    if are_few(&before[..1]) && are_few(after) {
        few_block(before, after, out);
    } else {
        any_block(before, after, out);
    }
}

/// A block of numbers of few digits, as amounts mostly are. The processor works on twice as many of
/// 32 bits at once, and compares them, which it does not do with 64 bits everywhere.
fn few_block(before: &[i64], after: &[i64], out: &mut Vec<u8>) {
    let mut differences = [0i32; BLOCK];
    let mut least = i32::MAX;
    for ((d, a), b) in differences.iter_mut().zip(after).zip(before) {
        *d = (*a as i32).wrapping_sub(*b as i32);
        least = least.min(*d);
    }
    let n = after.len();
    // What fills up the last block is as small as the least.
    differences[n..].fill(least);
    let above = differences.map(|d| d.wrapping_sub(least) as u32);
    let bits = |mini: &[u32; MINI]| mini.iter().fold(0, |a, v| a | v).into();
    minis(&above, (n, least.into()), bits, |mini, w, out| pack_small(mini, w, out), out);
}

fn any_block(before: &[i64], after: &[i64], out: &mut Vec<u8>) {
    let mut differences = [0i64; BLOCK];
    let mut least = i64::MAX;
    for ((d, a), b) in differences.iter_mut().zip(after).zip(before) {
        *d = a.wrapping_sub(*b);
        least = least.min(*d);
    }
    let n = after.len();
    differences[n..].fill(least);
    let above = differences.map(|d| d.wrapping_sub(least) as u64);
    let bits = |mini: &[u64; MINI]| mini.iter().fold(0, |a, v| a | v);
    let packed = |mini: &[u64; MINI], w: u32, out: &mut Vec<u8>| match w {
        // Two together are packed as one.
        0..=32 => {
            let (pairs, _) = mini.as_chunks::<2>();
            pack(pairs.iter().map(|[a, b]| a | b << w), 2 * w, out);
        }
        _ => pack(mini.iter().copied(), w, out),
    };
    minis(&above, (n, least), bits, packed, out);
}

/// Appends a block of so many differences by what they are above the least one: that, how many bits
/// each part takes, and the parts.
#[inline(always)]
fn minis<T>(
    above: &[T; BLOCK],
    (n, least): (usize, i64),
    bits: impl Fn(&[T; MINI]) -> u64,
    pack: impl Fn(&[T; MINI], u32, &mut Vec<u8>),
    out: &mut Vec<u8>,
) {
    let (minis, _) = above.as_chunks::<MINI>();
    varint(zigzag(least), out);
    let widths = out.len();
    out.extend_from_slice(&[0; BLOCK / MINI]);
    for (i, mini) in minis.iter().enumerate().take(n.div_ceil(MINI)) {
        let w = width(bits(mini));
        out[widths + i] = w as u8;
        if w > 0 {
            pack(mini, w, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_few_digits_are_encoded_as_any() {
        let most = FEW - 1;
        assert!(are_few(&[most, -FEW]) && !are_few(&[FEW]) && !are_few(&[-FEW - 1]));
        assert!(!are_few(&[0, i64::MAX]) && !are_few(&[i64::MIN]));
        let ends = [-FEW, most, -FEW, 0, most, most, 1, -1];
        for shift in [0, 8, 14, 15, 20, 31] {
            for n in [1, 31, 32, 33, 127, BLOCK] {
                let all: Vec<i64> = ends.iter().cycle().take(n + 1).map(|v| v >> shift).collect();
                let (mut few, mut any) = (Vec::new(), Vec::new());
                few_block(&all[..n], &all[1..], &mut few);
                any_block(&all[..n], &all[1..], &mut any);
                assert_eq!(few, any, "{n} numbers, {shift}");
            }
        }
    }
}
