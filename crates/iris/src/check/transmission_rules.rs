//! Rules of the manifest and of the transmission as a whole.

use super::Check;
use super::handler::Checker;

/// Rules that the manifest alone decides.
pub(super) fn at_manifest(c: &mut Checker<'_>) {
    let m = &c.manifest;
    let year_digits = m.tax_year.get(2..).unwrap_or_default();
    let utid_tcc = m.utid.split(':').nth(2).unwrap_or_default();
    let broken = [
        (m.company_abroad && m.foreign != "1", Check::CompanyForeignEntity, "ForeignEntityInd"),
        (!m.software.starts_with(year_digits), Check::SoftwareYear, "SoftwareId"),
        (m.vendor_cd == "V" && !m.vendor, Check::VendorGroupPresent, "VendorGrp"),
        (m.vendor_abroad && m.vendor_foreign != "1", Check::VendorForeignEntity, "VendorGrp"),
        (m.vendor && !m.vendor_contact, Check::VendorContactName, "ContactNameGrp"),
        (m.vendor && !m.vendor_phone, Check::VendorContactPhone, "ContactPhoneNum"),
        (!m.utid.ends_with("::A"), Check::ChannelA2a, "UniqueTransmissionId"),
        (m.prior_year != "0", Check::PriorYearZero, "PriorYearDataInd"),
        (utid_tcc != m.tcc, Check::TccInUtid, "TransmitterControlCd"),
        (
            m.kind == "O" && m.original_receipt.is_some(),
            Check::OriginalWithoutReceipt,
            "OriginalReceiptId",
        ),
    ];
    for (is_broken, check, element) in broken {
        if is_broken {
            let spot = c.spot(element, None);
            c.found.rule(check, "", spot);
        }
    }
}

/// Rules that need the whole transmission.
pub(super) fn at_end(c: &mut Checker<'_>) {
    if let Some(said) = c.manifest.issuers.filter(|n| *n != c.groups) {
        let detail = format!("it says {said}, there are {}", c.groups);
        let spot = c.spot("TotalIssuerFormCnt", None);
        c.found.rule(Check::IssuerCount, detail, spot);
    }
    if let Some(said) = c.manifest.recipients.filter(|n| *n != c.forms) {
        let detail = format!("it says {said}, there are {}", c.forms);
        let spot = c.spot("TotalRecipientFormCnt", None);
        c.found.rule(Check::RecipientCount, detail, spot);
    }
    if c.manifest.kind != "R" {
        return;
    }
    let receipt = c.manifest.original_receipt.is_some();
    let all = c.groups > 0 && c.submissions_with_original == c.groups;
    if !receipt && !all {
        let detail = format!(
            "{} of {} submissions name an original, the manifest none",
            c.submissions_with_original, c.groups
        );
        let spot = c.spot("OriginalReceiptId", None);
        c.found.rule(Check::ReplacementNamesOriginal, detail, spot);
    }
    if receipt && c.submissions_with_original > 0 {
        let spot = c.spot("OriginalReceiptId", None);
        c.found.rule(Check::ReplacementNamesOneKind, "", spot);
    }
}
