//! Differences in as few bits as they need (`DELTA_BINARY_PACKED`).

use super::bits::{pack, varint, width};

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

fn block(before: &[i64], after: &[i64], out: &mut Vec<u8>) {
    let mut differences = [0i64; BLOCK];
    let mut least = i64::MAX;
    for ((d, a), b) in differences.iter_mut().zip(after).zip(before) {
        *d = a.wrapping_sub(*b);
        least = least.min(*d);
    }
    let n = after.len();
    // What fills up the last block is as small as the least.
    differences[n..].fill(least);
    let above = differences.map(|d| d.wrapping_sub(least) as u64);
    let (minis, _) = above.as_chunks::<MINI>();
    varint(zigzag(least), out);
    let widths = out.len();
    out.extend_from_slice(&[0; BLOCK / MINI]);
    for (i, mini) in minis.iter().enumerate().take(n.div_ceil(MINI)) {
        let w = width(mini.iter().fold(0, |a, v| a | v));
        out[widths + i] = w as u8;
        match w {
            0 => {}
            // Two together are packed as one.
            1..=32 => {
                let (pairs, _) = mini.as_chunks::<2>();
                pack(pairs.iter().map(|[a, b]| a | b << w), 2 * w, out);
            }
            _ => pack(mini.iter().copied(), w, out),
        }
    }
}
