//! From what decoding met to what is said about it.
//!
//! Each kind of observation has exactly one rule. [`rule_of`] is an exhaustive match, so a kind
//! without a rule does not compile.

use crate::gather::{BETWEEN, gathered};
use crate::rule::{Check, Rule};
use crate::sink::{At, Sink};
use crate::{amount, bound, date, document, repair, security, source, words};
use yearend_model::decimal::parse_plain;
use yearend_model::{
    Field, Finding, Layout, Observation, ObservationKind as Kind, Reading, Security, Severity,
};

/// An observation with what it concerns.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen<'a> {
    /// The observation.
    pub(crate) of: &'a Observation,
    /// The document.
    pub(crate) reading: &'a Reading,
    /// The layout it concerns.
    pub(crate) layout: Option<&'a Layout>,
    /// The security it concerns.
    pub(crate) security: Option<&'a Security>,
}

/// What a rule says about an observation.
#[derive(Debug)]
pub(crate) struct Said {
    message: String,
    help: String,
    severity: Option<Severity>,
}

impl Said {
    /// A message and what to do.
    pub(crate) fn new(message: impl Into<String>, help: impl Into<String>) -> Said {
        Said { message: message.into(), help: help.into(), severity: None }
    }

    /// With another severity than the rule usually has.
    pub(crate) fn severity(mut self, severity: Severity) -> Said {
        self.severity = Some(severity);
        self
    }
}

impl<'a> Seen<'a> {
    fn new(of: &'a Observation, reading: &'a Reading) -> Seen<'a> {
        let layout = of.layout.and_then(|i| reading.layouts.get(i));
        let security = layout.zip(of.security).and_then(|(l, i)| l.securities.get(i));
        Seen { of, reading, layout, security }
    }

    /// The field in words, or `a value`.
    pub(crate) fn what(&self) -> String {
        self.of.field.map_or_else(|| "a value".to_owned(), words::column)
    }

    /// The field in words, or the words given.
    pub(crate) fn what_or(&self, otherwise: &str) -> String {
        self.of.field.map_or_else(|| otherwise.to_owned(), words::column)
    }

    /// What is printed: a figure as it is, a text in quotes, `nothing` where nothing is.
    pub(crate) fn printed(&self) -> String {
        match self.of.printed.trim() {
            "" => "nothing".to_owned(),
            figure if parse_plain(figure).is_some() => figure.to_owned(),
            text => words::quoted(text),
        }
    }

    /// Whether several headings were put together.
    pub(crate) fn is_several(text: &str) -> bool {
        text.contains(BETWEEN)
    }

    /// The texts of one or several headings, each in quotes.
    pub(crate) fn headings(text: &str) -> String {
        let quoted: Vec<String> = text.split(BETWEEN).map(words::quoted).collect();
        words::list(&quoted)
    }

    /// `, read as 0.5` where a value was used.
    pub(crate) fn read_as(&self) -> String {
        if self.of.used.is_empty() { String::new() } else { format!(", read as {}", self.of.used) }
    }

    /// The evidence as a clause after a colon, if there is any.
    pub(crate) fn because(&self) -> String {
        if self.of.because.is_empty() { String::new() } else { format!(": {}", self.of.because) }
    }
}

/// Turns each observation into a finding.
pub(crate) fn judge(reading: &Reading, sink: &mut Sink) {
    for o in gathered(&reading.observations) {
        let o = o.as_ref();
        let seen = Seen::new(o, reading);
        let rule = rule_of(o.kind);
        let Check::Observed(kind, say) = rule.check else { continue };
        debug_assert_eq!(kind, o.kind, "{} is not the rule of {:?}", rule.code, o.kind);
        let at = At { layout: o.layout, security: o.security, distribution: o.distribution };
        sink.push(at, finding(rule, &seen, say(&seen)));
    }
}

fn finding(rule: &Rule, seen: &Seen<'_>, said: Said) -> Finding {
    let o = seen.of;
    let mut finding = rule.finding(said.message);
    finding.severity = said.severity.unwrap_or(rule.severity);
    finding.help = Some(with_candidates(said.help, &o.candidates));
    finding.cusip = seen.security.map(|s| s.cusip.clone());
    finding.field = o.field;
    finding.places.clone_from(&o.places);
    match o.distribution {
        Some(i) => finding.distribution(i),
        None => finding,
    }
}

fn with_candidates(help: String, candidates: &[String]) -> String {
    if candidates.is_empty() {
        help
    } else {
        format!("it could be {}; {help}", candidates.join(", or "))
    }
}

/// The rule of a kind of observation.
pub(crate) fn rule_of(kind: Kind) -> &'static Rule {
    match kind {
        Kind::LostValue => &repair::lost_value::RULE,
        Kind::Misprint => &repair::misprint::RULE,
        Kind::FusedCells => &repair::fused_cells::RULE,
        Kind::ExtraCell => &repair::extra_cell::RULE,
        Kind::MissingCell => &repair::missing_cell::RULE,
        Kind::ShiftedCells => &repair::shifted_cells::RULE,
        Kind::DroppedLine => &repair::dropped_line::RULE,
        Kind::DuplicateLine => &repair::duplicate_line::RULE,
        Kind::MisprintedTotal => &repair::misprinted_total::RULE,
        Kind::Ambiguous => &repair::ambiguous::RULE,
        Kind::Unexplained => &repair::unexplained::RULE,
        Kind::TotalDiffers => &repair::total_differs::RULE,
        Kind::RepeatedLine => &repair::repeated_line::RULE,
        Kind::MayBeTotal => &repair::may_be_total::RULE,
        Kind::SwappedDates => &date::swapped_dates::RULE,
        Kind::MisprintedCusip => &security::misprinted_cusip::RULE,
        Kind::OrphanRow => &security::orphan_row::RULE,
        Kind::UnreadableCell => &amount::unreadable_cell::RULE,
        Kind::UnevenCell => &amount::uneven_cell::RULE,
        Kind::StrayValue => &amount::stray_value::RULE,
        Kind::UnknownFlag => &amount::unknown_flag::RULE,
        Kind::PercentAsNumber => &bound::percent_as_number::RULE,
        Kind::UnknownHeading => &document::unknown_heading::RULE,
        Kind::DuplicateColumn => &document::duplicate_column::RULE,
        Kind::MissingColumn => &document::missing_column::RULE,
        Kind::HeadingFormulaDiffers => &document::heading_formula::RULE,
        Kind::HeadingNumberDiffers => &document::heading_number::RULE,
        Kind::YearLabelDiffers => &document::year_label::RULE,
        Kind::TitleYearDiffers => &document::title_year::RULE,
        Kind::NoYearPrinted => &document::no_year_printed::RULE,
        Kind::NoTable => &document::no_table::RULE,
        Kind::UnjoinedPages => &document::unjoined_pages::RULE,
        Kind::OtherUnit => &document::other_unit::RULE,
        Kind::HiddenCells => &source::hidden_cells::RULE,
        Kind::BadEncoding => &source::bad_encoding::RULE,
        Kind::CellWithoutValue => &source::cell_without_value::RULE,
    }
}

/// Whether the field is one that a form cannot be made without.
pub(crate) fn is_essential(field: Option<Field>) -> bool {
    matches!(field, Some(Field::Cusip | Field::PayableDate))
}
