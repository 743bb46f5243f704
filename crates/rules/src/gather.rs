//! Observations that say the same of several headings become one.
//!
//! A template of last year has three wrong year labels, one with blank columns a dozen headings
//! that are no field: that is one thing to know each, with several places.

use std::borrow::Cow;
use std::collections::HashMap;
use yearend_model::{Observation, ObservationKind as Kind};

/// Between the texts of headings that were put together.
pub(crate) const BETWEEN: &str = " | ";

/// The observations in their order, each group standing where its first member stood.
pub(crate) fn gathered(observations: &[Observation]) -> Vec<Cow<'_, Observation>> {
    let mut out: Vec<Cow<'_, Observation>> = Vec::with_capacity(observations.len());
    let mut groups: HashMap<(Kind, Option<usize>), usize> = HashMap::new();
    for o in observations {
        if !is_gathered(o) {
            out.push(Cow::Borrowed(o));
            continue;
        }
        match groups.get(&(o.kind, o.layout)).and_then(|i| out.get_mut(*i)) {
            Some(first) => add(first.to_mut(), o),
            None => {
                groups.insert((o.kind, o.layout), out.len());
                out.push(Cow::Borrowed(o));
            }
        }
    }
    out
}

fn is_gathered(o: &Observation) -> bool {
    match o.kind {
        Kind::YearLabelDiffers => true,
        // A column with figures under it is a finding of its own.
        Kind::UnknownHeading => o.printed.trim().is_empty(),
        _ => false,
    }
}

fn add(first: &mut Observation, other: &Observation) {
    let text = |o: &mut Observation, more: &str| {
        let into = if o.kind == Kind::UnknownHeading { &mut o.used } else { &mut o.printed };
        into.push_str(BETWEEN);
        into.push_str(more);
    };
    let more = if other.kind == Kind::UnknownHeading { &other.used } else { &other.printed };
    text(first, more);
    first.places.extend_from_slice(&other.places);
    if first.field != other.field {
        first.field = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_one_table_become_one() {
        let label = |layout, printed: &str| Observation {
            layout: Some(layout),
            printed: printed.to_owned(),
            ..Observation::new(Kind::YearLabelDiffers)
        };
        let all = [label(0, "2011"), label(0, "2012"), label(1, "2011")];
        let out = gathered(&all);
        let printed: Vec<&str> = out.iter().map(|o| o.printed.as_str()).collect();
        assert_eq!(printed, ["2011 | 2012", "2011"]);
    }
}
