//! Which distributions an account had a payment of already.

/// By distribution, the number of the last account that had a payment of it.
#[derive(Debug, Default)]
pub(super) struct Marks {
    of: Vec<u32>,
    /// The greatest number given so far.
    last: u32,
}

impl Marks {
    /// Where numbers are kept, by so many distributions, and the first of those for so many accounts
    /// that follow each other. Nothing bears any of them yet.
    #[inline]
    pub(super) fn begin(&mut self, distributions: usize, accounts: u32) -> (&mut [u32], u32) {
        if self.of.len() < distributions || u32::MAX - self.last <= accounts {
            self.renew(distributions);
        }
        let first = self.last + 1;
        self.last += accounts;
        (self.of.as_mut_slice(), first)
    }

    #[cold]
    fn renew(&mut self, distributions: usize) {
        self.of.clear();
        self.of.resize(distributions, 0);
        self.last = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_given_once() {
        let mut marks = Marks::default();
        assert_eq!(marks.begin(2, 3), ([0, 0].as_mut_slice(), 1));
        let (of, first) = marks.begin(2, 1);
        assert_eq!(first, 4);
        of[1] = first;
        marks.last = u32::MAX - 2;
        assert_eq!(marks.begin(2, 1), ([0, 4].as_mut_slice(), u32::MAX - 1));
        assert_eq!(marks.begin(2, 1), ([0, 0].as_mut_slice(), 1));
    }
}
