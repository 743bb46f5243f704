//! The manifest: transmitter, contact, vendor, counts.

use super::build::{Builder, PERSON_PART, TIN_TYPE, group, leaf};
use super::names::Names;
use super::{Cap, Mark};
use crate::text::{CharSet, Simple};

impl Builder {
    fn contact_name(&mut self) -> usize {
        self.with_choices(
            Mark::ContactName,
            vec![
                leaf("PersonNm", Simple::Text(&CharSet::PERSON, 35)).branch(1, 0),
                leaf("PersonFirstNm", PERSON_PART).branch(1, 1),
                leaf("PersonMiddleNm", PERSON_PART).optional().branch(1, 1),
                leaf("PersonLastNm", PERSON_PART).branch(1, 1),
                leaf("SuffixNm", PERSON_PART).optional().branch(1, 1),
            ],
            vec![true],
        )
    }

    pub(super) fn manifest(&mut self, address: usize, names: &Names) -> usize {
        let contact = self.contact_name();
        let company = self.add(
            Mark::Company,
            vec![group("BusinessName", names.business), group("MailingAddressGrp", address)],
        );
        let transmitter = self.with_choices(
            Mark::Transmitter,
            vec![
                leaf("TIN", Simple::Digits(9)).cap(Cap::TransmitterTin),
                leaf("TINSubmittedTypeCd", TIN_TYPE),
                leaf("TransmitterControlCd", Simple::AlphaNumeric(5, 5)).cap(Cap::TransmitterTcc),
                leaf("ForeignEntityInd", Simple::Indicator).cap(Cap::TransmitterForeign),
                leaf("PersonNm", Simple::Text(&CharSet::PERSON, 35)).branch(1, 0),
                group("BusinessName", names.business).branch(1, 1),
                group("CompanyGrp", company),
                group("ContactNameGrp", contact),
                leaf("ContactEmailAddressTxt", Simple::Email).optional(),
                leaf("ContactPhoneNum", Simple::Phone),
            ],
            vec![true],
        );
        let vendor = self.add(
            Mark::Vendor,
            vec![
                leaf("ForeignEntityInd", Simple::Indicator).cap(Cap::VendorForeign),
                group("BusinessName", names.business),
                group("MailingAddressGrp", address),
                group("ContactNameGrp", contact).optional(),
                leaf("ContactEmailAddressTxt", Simple::Email).optional(),
                leaf("ContactPhoneNum", Simple::Phone).optional().cap(Cap::VendorPhone),
            ],
        );
        self.add(
            Mark::Manifest,
            vec![
                leaf("SchemaVersionNum", Simple::SchemaVersion),
                leaf("UniqueTransmissionId", Simple::Utid).cap(Cap::Utid),
                leaf("TaxYr", Simple::Year).cap(Cap::ManifestYear),
                leaf("PriorYearDataInd", Simple::Indicator).cap(Cap::PriorYear),
                leaf("TransmissionTypeCd", Simple::OneOf(&["O", "C", "R"])).cap(Cap::TypeCd),
                leaf("TestCd", Simple::OneOf(&["T", "P"])).cap(Cap::TestCd),
                leaf("OriginalReceiptId", Simple::Receipt).optional().cap(Cap::OriginalReceipt),
                group("TransmitterGrp", transmitter),
                leaf("VendorCd", Simple::OneOf(&["V", "I"])).cap(Cap::VendorCd),
                leaf("SoftwareId", Simple::AlphaNumeric(0, 10)).cap(Cap::SoftwareId),
                group("VendorGrp", vendor).optional(),
                leaf("TotalIssuerFormCnt", Simple::Count).cap(Cap::IssuerCount),
                leaf("TotalRecipientFormCnt", Simple::Count).cap(Cap::RecipientCount),
                leaf("PaperSubmissionInd", Simple::Fixed("0")),
                leaf("MediaSourceCd", Simple::OneOf(&["M"])),
                leaf("SubmissionChannelCd", Simple::OneOf(&["A2A", "UI"])),
            ],
        )
    }
}
