//! A Submission 1: its header with the totals.

use super::build::{Builder, MANY, TIN_TYPE, group, leaf};
use super::names::Names;
use super::{Cap, Mark};
use crate::boxes::MoneyBox;
use crate::text::{CharSet, Simple};
use crate::year::FilingYear;

impl Builder {
    pub(super) fn submission_1(
        &mut self,
        facts: &FilingYear,
        address: usize,
        names: &Names,
    ) -> usize {
        let header = self.header_1(facts, address, names);
        let detail = self.details_1(facts, address, names);
        self.add(
            Mark::Submission(1),
            vec![
                group("IRSubmission1Header", header),
                group("IRSubmission1Detail", detail).optional(),
            ],
        )
    }

    fn header_1(&mut self, facts: &FilingYear, address: usize, names: &Names) -> usize {
        let person = Simple::Text(&CharSet::PERSON, 35);
        let agent = self.with_choices(
            Mark::Plain,
            vec![
                leaf("ForeignEntityInd", Simple::Indicator),
                leaf("TIN", Simple::Digits(9)).optional(),
                leaf("TINSubmittedTypeCd", TIN_TYPE).optional(),
                leaf("PersonNm", person).branch(1, 0),
                group("BusinessName", names.business).branch(1, 1),
                group("MailingAddressGrp", address),
            ],
            vec![true],
        );
        let mut slots = vec![
            leaf("ForeignEntityInd", Simple::Indicator).cap(Cap::IssuerForeign),
            leaf("TIN", Simple::Digits(9)).cap(Cap::IssuerTin),
            leaf("TINSubmittedTypeCd", TIN_TYPE),
        ];
        slots.extend(names.choice());
        slots.push(group("MailingAddressGrp", address));
        slots.push(leaf("PhoneNum", Simple::Phone).optional().cap(Cap::IssuerPhone));
        let issuer = self.with_choices(Mark::Issuer, slots, vec![true]);
        let contact = self.add(
            Mark::Plain,
            vec![
                leaf("ContactPersonNm", person),
                leaf("ContactPhoneNum", Simple::Phone).optional(),
                leaf("ContactEmailAddressTxt", Simple::Email).optional(),
                leaf("ContactFaxNum", Simple::Phone).optional(),
            ],
        );
        let jurat = self.add(
            Mark::Plain,
            vec![
                leaf("SignatureIntentInd", Simple::Indicator),
                leaf("JuratSignaturePIN", Simple::Digits(5)),
                leaf("SignatureDt", Simple::Date),
                leaf("JuratPersonTitleTxt", Simple::Text(&CharSet::PERSON_PART, 35)),
                leaf("PersonNm", person),
            ],
        );
        let totals = self.totals(facts);
        self.add(
            Mark::Header,
            vec![
                leaf("SubmissionId", Simple::SmallId).cap(Cap::SubmissionId),
                leaf("OriginalUniqueSubmissionId", Simple::UniqueSubmission)
                    .optional()
                    .cap(Cap::OriginalSubmission),
                leaf("TaxYr", Simple::Year).cap(Cap::SubmissionYear),
                group("TransferAgentGrp", agent).optional(),
                group("IssuerDetail", issuer),
                group("ContactPersonInformationGrp", contact).optional(),
                leaf("FormTypeCd", Simple::FormType).cap(Cap::FormType),
                leaf("ParentFormTypeCd", Simple::OneOf(&["1096"])),
                leaf("CFSFElectionInd", Simple::Indicator).cap(Cap::Cfsf),
                group("JuratSignatureGrp", jurat).optional(),
                leaf("TotalReportedRcpntFormCnt", Simple::Count).cap(Cap::SubmissionCount),
                group("IRSubmission1FormTotals", totals).optional(),
            ],
        )
    }

    /// One branch per form type: its totals, and its totals by state.
    fn totals(&mut self, facts: &FilingYear) -> usize {
        let money = |(b, element): &(MoneyBox, &'static str)| {
            leaf(element, Simple::Money).optional().cap(Cap::Money(*b))
        };
        let sums: Vec<_> = facts.totals.iter().map(money).collect();
        let div = self.add(Mark::Totals, sums.clone());
        let mut state = vec![
            leaf("StateAbbreviationCd", Simple::State).cap(Cap::StateTotalState),
            leaf("TotalReportedRcpntFormCnt", Simple::Count).optional().cap(Cap::StateTotalCount),
        ];
        let mut sums = sums.into_iter();
        state.extend(sums.next());
        state.push(
            leaf("StateTaxWithheldAmt", Simple::Money).optional().cap(Cap::StateTotalWithheld),
        );
        state.push(leaf("LocalTaxWithheldAmt", Simple::Money).optional());
        state.extend(sums);
        let div_state = self.add(Mark::StateTotals, state);
        let other_state = self.open(Mark::StateTotals, Vec::new());
        let mut slots = Vec::new();
        for (i, form) in facts.form_types.iter().enumerate() {
            let branch = u8::try_from(i).unwrap_or(u8::MAX);
            let (total, by_state) = if form.code == "1099DIV" {
                (div, div_state)
            } else {
                (self.open(Mark::OtherTotals(branch), Vec::new()), other_state)
            };
            let code = form.code;
            slots.push(group(&format!("Form{code}TotalAmtGrp"), total).branch(1, branch));
            slots.push(
                group(&format!("Form{code}TotalByStateGrp"), by_state)
                    .up_to(MANY)
                    .branch(1, branch),
            );
        }
        self.with_choices(Mark::Plain, slots, vec![true])
    }
}
