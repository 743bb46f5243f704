//! Puts groups together; the root, and what stands below it.

use super::names::Names;
use super::{Cap, Content, Group, Mark, Slot};
use crate::text::{CharSet, Simple};
use crate::year::FilingYear;

pub(super) const MANY: u32 = u32::MAX;
pub(super) const PERSON_PART: Simple = Simple::Text(&CharSet::PERSON_PART, 20);
pub(super) const STREET: Simple = Simple::Text(&CharSet::STREET, 35);
pub(super) const TIN_TYPE: Simple = Simple::OneOf(&["INDIVIDUAL_TIN", "BUSINESS_TIN", "UNKNOWN"]);

pub(super) fn slot(name: &str, content: Content) -> Slot {
    Slot { name: name.into(), content, required: true, max: 1, choice: None, cap: Cap::None }
}

pub(super) fn leaf(name: &str, kind: Simple) -> Slot {
    slot(name, Content::Leaf(kind))
}

pub(super) fn group(name: &str, index: usize) -> Slot {
    slot(name, Content::Group(index))
}

impl Slot {
    pub(super) fn optional(mut self) -> Slot {
        self.required = false;
        self
    }

    pub(super) fn up_to(mut self, max: u32) -> Slot {
        self.max = max;
        self.optional()
    }

    pub(super) fn cap(mut self, cap: Cap) -> Slot {
        self.cap = cap;
        self
    }

    pub(super) fn branch(mut self, choice: u8, branch: u8) -> Slot {
        self.choice = Some((choice, branch));
        self
    }
}

#[derive(Default)]
pub(super) struct Builder {
    pub(super) groups: Vec<Group>,
}

impl Builder {
    pub(super) fn add(&mut self, mark: Mark, slots: Vec<Slot>) -> usize {
        self.with_choices(mark, slots, Vec::new())
    }

    pub(super) fn with_choices(
        &mut self,
        mark: Mark,
        slots: Vec<Slot>,
        choices: Vec<bool>,
    ) -> usize {
        let required = slots
            .iter()
            .enumerate()
            .filter(|(_, s)| s.required && s.choice.is_none())
            .fold(0, |mask, (i, _)| mask | 1 << i);
        self.groups.push(Group { mark, slots, open: false, choices, required });
        self.groups.len() - 1
    }

    pub(super) fn open(&mut self, mark: Mark, slots: Vec<Slot>) -> usize {
        let slots = slots.into_iter().map(|s| s.up_to(MANY)).collect();
        let index = self.add(mark, slots);
        self.groups[index].open = true;
        index
    }

    pub(super) fn transmission(&mut self, facts: &FilingYear) -> usize {
        let us = self.add(
            Mark::Plain,
            vec![
                leaf("AddressLine1Txt", STREET),
                leaf("AddressLine2Txt", STREET).optional(),
                leaf("CityNm", Simple::Text(&CharSet::CITY, 40)),
                leaf("StateAbbreviationCd", Simple::State),
                leaf("ZIPCd", Simple::Zip),
            ],
        );
        let foreign = self.add(
            Mark::ForeignAddress,
            vec![
                leaf("AddressLine1Txt", STREET),
                leaf("AddressLine2Txt", STREET).optional(),
                leaf("CityNm", Simple::Text(&CharSet::CITY, 50)).optional(),
                leaf("ProvinceOrStateNm", Simple::Text(&CharSet::TEXT, 17)).optional(),
                leaf("CountryCd", Simple::Country),
                leaf("ForeignPostalCd", Simple::Text(&CharSet::TEXT, 16)).optional(),
            ],
        );
        let address = self.with_choices(
            Mark::Address,
            vec![
                group("USAddress", us).branch(1, 0),
                group("ForeignAddress", foreign).branch(1, 1),
            ],
            vec![true],
        );
        let names = Names::new(self);
        let manifest = self.manifest(address, &names);
        let one = self.submission_1(facts, address, &names);
        let two = self.submission_2();
        let three = self.submission_3();
        self.add(
            Mark::Plain,
            vec![
                group("IRTransmissionManifest", manifest),
                group("IRSubmission1Grp", one).up_to(MANY),
                group("IRSubmission2Grp", two).up_to(MANY),
                group("IRSubmission3Grp", three).up_to(MANY),
            ],
        )
    }
}
