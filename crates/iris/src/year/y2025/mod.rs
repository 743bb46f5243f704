//! Tax year 2025: IRIS A2A package v1.2, message schema 2.0.3 (2025-08-28), business rules
//! 2025v1.2 (2025-12-11).

mod forms;
mod rules;

use super::{Countries, FilingYear, box_order, letter_bits};
use crate::boxes::MoneyBox;
use crate::xml::Tags;
use std::sync::LazyLock;

/// The facts of tax year 2025.
pub(super) static YEAR: LazyLock<FilingYear> = LazyLock::new(|| {
    // Boxes 4 and 6 do not come from the layout, so the model has no element for them.
    let others =
        [(MoneyBox::B4, "FederalIncomeTaxWithheldAmt"), (MoneyBox::B6, "InvestmentExpenseAmt")];
    let (detail, totals) = box_order(2025, &others, "ForeignCountryOrUSPossessionCd");
    FilingYear {
        tax_year: 2025,
        schema_version: "2.0.3",
        software_prefix: "25",
        detail_tags: detail.iter().map(|b| Tags::of(b.element())).collect(),
        detail,
        totals,
        states: STATES,
        state_bits: letter_bits(STATES),
        cfsf_states: CFSF_STATES,
        cfsf_forms: forms::CFSF,
        form_types: forms::SUBMISSION_1,
        countries: Countries::parse(
            include_str!("../../../data/2025/countries.tsv"),
            include_str!("../../../data/2025/countries-without-code.tsv"),
        ),
        rules: rules::all(),
    }
});

/// `StateType` of the schema: 50 states, DC, territories and freely associated states, and the
/// three military codes.
const STATES: &[&str] = &[
    "AL", "AK", "AS", "AZ", "AR", "CA", "CO", "MP", "CT", "DE", "DC", "FM", "FL", "GA", "GU", "HI",
    "ID", "IL", "IN", "IA", "KS", "KY", "LA", "ME", "MH", "MD", "MA", "MI", "MN", "MS", "MO", "MT",
    "NE", "NV", "NH", "NJ", "NM", "NY", "NC", "ND", "OH", "OK", "OR", "PW", "PA", "PR", "RI", "SC",
    "SD", "TN", "TX", "VI", "UT", "VT", "VA", "WA", "WV", "WI", "WY", "AA", "AE", "AP",
];

/// The states of rule SHAREDIRFORM019_002.
const CFSF_STATES: &[&str] = &[
    "AL", "AZ", "AR", "CA", "CT", "CO", "DC", "DE", "GA", "HI", "ID", "IN", "KS", "LA", "MA", "MD",
    "ME", "MI", "MN", "MS", "MT", "NE", "NJ", "NM", "NC", "ND", "OH", "OK", "OR", "PA", "RI", "SC",
    "WI",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::year::DetailBox;

    /// The compatibility snapshot of what the IRS reads: a change here changes every file.
    #[test]
    fn element_order() {
        let detail: Vec<_> = YEAR
            .detail
            .iter()
            .map(|d| match d {
                DetailBox::Money(b, e) => format!("{} {e}", b.label()),
                DetailBox::Country(e) => format!("8 {e}"),
            })
            .collect();
        assert_eq!(
            detail,
            [
                "1a TotalOrdinaryDividendsAmt",
                "1b QualifiedDividendsAmt",
                "2a TotalCapitalDistributionsAmt",
                "2b UnrecapturedSection1250GainAmt",
                "2c CapitalGainSect1202Amt",
                "2d Collectibles28PercentGainAmt",
                "2e Section897OrdinaryDividendsAmt",
                "2f Section897CapitalGainAmt",
                "3 NondividendDistributionsAmt",
                "4 FederalIncomeTaxWithheldAmt",
                "5 Section199ADividendsAmt",
                "6 InvestmentExpenseAmt",
                "7 ForeignTaxesPaidAmt",
                "8 ForeignCountryOrUSPossessionCd",
                "9 CashLiquidationDistriAmt",
                "10 NoncashLiquidationDistriAmt",
                "12 ExemptInterestDividendsAmt",
                "13 PrivateActivityBondIntDivAmt",
            ]
        );
        let totals: Vec<_> = YEAR.totals.iter().map(|(b, _)| b.label()).collect();
        assert_eq!(totals[..3], ["4", "1a", "1b"]);
        assert_eq!(totals.len(), 17);
    }

    #[test]
    fn code_lists_are_whole() {
        assert_eq!(STATES.len(), 62);
        assert_eq!(CFSF_STATES.len(), 33);
        assert!(CFSF_STATES.iter().all(|s| STATES.contains(s)));
        let letters = || (b'A'..=b'Z').map(char::from);
        let known = letters().flat_map(|a| letters().map(move |b| format!("{a}{b}")));
        assert!(known.into_iter().all(|c| YEAR.is_state(&c) == STATES.contains(&c.as_str())));
        assert!(!YEAR.is_state("") && !YEAR.is_state("ny") && !YEAR.is_state("NYC"));
        assert_eq!(forms::SUBMISSION_1.len(), 35);
    }
}
