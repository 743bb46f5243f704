//! Tax years and what a layout of that year holds.

use crate::field::Field;
use std::fmt;

/// A calendar tax year for which a Primary Layout is known: 2007 to 2026.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TaxYear(u16);

impl TaxYear {
    /// The first year of the 32-column layout.
    pub const FIRST: TaxYear = TaxYear(2007);
    /// The newest year that the field table describes.
    pub const LAST: TaxYear = TaxYear(2026);

    /// A tax year inside the known range, else `None`.
    #[must_use]
    pub fn new(year: u16) -> Option<TaxYear> {
        (Self::FIRST.0..=Self::LAST.0).contains(&year).then_some(TaxYear(year))
    }

    /// The calendar year as a number.
    #[must_use]
    pub fn get(self) -> u16 {
        self.0
    }

    /// Every known tax year, oldest first.
    pub fn all() -> impl Iterator<Item = TaxYear> {
        (Self::FIRST.0..=Self::LAST.0).map(TaxYear)
    }

    /// The fields (columns) of the Primary Layout of this year, in column order.
    pub fn fields(self) -> impl Iterator<Item = Field> {
        Field::ALL.into_iter().filter(move |f| f.info().since <= self.0)
    }

    /// Whether the layout of this year has the field.
    #[must_use]
    pub fn has(self, field: Field) -> bool {
        field.info().since <= self.0
    }
}

impl fmt::Display for TaxYear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_by_year() {
        let count = |y| TaxYear::new(y).unwrap().fields().count();
        assert_eq!((count(2007), count(2017)), (32, 32));
        assert_eq!((count(2018), count(2020)), (36, 36));
        assert_eq!((count(2021), count(2026)), (41, 41));
        assert!(TaxYear::new(2006).is_none() && TaxYear::new(2027).is_none());
    }
}
