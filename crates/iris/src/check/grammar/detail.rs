//! The details of a Submission 1: Form 1099-DIV closely, other forms up to their boxes.

use super::build::{Builder, MANY, TIN_TYPE, group, leaf};
use super::names::Names;
use super::{Cap, Mark, Slot};
use crate::text::{CharSet, Simple};
use crate::year::{DetailBox, FilingYear};

impl Builder {
    /// One branch per form type: its details.
    pub(super) fn details_1(&mut self, facts: &FilingYear, address: usize, names: &Names) -> usize {
        let recipient = self.recipient(address, names);
        let previous = self.previous(names);
        let div = self.detail_div(facts, recipient, previous);
        let mut slots = Vec::new();
        for (i, form) in facts.form_types.iter().enumerate() {
            let branch = u8::try_from(i).unwrap_or(u8::MAX);
            let detail = if form.code == "1099DIV" {
                div
            } else {
                self.other_detail(Mark::OtherDetail(branch), recipient, previous)
            };
            let mut s = group(&format!("Form{}Detail", form.code), detail).branch(1, branch);
            s.max = MANY;
            slots.push(s);
        }
        self.with_choices(Mark::Plain, slots, vec![true])
    }

    fn recipient(&mut self, address: usize, names: &Names) -> usize {
        let mut slots = vec![
            leaf("TIN", Simple::Digits(9)).optional().cap(Cap::RecipientTin),
            leaf("TINSubmittedTypeCd", TIN_TYPE).optional(),
        ];
        slots.extend(names.choice());
        slots.push(
            leaf("AdditionalRecipientTxt", Simple::Text(&CharSet::BUSINESS_1, 75)).optional(),
        );
        slots.push(group("MailingAddressGrp", address).optional());
        self.with_choices(Mark::Recipient, slots, vec![true])
    }

    fn previous(&mut self, names: &Names) -> usize {
        self.with_choices(
            Mark::Previous,
            vec![
                leaf("UniqueRecordId", Simple::UniqueRecord).optional().cap(Cap::UniqueRecord),
                leaf("TIN", Simple::Digits(9)).optional(),
                group("PersonName", names.person).branch(1, 0),
                group("BusinessName", names.business).branch(1, 1),
            ],
            vec![false],
        )
    }

    fn detail_div(&mut self, facts: &FilingYear, recipient: usize, previous: usize) -> usize {
        let state_tax = self.add(
            Mark::Plain,
            vec![
                leaf("StateIdNum", Simple::Text(&CharSet::TEXT, 25)).optional(),
                leaf("StateTaxWithheldAmt", Simple::Money).optional().cap(Cap::StateWithheld),
                leaf("StateIncomeAmt", Simple::Money).optional(),
                leaf("StateDistributionAmt", Simple::Money).optional(),
            ],
        );
        let local_tax = self.add(
            Mark::Plain,
            vec![
                leaf("LocalTaxWithheldAmt", Simple::Money).optional(),
                leaf("LocalIncomeAmt", Simple::Money).optional(),
                leaf("LocalityNm", Simple::Text(&CharSet::TEXT, 20)).optional(),
                leaf("LocalAbbreviationCdTxt", Simple::Text(&CharSet::TEXT, 10)).optional(),
                leaf("LocalDistributionAmt", Simple::Money).optional(),
            ],
        );
        let state_local = self.add(
            Mark::StateTax,
            vec![
                leaf("StateAbbreviationCd", Simple::State),
                group("StateTaxGrp", state_tax).optional(),
                group("LocalTaxGrp", local_tax).optional(),
                leaf("SpecialDataEntriesTxt", Simple::Text(&CharSet::TEXT, 60)).optional(),
            ],
        );
        let mut slots = detail_head(recipient, previous);
        slots.push(leaf("SecondTINNoticeInd", Simple::Indicator));
        slots.extend(facts.detail.iter().map(|d| match *d {
            DetailBox::Money(b, e) => leaf(e, Simple::Money).optional().cap(Cap::Money(b)),
            DetailBox::Country(e) => leaf(e, Simple::Country).optional(),
        }));
        slots.push(group("StateLocalTaxGrp", state_local).up_to(MANY));
        self.add(Mark::Detail, slots)
    }

    fn other_detail(&mut self, mark: Mark, recipient: usize, previous: usize) -> usize {
        let mut slots = detail_head(recipient, previous);
        slots.push(leaf("AmendedInd", Simple::Indicator).cap(Cap::Corrected));
        self.open(mark, slots)
    }
}

/// What every detail of Submission 1 begins with.
fn detail_head(recipient: usize, previous: usize) -> Vec<Slot> {
    vec![
        leaf("TaxYr", Simple::Year).cap(Cap::FormYear),
        leaf("RecordId", Simple::SmallId).cap(Cap::RecordId),
        leaf("IssuerOfficeCd", Simple::Code4).optional(),
        leaf("CFSFElectionStateCd", Simple::State).up_to(60).cap(Cap::CfsfState),
        leaf("VoidInd", Simple::Fixed("0")),
        leaf("CorrectedInd", Simple::Indicator).cap(Cap::Corrected),
        group("PrevSubmittedRecRecipientGrp", previous).optional(),
        group("RecipientDetail", recipient),
        leaf("RecipientAccountNum", Simple::Text(&CharSet::TEXT, 30)).optional().cap(Cap::Account),
        leaf("FATCAFilingRequirementInd", Simple::Indicator).cap(Cap::Fatca),
    ]
}
