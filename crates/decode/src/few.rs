//! Lists that mostly have one item, which then needs no allocation.

use std::ops::Deref;

/// None, one, or many of a kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Few<T> {
    #[default]
    None,
    One(T),
    Many(Box<[T]>),
}

impl<T> From<Vec<T>> for Few<T> {
    fn from(mut all: Vec<T>) -> Few<T> {
        match all.len() {
            0 => Few::None,
            1 => all.pop().map_or(Few::None, Few::One),
            _ => Few::Many(all.into()),
        }
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match self {
            Few::None => &[],
            Few::One(one) => std::slice::from_ref(one),
            Few::Many(all) => all,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_what_it_was() {
        for n in 0..4 {
            let all: Vec<String> = (0..n).map(|i| i.to_string()).collect();
            assert_eq!(*Few::from(all.clone()), *all);
        }
    }

    #[test]
    fn one_is_small() {
        assert!(size_of::<Few<Option<rust_decimal::Decimal>>>() <= 24);
    }
}
