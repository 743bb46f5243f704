//! The one list of rules.

use crate::rule::Rule;
use crate::{amount, bound, date, document, family, identity, repair, security, source};

/// Every rule, by code. A new rule is a file with its documentation and check, a case in
/// `cases/`, and a line here.
pub static RULES: &[&Rule] = &[
    &document::no_table::RULE,
    &document::no_security::RULE,
    &document::no_year_printed::RULE,
    &document::no_tax_year::RULE,
    &document::year_label::RULE,
    &document::title_year::RULE,
    &document::several_years::RULE,
    &document::unknown_heading::RULE,
    &document::duplicate_column::RULE,
    &document::missing_column::RULE,
    &document::heading_formula::RULE,
    &document::heading_number::RULE,
    &document::box_label::RULE,
    &document::column_of_later_year::RULE,
    &document::unjoined_pages::RULE,
    &document::contact_without_email::RULE,
    &document::other_layout::RULE,
    &document::other_unit::RULE,
    &security::cusip_check_digit::RULE,
    &security::cusip_shape::RULE,
    &security::cusip_missing::RULE,
    &security::cusip_order::RULE,
    &security::duplicate_cusip::RULE,
    &security::two_layouts::RULE,
    &security::misprinted_cusip::RULE,
    &security::ticker_shape::RULE,
    &security::duplicate_ticker::RULE,
    &security::name_missing::RULE,
    &security::no_distributions::RULE,
    &security::cusip_private_use::RULE,
    &security::cusip_changed::RULE,
    &security::orphan_row::RULE,
    &repair::lost_value::RULE,
    &repair::misprint::RULE,
    &repair::fused_cells::RULE,
    &repair::extra_cell::RULE,
    &repair::missing_cell::RULE,
    &repair::shifted_cells::RULE,
    &repair::dropped_line::RULE,
    &repair::duplicate_line::RULE,
    &repair::misprinted_total::RULE,
    &repair::ambiguous::RULE,
    &repair::unexplained::RULE,
    &repair::total_differs::RULE,
    &repair::repeated_line::RULE,
    &repair::may_be_total::RULE,
    &identity::distribution_by_year::RULE,
    &identity::current_year::RULE,
    &identity::ordinary::RULE,
    &identity::qualified::RULE,
    &identity::foreign_tax::RULE,
    &identity::section_199a::RULE,
    &identity::section_897::RULE,
    &identity::printed_total::RULE,
    &identity::total_without_lines::RULE,
    &identity::foreign_tax_one_sided::RULE,
    &identity::breakdown_incomplete::RULE,
    &identity::box_not_stated::RULE,
    &identity::parts_not_stated::RULE,
    &identity::total_not_stated::RULE,
    &identity::zero_not_stated::RULE,
    &identity::current_year_not_stated::RULE,
    &bound::qualified_income::RULE,
    &bound::qualified_short_term_gain::RULE,
    &bound::qualified_foreign_tax::RULE,
    &bound::qualified_within_ordinary::RULE,
    &bound::capital_gain_parts::RULE,
    &bound::section_199a_within_ordinary::RULE,
    &bound::section_897_within_ordinary::RULE,
    &bound::section_199a_parts::RULE,
    &bound::section_897_parts::RULE,
    &bound::amt_out_of_range::RULE,
    &bound::percent_as_number::RULE,
    &bound::amt_without_exempt_interest::RULE,
    &bound::qualified_and_199a::RULE,
    &date::payable_missing::RULE,
    &date::record_missing::RULE,
    &date::ex_missing::RULE,
    &date::payable_before_record::RULE,
    &date::payable_before_ex::RULE,
    &date::ex_far_from_record::RULE,
    &date::payable_outside_year::RULE,
    &date::january_not_prior::RULE,
    &date::prior_year_unfounded::RULE,
    &date::next_year_unfounded::RULE,
    &date::weekend::RULE,
    &date::swapped_dates::RULE,
    &date::lines_out_of_order::RULE,
    &date::late_payment::RULE,
    &amount::negative::RULE,
    &amount::precision::RULE,
    &amount::implausibly_large::RULE,
    &amount::estimated::RULE,
    &amount::unreadable_cell::RULE,
    &amount::uneven_cell::RULE,
    &amount::stray_value::RULE,
    &amount::unknown_flag::RULE,
    &amount::line_without_amounts::RULE,
    &amount::nothing_paid::RULE,
    &amount::out_of_scale::RULE,
    &amount::no_character::RULE,
    &amount::reclass_alone::RULE,
    &family::sibling_capital_gains::RULE,
    &family::sibling_dates::RULE,
    &family::identical_lines::RULE,
    &family::line_is_total::RULE,
    &family::missing_month::RULE,
    &source::hidden_cells::RULE,
    &source::bad_encoding::RULE,
    &source::cell_without_value::RULE,
];

/// The rule of a code; upper and lower case do not matter.
#[must_use]
pub fn find(code: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|r| r.code.eq_ignore_ascii_case(code.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observed::rule_of;
    use crate::rule::Check;
    use std::collections::HashSet;

    #[test]
    fn codes_rise_and_names_differ() {
        assert!(RULES.windows(2).all(|w| w[0].code < w[1].code));
        let names: HashSet<&str> = RULES.iter().map(|r| r.name).collect();
        assert_eq!(names.len(), RULES.len());
    }

    #[test]
    fn an_observation_has_the_rule_that_says_so() {
        for rule in RULES {
            if let Check::Observed(kind, _) = rule.check {
                assert_eq!(rule_of(kind).code, rule.code, "{kind:?}");
            }
        }
    }

    #[test]
    fn codes_are_found_in_any_case() {
        assert_eq!(find("ye0301").map(|r| r.name), Some("lost-value"));
        assert!(find("YE9999").is_none());
    }
}
