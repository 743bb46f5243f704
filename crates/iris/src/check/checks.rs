//! The checks that this crate makes, whatever number the IRS gives each in a year.

use crate::boxes::{Amounts, MoneyBox};

/// A business rule that can be checked here. The year's table of rules gives it its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Check {
    /// `OriginalReceiptId` names a transmission of type O that the IRS rejected.
    ReplacedReceiptWasRejectedOriginal,
    /// `OriginalReceiptId` names an original that was not successfully replaced before.
    ReplacedReceiptNotYetReplaced,
    /// A transmitter's company with a foreign address has `ForeignEntityInd` 1.
    CompanyForeignEntity,
    /// `SoftwareId` begins with the last two digits of the tax year.
    SoftwareYear,
    /// Vendor software (`VendorCd` V) names its vendor (`VendorGrp`).
    VendorGroupPresent,
    /// A vendor with a foreign address has `ForeignEntityInd` 1.
    VendorForeignEntity,
    /// The vendor names a contact.
    VendorContactName,
    /// The vendor gives a telephone number.
    VendorContactPhone,
    /// `TotalIssuerFormCnt` equals the number of submissions.
    IssuerCount,
    /// The unique transmission ID ends in A, test or production.
    ChannelA2a,
    /// `PriorYearDataInd` is 0.
    PriorYearZero,
    /// The TCC inside the unique transmission ID is `TransmitterControlCd`.
    TccInUtid,
    /// A transmission of type O names no `OriginalReceiptId`.
    OriginalWithoutReceipt,
    /// Types O and R hold no corrected form (`CorrectedInd` 0).
    NoCorrectedForms,
    /// Type C holds corrected forms only (`CorrectedInd` 1).
    AllCorrectedForms,
    /// Type R names the rejected transmission, or in every submission the rejected submission.
    ReplacementNamesOriginal,
    /// Type R names the transmission or the submissions, not both.
    ReplacementNamesOneKind,
    /// Each original submission is named once.
    OriginalSubmissionUnique,
    /// Each `UniqueRecordId` stands once in the transmission.
    UniqueRecordOnce,
    /// `TotalRecipientFormCnt` equals the number of forms.
    RecipientCount,
    /// Each `SubmissionId` stands once in the transmission.
    SubmissionIdUnique,
    /// Types O and R hold no `PrevSubmittedRecRecipientGrp`.
    NoPreviousGroup,
    /// In type C every form names the record that it corrects.
    CorrectionNamesRecord,
    /// The submission's `TaxYr` is the manifest's.
    SubmissionYear,
    /// An issuer with a foreign address has `ForeignEntityInd` 1.
    IssuerForeignEntity,
    /// In a test the issuer's TIN begins with 000.
    TestIssuerTin,
    /// A correction holds no extension request (Submission 2).
    CorrectionWithoutExtension,
    /// The issuer gives a telephone number.
    IssuerPhone,
    /// Combined filing is elected only for the form types that have it.
    CfsfFormType,
    /// The submission holds the totals of its form type.
    TotalsPresent,
    /// `OriginalUniqueSubmissionId` names an original that was not successfully replaced before.
    SubmissionNotYetReplaced,
    /// `OriginalUniqueSubmissionId` names an original submission rejected in a partially accepted transmission.
    SubmissionWasRejected,
    /// Only type R names an `OriginalUniqueSubmissionId`.
    OriginalSubmissionOnlyInReplacement,
    /// A TCC with the role Issuer files for itself only: issuer TIN = transmitter TIN.
    IssuerIsTransmitter,
    /// A replacement keeps the form type of the original submission.
    ReplacementFormType,
    /// The submission holds details of its form type.
    DetailPresent,
    /// A recipient TIN that stands twice in a submission has an account number each time, unique in the submission.
    DuplicateTinAccount,
    /// Each `RecordId` stands once in its submission.
    RecordIdUnique,
    /// `TotalReportedRcpntFormCnt` equals the forms of the submission.
    SubmissionCount,
    /// Form 8809: `IRPaperSubmissionInd` is 0.
    ExtensionPaper,
    /// Form 8809: `IRElectronicSubmissionInd` is 1.
    ExtensionElectronic,
    /// Form 8809: exactly one of paper and electronic is chosen.
    ExtensionOneWay,
    /// Form 8809: each form type stands once in a submission.
    ExtensionFormOnce,
    /// An extension request (Submission 2) goes in type O only.
    ExtensionOnlyOriginal,
    /// The form's `TaxYr` is the submission's.
    FormYear,
    /// A corrected form names the record that it corrects.
    CorrectedNamesRecord,
    /// A form that is not corrected names no earlier record.
    UncorrectedNamesNone,
    /// `UniqueRecordId` names a submission that the IRS accepted.
    CorrectsAccepted,
    /// A correction has the tax year of the form it corrects.
    CorrectsSameYear,
    /// The recipient has a mailing address.
    RecipientAddress,
    /// A form with the FATCA box checked has an account number.
    FatcaAccount,
    /// An elected state takes part in combined filing.
    CfsfState,
    /// A form elects a state only where the submission elects combined filing.
    CfsfElected,
    /// In a test the recipient's TIN begins with 000.
    TestRecipientTin,
    /// A submission whose forms elect a state has totals by state.
    CfsfTotals,
    /// The recipient has a TIN.
    RecipientTin,
    /// A correction has the form type of the form it corrects.
    CorrectsSameForm,
    /// Box 1a is at least 1b + 2e + 5 + 6.
    OrdinaryContainsParts,
    /// Box 1b stands only with box 1a.
    QualifiedNeedsOrdinary,
    /// Box 2a, unless zero, is at least 2b + 2c + 2d + 2f.
    CapitalGainContainsParts,
    /// Box 4 is not excessive against the income (the IRS does not publish its formula; checked: over 24 % of boxes 1a, 2a, 3, 9, 10 and 12).
    WithholdingExcessive,
    /// Box 12 is at least box 13.
    ExemptContainsPrivate,
}

/// The rules of Form 1099-DIV that the boxes alone decide, where a box of zero counts as absent.
pub fn div_rules(a: &Amounts) -> impl Iterator<Item = Check> + use<> {
    use MoneyBox::{B1a, B1b, B2a, B2b, B2c, B2d, B2e, B2f, B3, B4, B5, B6, B9, B10, B12, B13};
    let sum = |boxes: &[MoneyBox]| boxes.iter().map(|b| a.get(*b)).sum::<i128>();
    let broken = [
        (a.get(B1a) < sum(&[B1b, B2e, B5, B6]), Check::OrdinaryContainsParts),
        (a.get(B1b) != 0 && a.get(B1a) == 0, Check::QualifiedNeedsOrdinary),
        (
            a.get(B2a) != 0 && a.get(B2a) < sum(&[B2b, B2c, B2d, B2f]),
            Check::CapitalGainContainsParts,
        ),
        // 24 % of the payments, with a dollar of room for rounding payment by payment.
        (
            a.get(B4) * 100 > sum(&[B1a, B2a, B3, B9, B10, B12]) * 24 + 100 * 100,
            Check::WithholdingExcessive,
        ),
        (a.get(B12) < a.get(B13), Check::ExemptContainsPrivate),
    ];
    broken.into_iter().filter(|(b, _)| *b).map(|(_, c)| c)
}
