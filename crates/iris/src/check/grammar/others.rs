//! Submission 2 (Form 8809) and Submission 3 (Form 1042-S), as far as the rules look at them.

use super::build::{Builder, MANY, group, leaf};
use super::{Cap, Mark};
use crate::text::Simple;

impl Builder {
    pub(super) fn submission_2(&mut self) -> usize {
        let forms = self.open(
            Mark::Extension,
            vec![
                leaf("IRPaperSubmissionInd", Simple::Indicator).cap(Cap::ExtensionPaper),
                leaf("IRElectronicSubmissionInd", Simple::Indicator).cap(Cap::ExtensionElectronic),
                leaf("ApplicableFormTypeCd", Simple::Any).cap(Cap::ExtensionForm),
            ],
        );
        let header = self.open(
            Mark::Header,
            vec![
                leaf("SubmissionId", Simple::SmallId).cap(Cap::SubmissionId),
                leaf("TaxYr", Simple::Year).cap(Cap::SubmissionYear),
                leaf("FormTypeCd", Simple::OneOf(&["8809"])),
                group("Form8809Detail", forms),
            ],
        );
        self.add(Mark::Submission(2), vec![group("IRSubmission2Header", header)])
    }

    pub(super) fn submission_3(&mut self) -> usize {
        let issuer = self.open(
            Mark::Issuer,
            vec![
                leaf("ForeignEntityInd", Simple::Indicator).cap(Cap::IssuerForeign),
                leaf("EIN", Simple::Digits(9)).cap(Cap::IssuerTin),
            ],
        );
        let header = self.open(
            Mark::Header,
            vec![
                leaf("SubmissionId", Simple::SmallId).cap(Cap::SubmissionId),
                leaf("OriginalUniqueSubmissionId", Simple::UniqueSubmission)
                    .cap(Cap::OriginalSubmission),
                leaf("TaxYr", Simple::Year).cap(Cap::SubmissionYear),
                leaf("TotalReportedRcpntFormCnt", Simple::Count).cap(Cap::SubmissionCount),
                leaf("FormTypeCd", Simple::OneOf(&["1042S"])).cap(Cap::FormType),
                group("Form1042TIssuerDetail", issuer),
            ],
        );
        let previous = self.open(
            Mark::Previous,
            vec![leaf("UniqueRecordId", Simple::UniqueRecord).cap(Cap::UniqueRecord)],
        );
        let detail = self.open(
            Mark::Detail1042S,
            vec![
                leaf("TaxYr", Simple::Year).cap(Cap::FormYear),
                leaf("RecordId", Simple::SmallId).cap(Cap::RecordId),
                leaf("AmendedInd", Simple::Indicator).cap(Cap::Corrected),
                group("PrevSubmittedRecRecipientGrp", previous),
                leaf("RecipientAccountNum", Simple::Any).cap(Cap::Account),
            ],
        );
        let mut details = group("Form1042SDetail", detail);
        details.max = MANY;
        self.add(Mark::Submission(3), vec![group("IRSubmission3Header", header), details])
    }
}
