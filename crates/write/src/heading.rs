//! The header of a layout as the industry prints it: which columns, and their words.

use yearend_model::field::Group;
use yearend_model::{Field, Layout, TaxYear};

/// The line over every layout.
pub(crate) const BANNER: &str = "PRIMARY LAYOUT";
/// The standing instruction of the ICI template.
pub(crate) const INSTRUCTION: &str =
    "Please list Securities in Cusip Order (Skip Rows Between Entries)";

/// The columns of a layout: those of its tax year, and any other that a distribution states.
pub(crate) fn columns(layout: &Layout) -> Vec<Field> {
    let year = layout.tax_year.unwrap_or(TaxYear::LAST);
    let states = |f: Field| {
        layout.securities.iter().flat_map(|s| &s.distributions).any(|d| d.amounts.get(f).is_some())
    };
    Field::ALL.into_iter().filter(|f| year.has(*f) || states(*f)).collect()
}

/// A heading that spans the columns of a breakdown, or stands over one column.
pub(crate) fn group(field: Field, year: Option<TaxYear>) -> Option<String> {
    if field.column() >= Field::PriorYear.column() && field.column() <= Field::CurrentYear.column()
    {
        return Some("Year Included in Shareholders' Income".into());
    }
    let year = year.unwrap_or(TaxYear::LAST);
    let total = match field.info().group {
        Group::Ordinary => Field::OrdinaryDividends,
        Group::Qualified => Field::QualifiedDividends,
        Group::Section199a => Field::Section199aDividends,
        Group::Section897 => Field::Section897OrdinaryDividends,
        _ => return field.box_in(year).map(|label| format!("Box {label}")),
    };
    let label = total.box_in(year)?;
    if total.info().parts.contains(&field) {
        Some(format!("Form 1099 Box {label} Breakdown"))
    } else if field == total {
        Some(format!("Box {label} Total"))
    } else {
        field.box_in(year).map(|label| format!("Box {label}"))
    }
}

/// The words of a column in a workbook, where the group stands over them.
pub(crate) fn words(field: Field, year: Option<TaxYear>) -> String {
    // Under a group heading the template says the same three words in every breakdown.
    let base = [Field::IncomeDividends, Field::ShortTermCapitalGain, Field::ForeignTaxInOrdinary];
    let breakdowns = [
        Field::QualifiedDividends,
        Field::Section199aDividends,
        Field::Section897OrdinaryDividends,
    ];
    let at = |total: &Field| total.info().parts.iter().position(|p| *p == field);
    let title = breakdowns.iter().find_map(at).map_or(field, |i| base[i]).info().title;
    with_year(field, year, title)
}

/// The whole heading of a column in one cell, with its box and formula, for formats without spans.
pub(crate) fn full(field: Field, year: Option<TaxYear>) -> String {
    let label = match field {
        // Columns 16 and 27 share their words; the box tells them apart.
        Field::ForeignTaxInOrdinary => {
            Field::OrdinaryDividends.box_in(year.unwrap_or(TaxYear::LAST))
        }
        _ => field.box_in(year.unwrap_or(TaxYear::LAST)),
    };
    let words = with_year(field, year, field.info().title);
    let label = label.map_or(String::new(), |l| format!("Box {l} "));
    let formula = field.formula().map_or(String::new(), |f| format!(" ({f})"));
    format!("{label}{words}{formula}")
}

fn with_year(field: Field, year: Option<TaxYear>, title: &str) -> String {
    let Some(year) = year.map(TaxYear::get) else { return title.to_owned() };
    match field {
        Field::PriorYear => format!("{} ({title})", year - 1),
        Field::NextYear => format!("{} ({title})", year + 1),
        Field::CurrentYear => format!("{year} ({title})"),
        _ => title.to_owned(),
    }
}

/// The headings of the contacts sheet.
pub(crate) const CONTACTS: [&str; 6] = [
    "Fund Name",
    "Year-End Tax Information Contact Person",
    "Contact Person Corporate Affiliation (If Different from Fund Name)",
    "Telephone",
    "Facsimile",
    "E-mail Address",
];

/// The title of the contacts sheet.
pub(crate) fn contacts_title(year: Option<TaxYear>) -> String {
    match year {
        Some(y) => format!("{y} YEAR-END TAX INFORMATION"),
        None => "YEAR-END TAX INFORMATION".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn year(y: u16) -> Option<TaxYear> {
        TaxYear::new(y)
    }

    #[test]
    fn boxes_move_with_the_year() {
        assert_eq!(full(Field::ForeignTaxPaid, year(2013)), "Box 6 Foreign Tax Paid");
        assert_eq!(full(Field::ForeignTaxPaid, year(2024)), "Box 7 Foreign Tax Paid");
        assert_eq!(full(Field::ForeignTaxInOrdinary, year(2024)), "Box 1a Foreign Tax Paid");
        assert_eq!(full(Field::CurrentYear, year(2013)), "2013 (Current Year) (14+15+22+26+28+30)");
        assert_eq!(
            group(Field::QualifiedIncomeDividends, year(2024)).as_deref(),
            Some("Form 1099 Box 1b Breakdown")
        );
        assert_eq!(words(Field::Section199aIncome, year(2024)), "Income Dividends");
    }

    #[test]
    fn a_stated_column_is_never_left_out() {
        use yearend_model::{Decimal, Distribution, Place, Security, Value};
        let mut d = Distribution::default();
        d.amounts.set(Field::Section199aDividends, Value::printed(Decimal::ONE, Place::default()));
        let s = Security { distributions: vec![d], ..Security::default() };
        let layout = Layout { tax_year: year(2013), securities: vec![s], ..Layout::default() };
        assert_eq!(columns(&layout).len(), 33);
        assert!(columns(&layout).contains(&Field::Section199aDividends));
    }

    #[test]
    fn no_two_columns_share_a_full_heading() {
        let fields: Vec<Field> = TaxYear::LAST.fields().collect();
        let mut all: Vec<String> = fields.iter().map(|f| full(*f, Some(TaxYear::LAST))).collect();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), fields.len());
    }
}
