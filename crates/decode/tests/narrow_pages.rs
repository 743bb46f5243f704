//! A wide table whose last page repeats the names beside a single column, and what stands about
//! the rows of a print: page numbers and notes.

#![allow(clippy::unwrap_used)]

#[path = "../../source/tests/support/pdf.rs"]
mod made;

use made::{pdf, shown};
use yearend_model::{Field, ObservationKind, Reading};

const ROWS: [(&str, &[&str]); 3] = [
    ("Alpha Bond Fund", &["999310105", "ALPHX", "12/4/2023", "0.5000", "0.5000", "0.4000"]),
    ("Beta Fund", &["999310204", "BETAX", "12/4/2023", "0.7500", "0.7500", "0.2500"]),
    ("Gamma Fund", &["999310303", "GAMMX", "12/4/2023", "0.1200", "0.1200", "0.1200"]),
];

/// A page of the rows' dates and amounts, and one with the column under `heading`.
fn read(heading: &[(i32, &str)], last: &[&str; 3]) -> Reading {
    let headings = [
        (20, "Fund Name"),
        (120, "CUSIP"),
        (180, "Ticker"),
        (230, "Payable Date"),
        (300, "Total Distribution"),
        (390, "Current Year"),
        (460, "Income Dividends"),
    ];
    let mut one = vec![(20, 280, "2023 Year-End Tax Information")];
    one.extend(headings.map(|(x, text)| (x, 250, text)));
    let mut two = vec![(20, 280, "2023 Year-End Tax Information"), (20, 250, "Fund Name")];
    two.extend(heading.iter().map(|(y, text)| (160, *y, *text)));
    for (y, ((name, cells), figure)) in (0..).map(|i| 230 - 10 * i).zip(ROWS.iter().zip(last)) {
        one.push((20, y, name));
        one.extend(headings[1..].iter().zip(*cells).map(|((x, _), cell)| (*x, y, *cell)));
        two.extend([(20, y, *name), (170, y, *figure)]);
    }
    // A note between rows and page, and the number of the page under a column of figures.
    one.extend([(120, 190, "* Estimated amounts will be updated."), (310, 150, "1")]);
    two.push((180, 150, "2"));
    let bytes = pdf(&[&shown(&one), &shown(&two)], "");
    let documents = yearend_source::open("narrow.pdf", bytes).unwrap();
    yearend_decode::decode(&documents[0])
}

fn figures(reading: &Reading, field: Field) -> Vec<String> {
    let securities = reading.securities().map(|(_, s)| s);
    let lines = securities.flat_map(|s| &s.distributions);
    lines.filter_map(|d| Some(d.amounts.amount(field)?.to_string())).collect()
}

#[test]
fn a_page_of_one_column_belongs_to_the_table() {
    let reading =
        read(&[(260, "Total Ordinary"), (250, "Dividends")], &["0.4000", "0.2500", "0.1200"]);
    assert_eq!(reading.securities().count(), 3, "{:?}", reading.observations);
    assert_eq!(figures(&reading, Field::OrdinaryDividends), ["0.4000", "0.2500", "0.1200"]);
    assert_eq!(figures(&reading, Field::TotalDistribution), ["0.5000", "0.7500", "0.1200"]);
    assert!(reading.securities().all(|(_, s)| s.total.is_none()), "a page number is no total");
}

#[test]
fn a_column_that_cannot_be_read_is_told_of_every_security() {
    let reading = read(&[(250, "Quux")], &["0.4000", "0.2500", "0.1200"]);
    let told = reading.observations.iter().filter(|o| o.kind == ObservationKind::UnjoinedPages);
    assert_eq!(told.filter(|o| o.security.is_some()).count(), 3, "{:?}", reading.observations);
}

#[test]
fn figures_under_an_unknown_heading_are_told_of_their_securities() {
    let rows: Vec<String> = ROWS
        .iter()
        .map(|(name, c)| format!("{name},{},{},{},{},0.3\n", c[0], c[1], c[2], c[3]))
        .collect();
    let text = format!(
        "2023 Year-End Tax Information\nFund Name,CUSIP,Ticker,Payable Date,Total Distribution,\
         Quux\n{}",
        rows.concat()
    );
    let documents = yearend_source::open("unknown.csv", text.into_bytes()).unwrap();
    let reading = yearend_decode::decode(&documents[0]);
    let told = reading.observations.iter().filter(|o| o.kind == ObservationKind::UnknownHeading);
    assert_eq!(told.filter(|o| o.security.is_some()).count(), 3, "{:?}", reading.observations);
}
