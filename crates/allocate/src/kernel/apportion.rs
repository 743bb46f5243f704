//! Apportionment by largest remainder.

/// Distributes `cents` over parts in proportion to `nums` of `den`, so that the parts sum to
/// `cents` exactly: each gets the floor of its exact share, and the cents left go one by one to
/// the largest remainders, earlier parts first where remainders are equal.
///
/// `nums` must sum to `den`; this is the plain form in 128 bits that the fast way equals.
/// `None` if a product does not fit.
#[must_use]
pub fn largest_remainder<const N: usize>(
    cents: u64,
    nums: [u128; N],
    den: u128,
) -> Option<[u64; N]> {
    let mut out = [0u64; N];
    let mut rems = [None; N];
    let mut left = cents;
    for i in 0..N {
        let product = u128::from(cents).checked_mul(nums[i])?;
        out[i] = u64::try_from(product / den).ok()?;
        rems[i] = Some(product % den);
        left = left.checked_sub(out[i])?;
    }
    for _ in 0..left {
        let mut best: Option<usize> = None;
        for i in 0..N {
            if rems[i] > best.and_then(|b| rems[b]) {
                best = Some(i);
            }
        }
        let best = best?;
        out[best] += 1;
        rems[best] = None;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cents_left_go_to_the_largest_remainders() {
        assert_eq!(largest_remainder(100, [1, 1, 1], 3), Some([34, 33, 33]));
        assert_eq!(largest_remainder(1, [1, 2, 1], 4), Some([0, 1, 0]));
        assert_eq!(largest_remainder(2, [1, 2, 1], 4), Some([1, 1, 0]));
        assert_eq!(largest_remainder(0, [1, 2], 3), Some([0, 0]));
    }
}
