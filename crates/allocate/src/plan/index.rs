//! Hash indexes of CUSIPs and dates: open addressing over integers.

const EMPTY: u64 = u64::MAX;

#[derive(Debug, Default)]
struct Table {
    /// Keys with their values, side by side.
    slots: Vec<(u64, u32)>,
    shift: u32,
}

impl Table {
    fn new(entries: &[(u64, u32)]) -> Table {
        let size = (entries.len() * 2 + 2).next_power_of_two();
        let mut t =
            Table { slots: vec![(EMPTY, 0); size], shift: u64::BITS - size.trailing_zeros() };
        for (key, value) in entries {
            let mut i = t.home(*key);
            while t.slots[i].0 != EMPTY && t.slots[i].0 != *key {
                i = (i + 1) & (size - 1);
            }
            t.slots[i] = (*key, *value);
        }
        t
    }

    #[inline]
    fn home(&self, key: u64) -> usize {
        (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift) as usize
    }

    #[inline]
    fn get(&self, key: u64) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let mask = self.slots.len() - 1;
        let mut i = self.home(key);
        loop {
            let (k, value) = self.slots[i];
            if k == key {
                return Some(value);
            }
            if k == EMPTY {
                return None;
            }
            i = (i + 1) & mask;
        }
    }
}

/// What stands at a CUSIP and date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Found {
    /// No distribution.
    None,
    /// Exactly one: its entry.
    One(u32),
    /// Several that share the date.
    Many,
}

const MANY: u32 = u32::MAX;

/// Distributions by security and day.
#[derive(Debug, Default)]
pub struct DateIndex(Table);

impl DateIndex {
    /// Indexes `(security, day, entry)`.
    #[must_use]
    pub fn new(mut keys: Vec<(u32, i32, u32)>) -> DateIndex {
        keys.sort_unstable();
        let mut out: Vec<(u64, u32)> = Vec::with_capacity(keys.len());
        for (security, day, entry) in keys {
            let key = date_key(security, day);
            match out.last_mut() {
                Some(last) if last.0 == key => last.1 = MANY,
                _ => out.push((key, entry)),
            }
        }
        DateIndex(Table::new(&out))
    }

    /// What stands at a security and day.
    #[inline]
    #[must_use]
    pub fn get(&self, security: u32, day: i32) -> Found {
        match self.0.get(date_key(security, day)) {
            None => Found::None,
            Some(MANY) => Found::Many,
            Some(entry) => Found::One(entry),
        }
    }
}

fn date_key(security: u32, day: i32) -> u64 {
    u64::from(security) << 32 | u64::from(day as u32)
}

/// Securities by CUSIP.
#[derive(Debug, Default)]
pub(crate) struct CusipIndex(Table);

/// Six bits a character; `None` for anything but nine digits and upper-case letters.
fn pack(cusip: &[u8]) -> Option<u64> {
    let bytes: &[u8; 9] = cusip.try_into().ok()?;
    let mut key = 0u64;
    let mut good = true;
    for b in bytes {
        good &= b.is_ascii_digit() | b.is_ascii_uppercase();
        key = key << 6 | u64::from(b & 0x3f);
    }
    good.then_some(key)
}

impl CusipIndex {
    pub(super) fn new<'a>(cusips: impl Iterator<Item = &'a str>) -> CusipIndex {
        let keys: Vec<(u64, u32)> =
            cusips.zip(0..).filter_map(|(c, i)| Some((pack(c.as_bytes())?, i))).collect();
        CusipIndex(Table::new(&keys))
    }

    #[inline]
    pub(crate) fn get(&self, cusip: &str) -> Option<u32> {
        match pack(cusip.as_bytes()) {
            Some(key) => self.0.get(key),
            None => self.0.get(pack(yearend_model::cusip::normalize(cusip).as_bytes())?),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cusips_in_any_spelling() {
        let index = CusipIndex::new(["471021402", "88634T410"].into_iter());
        assert_eq!(index.get("471021402"), Some(0));
        assert_eq!(index.get("88634t 41 0"), Some(1));
        assert_eq!(index.get("88634T411"), None);
        assert_eq!(index.get(""), None);
        assert_eq!(CusipIndex::default().get("471021402"), None);
    }

    #[test]
    fn dates_of_one_security() {
        let index = DateIndex::new(vec![(0, 20265, 3), (0, -1, 2), (1, 20265, 7), (1, 20265, 8)]);
        assert_eq!(index.get(0, 20265), Found::One(3));
        assert_eq!(index.get(0, -1), Found::One(2));
        assert_eq!(index.get(1, 20265), Found::Many);
        assert_eq!(index.get(1, 20266), Found::None);
    }
}
