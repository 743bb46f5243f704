//! Names of persons and businesses, which stand in many places.

use super::build::{Builder, PERSON_PART, group, leaf};
use super::{Mark, Slot};
use crate::text::{CharSet, Simple};

/// The groups of names, which stand in many places.
pub(super) struct Names {
    pub(super) person: usize,
    pub(super) business: usize,
}

impl Names {
    pub(super) fn new(b: &mut Builder) -> Names {
        let person = b.add(
            Mark::Plain,
            vec![
                leaf("PersonFirstNm", PERSON_PART),
                leaf("PersonMiddleNm", PERSON_PART).optional(),
                leaf("PersonLastNm", PERSON_PART),
                leaf("SuffixNm", PERSON_PART).optional(),
            ],
        );
        let business = b.add(
            Mark::Plain,
            vec![
                leaf("BusinessNameLine1Txt", Simple::Text(&CharSet::BUSINESS_1, 75)),
                leaf("BusinessNameLine2Txt", Simple::Text(&CharSet::BUSINESS_2, 75)).optional(),
            ],
        );
        Names { person, business }
    }

    /// A person with its control, or a business with its control.
    pub(super) fn choice(&self) -> Vec<Slot> {
        vec![
            leaf("PersonNameControlTxt", Simple::PersonControl).optional().branch(1, 0),
            group("PersonName", self.person).branch(1, 0),
            leaf("BusinessNameControlTxt", Simple::BusinessControl).optional().branch(1, 1),
            group("BusinessName", self.business).branch(1, 1),
        ]
    }
}
