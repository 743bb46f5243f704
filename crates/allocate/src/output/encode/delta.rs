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
    varint(BLOCK as u64, out);
    varint((BLOCK / MINI) as u64, out);
    varint(values.len() as u64, out);
    varint(zigzag(values.first().copied().unwrap_or(0)), out);
    let mut from = 1;
    while from < values.len() {
        let n = (values.len() - from).min(BLOCK);
        let (before, after) = (&values[from - 1..][..n], &values[from..][..n]);
        block(before, after, out);
        from += n;
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
        if w > 0 {
            pack(mini.iter().copied(), w, out);
        }
    }
}
