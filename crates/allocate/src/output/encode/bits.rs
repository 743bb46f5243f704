//! Integers in few bits: variable-length, packed, and in runs.

/// Appends an integer in groups of seven bits, the lowest first.
pub(super) fn varint(mut value: u64, out: &mut Vec<u8>) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// How many bits hold a value.
pub(super) fn width(value: u64) -> u32 {
    u64::BITS - value.leading_zeros()
}

/// Appends values that fit `width` bits each, the lowest bit first, and fills up the last byte.
#[inline]
pub(super) fn pack(values: impl Iterator<Item = u64>, width: u32, out: &mut Vec<u8>) {
    let (mut word, mut filled) = (0u64, 0);
    for v in values {
        word |= v << filled;
        filled += width;
        if filled >= u64::BITS {
            out.extend_from_slice(&word.to_le_bytes());
            filled -= u64::BITS;
            // What did not fit; nothing if it fitted just so.
            word = v.checked_shr(width - filled).unwrap_or(0);
        }
    }
    out.extend_from_slice(&word.to_le_bytes()[..filled.div_ceil(8) as usize]);
}

/// As [`pack`], of eights of values of up to 32 bits.
pub(super) fn pack_small(values: &[u32], width: u32, out: &mut Vec<u8>) {
    // Several together are packed as one.
    let join = |some: &[u32]| some.iter().rev().fold(0, |a, v| a << width | u64::from(*v));
    match width {
        0..=16 => {
            let (fours, _) = values.as_chunks::<4>();
            pack(fours.iter().map(|some| join(some)), 4 * width, out);
        }
        _ => {
            let (twos, _) = values.as_chunks::<2>();
            pack(twos.iter().map(|some| join(some)), 2 * width, out);
        }
    }
}

/// Appends one run of the hybrid of runs and packed values: `n` times the value.
pub(super) fn run(value: u64, n: usize, width: u32, out: &mut Vec<u8>) {
    varint((n as u64) << 1, out);
    out.extend_from_slice(&value.to_le_bytes()[..width.div_ceil(8) as usize]);
}

/// Appends the head of packed values in the hybrid; they follow in eights, the last filled up.
pub(super) fn packed_head(n: usize, out: &mut Vec<u8>) {
    varint((n.div_ceil(8) as u64) << 1 | 1, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bit by bit.
    fn plain(values: &[u64], width: u32) -> Vec<u8> {
        let bits: Vec<u8> =
            values.iter().flat_map(|v| (0..width).map(move |i| (v >> i & 1) as u8)).collect();
        bits.chunks(8).map(|c| c.iter().rev().fold(0, |a, b| a << 1 | b)).collect()
    }

    #[test]
    fn packed_as_bit_by_bit() {
        for w in 0..=64 {
            for n in [0, 1, 7, 8, 31, 32, 33, 100] {
                let values: Vec<u64> = (1..=n)
                    .map(|i: u64| {
                        let v = i.wrapping_mul(0x9E37_79B9_7F4A_7C15);
                        if w == 0 { 0 } else { v >> (64 - w) }
                    })
                    .collect();
                let mut out = Vec::new();
                pack(values.iter().copied(), w, &mut out);
                assert_eq!(out, plain(&values, w), "{n} of {w} bits");
                if w <= 32 && n % 8 == 0 {
                    let small: Vec<u32> = values.iter().map(|v| *v as u32).collect();
                    let mut out = Vec::new();
                    pack_small(&small, w, &mut out);
                    assert_eq!(out, plain(&values, w), "{n} of {w} bits");
                }
            }
        }
    }

    #[test]
    fn sizes() {
        assert_eq!([0, 1, 2, 255, u64::MAX].map(width), [0, 1, 2, 8, 64]);
        let mut out = Vec::new();
        varint(300, &mut out);
        run(5, 3, 9, &mut out);
        packed_head(9, &mut out);
        assert_eq!(out, [0xac, 2, 6, 5, 0, 5]);
    }
}
