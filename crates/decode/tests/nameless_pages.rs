//! A wide table printed on two pages of which the second repeats no name.

#![allow(clippy::unwrap_used)]

#[path = "../../source/tests/support/pdf.rs"]
mod made;

use made::{pdf, shown};
use yearend_model::{Field, ObservationKind, Reading};

/// Name, CUSIP, dates, and columns 10, 13 to 16; then 17, 21, 22, 26 and 27.
const LEFT: [(&str, &[&str]); 4] = [
    (
        "Alpha Bond Fund",
        &["999310105", "12/4/2023", "0.5000", "0.5000", "0.4000", "0.0100", "0.0020"],
    ),
    ("Beta Fund", &["999310204", "12/4/2023", "0.7500", "0.7500", "0.2500", "0.0500", "0.0000"]),
    ("Gamma Fund", &["999310303", "12/4/2023", "0.1200", "0.1200", "0.1200", "0.0000", "0.0300"]),
    ("Delta Fund", &["999310402", "12/4/2023", "1.0000", "1.0000", "0.3000", "0.2000", "0.0000"]),
];
const RIGHT: [[&str; 5]; 4] = [
    ["0.4120", "0.1000", "0.0900", "0.0000", "0.0020"],
    ["0.3000", "0.2000", "0.4500", "0.0000", "0.0000"],
    ["0.1500", "0.0700", "0.0000", "0.0000", "0.0300"],
    ["0.5000", "0.1100", "0.4000", "0.1000", "0.0000"],
];

fn read(right: &[[&str; 5]]) -> Reading {
    read_with(right, &[])
}

/// The same with a page of columns 30, 31 and 36, if it has rows.
fn read_with(right: &[[&str; 5]], further: &[[&str; 3]]) -> Reading {
    let left_columns =
        [("7", 190), ("9", 240), ("10", 290), ("13", 330), ("14", 370), ("15", 410), ("16", 450)];
    let mut one = vec![(20, 280, "PRIMARY LAYOUT 2023"), (20, 260, "1"), (120, 260, "2")];
    one.extend([(20, 250, "Fund Name"), (120, 250, "CUSIP")]);
    one.extend(left_columns.map(|(n, x)| (x, 260, n)));
    one.extend([
        (190, 250, "Record"),
        (240, 250, "Payable"),
        (290, 250, "Total"),
        (370, 250, "Income"),
    ]);
    for (y, (name, cells)) in (0..).map(|i| 230 - 10 * i).zip(LEFT) {
        one.extend([(20, y, name), (120, y, cells[0]), (190, y, cells[1]), (240, y, cells[1])]);
        one.extend(left_columns[2..].iter().zip(&cells[2..]).map(|((_, x), cell)| (*x, y, *cell)));
    }
    let right_columns = [("17", 20), ("21", 70), ("22", 120), ("26", 170), ("27", 220)];
    let mut two: Vec<(i32, i32, &str)> = right_columns.map(|(n, x)| (x, 260, n)).to_vec();
    two.extend([(20, 250, "Ordinary"), (70, 250, "Qualified"), (120, 250, "Total Cap.")]);
    two.extend([(170, 250, "Nondividend"), (220, 250, "Foreign Tax")]);
    two.extend([
        (20, 240, "Dividends"),
        (70, 240, "Dividends"),
        (120, 240, "Gain Distr."),
        (170, 240, "Distr."),
        (220, 240, "Paid"),
    ]);
    for (y, cells) in (0..).map(|i| 230 - 10 * i).zip(right) {
        two.extend(right_columns.iter().zip(cells).map(|((_, x), cell)| (*x, y, *cell)));
    }
    let mut pages = vec![shown(&one), shown(&two)];
    if !further.is_empty() {
        let mut three = vec![(20, 260, "30"), (70, 260, "31"), (120, 260, "33"), (170, 260, "36")];
        three.extend([(20, 250, "Exempt"), (70, 250, "Percentage"), (120, 250, "Section 199A")]);
        three.extend([(170, 250, "Section 199A"), (20, 240, "Interest"), (70, 240, "of AMT")]);
        three.extend([(120, 240, "Income"), (170, 240, "Dividends")]);
        for (y, cells) in (0..).map(|i| 230 - 10 * i).zip(further) {
            let [exempt, percent, covered] = *cells;
            three.extend([(20, y, exempt), (70, y, percent), (120, y, covered), (170, y, covered)]);
        }
        pages.push(shown(&three));
    }
    let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
    let bytes = pdf(&pages, "");
    let document = yearend_source::open("layout.pdf", bytes).unwrap().remove(0);
    yearend_decode::decode(&document)
}

fn unjoined(reading: &Reading) -> usize {
    let all = reading.observations.iter();
    all.filter(|o| o.kind == ObservationKind::UnjoinedPages && o.security.is_some()).count()
}

#[test]
fn rows_whose_figures_confirm_the_order_are_joined() {
    let reading = read(&RIGHT);
    assert_eq!(unjoined(&reading), 0);
    let securities: Vec<_> = reading.securities().map(|(_, s)| s).collect();
    assert_eq!(securities.len(), 4);
    for (security, cells) in securities.iter().zip(RIGHT) {
        let amounts = &security.distributions[0].amounts;
        let fields = [
            Field::OrdinaryDividends,
            Field::QualifiedDividends,
            Field::CapitalGainDistributions,
            Field::NondividendDistributions,
            Field::ForeignTaxPaid,
        ];
        for (field, cell) in fields.into_iter().zip(cells) {
            let wanted = yearend_model::Decimal::from_str_exact(cell).unwrap();
            assert_eq!(amounts.amount(field), Some(wanted), "{} {field:?}", security.name);
        }
    }
}

#[test]
fn a_row_too_few_or_another_order_is_told_for_every_security() {
    assert_eq!(unjoined(&read(&RIGHT[..3])), 4);
    let [a, b, c, d] = RIGHT;
    assert_eq!(unjoined(&read(&[d, a, b, c])), 4);
}

#[test]
fn a_page_without_identities_is_joined_where_its_order_shows_or_says_nothing() {
    let zeros = ["0.0000", "0.00%", "0.0000"];
    assert_eq!(unjoined(&read_with(&RIGHT, &[zeros; 4])), 0);

    // More than column 17 of the next fund: a row too late it could not be.
    let covered = [zeros, zeros, zeros, ["0.0000", "0.00%", "0.4500"]];
    let reading = read_with(&RIGHT, &covered);
    assert_eq!(unjoined(&reading), 0);
    let delta = reading.securities().last().unwrap().1;
    let wanted = yearend_model::Decimal::from_str_exact("0.4500").ok();
    assert_eq!(delta.distributions[0].amounts.amount(Field::Section199aDividends), wanted);

    // So little that it could be any fund's.
    let any = [zeros, ["0.0000", "0.00%", "0.0100"], zeros, zeros];
    assert_eq!(unjoined(&read_with(&RIGHT, &any)), 4);
    assert_eq!(unjoined(&read_with(&RIGHT, &[zeros; 3])), 4);
}
