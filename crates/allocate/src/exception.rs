//! A payment that could not be placed, with its reason. It is never dropped: its cash stands in
//! `exceptions.parquet` and in the reconciliation.

use std::fmt;

/// Why a payment could not be placed. The code is stable; the text tells what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The account is not in the accounts file.
    UnknownAccount,
    /// No layout has the CUSIP.
    UnknownCusip,
    /// The CUSIP has no distribution on the date or near it that the shares prove.
    NoSuchDate,
    /// Several distributions share the date or fit near it, and nothing tells which.
    AmbiguousDate,
    /// Shares × rate differs from the cash by more than the tolerance.
    RateMismatch,
    /// The reading says that a person must look at the security first.
    UnderReview,
    /// The figures are estimates.
    Estimated,
    /// The distribution belongs to another year's layout.
    WrongYear,
    /// Two layouts state different figures for the distribution.
    LayoutsDisagree,
    /// The figures do not add up or are below zero.
    UnusableFigures,
    /// The layout states no cash for the date, but cash was paid.
    NoCashStated,
    /// Boxes follow from shares, and the payment states none.
    SharesNeeded,
}

impl Reason {
    /// Every reason in the order of the report.
    pub const ALL: [Reason; 12] = [
        Reason::UnknownAccount,
        Reason::UnknownCusip,
        Reason::NoSuchDate,
        Reason::AmbiguousDate,
        Reason::RateMismatch,
        Reason::UnderReview,
        Reason::Estimated,
        Reason::WrongYear,
        Reason::LayoutsDisagree,
        Reason::UnusableFigures,
        Reason::NoCashStated,
        Reason::SharesNeeded,
    ];

    /// The stable code.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Reason::UnknownAccount => "unknown-account",
            Reason::UnknownCusip => "unknown-cusip",
            Reason::NoSuchDate => "no-such-date",
            Reason::AmbiguousDate => "ambiguous-date",
            Reason::RateMismatch => "rate-mismatch",
            Reason::UnderReview => "under-review",
            Reason::Estimated => "estimated",
            Reason::WrongYear => "wrong-year",
            Reason::LayoutsDisagree => "layouts-disagree",
            Reason::UnusableFigures => "unusable-figures",
            Reason::NoCashStated => "no-cash-stated",
            Reason::SharesNeeded => "shares-needed",
        }
    }

    /// What it means and what to do.
    #[must_use]
    pub fn explanation(self) -> &'static str {
        match self {
            Reason::UnknownAccount => "the accounts file has no such account: add it and run again",
            Reason::UnknownCusip => "no layout has this CUSIP: ask the fund for its primary layout",
            Reason::NoSuchDate => {
                "the layout has no distribution of this CUSIP on this date, and none within a few \
                 days whose rate x shares gives the cash: check the date, or give the shares"
            }
            Reason::AmbiguousDate => {
                "several distributions of this CUSIP fit: give the record date or the shares"
            }
            Reason::RateMismatch => {
                "shares x the layout's rate is not the cash posted: check the posting, or the \
                 layout for a later correction"
            }
            Reason::UnderReview => {
                "the layout's reading has findings for this security: settle them first"
            }
            Reason::Estimated => {
                "the layout states estimates: wait for final figures, or --accept-estimates"
            }
            Reason::WrongYear => "the payment belongs to another tax year",
            Reason::LayoutsDisagree => {
                "two layouts state different figures for this distribution: give only the one \
                 that stands"
            }
            Reason::UnusableFigures => {
                "the layout's figures for this distribution do not add up, are below zero, or \
                 have too many digits: ask the fund"
            }
            Reason::NoCashStated => "the layout states no cash on this date, but cash was posted",
            Reason::SharesNeeded => {
                "the layout states only noncash amounts per share: give the shares"
            }
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
