//! Prints that name a security beside the last of its lines, or halfway: a spreadsheet sets cells at
//! the bottom, and merged cells in the middle.

#![allow(clippy::unwrap_used)]

#[path = "../../source/tests/support/pdf.rs"]
mod made;

use made::{pdf, shown};
use yearend_model::Reading;

const HEADINGS: [(i32, &str); 7] = [
    (20, "Fund Name"),
    (120, "CUSIP"),
    (180, "Ticker"),
    (230, "Payable Date"),
    (300, "Total Distribution"),
    (390, "Income Dividends"),
    (470, "Ordinary Dividends"),
];
const ALPHA: &[&str] = &["Alpha Fund", "999310105", "ALPHX"];
const BETA: &[&str] = &["Beta Fund", "999310204", "BETAX"];
const GAMMA: &[&str] = &["Gamma Fund", "999310303", "GAMMX"];
const NONE: &[&str] = &[];

/// A line of a page: what names its security, the month of its payment if it has one, its amount.
type Row = (&'static [&'static str], Option<u8>, &'static str);

fn page(rows: &[Row]) -> String {
    let title = "2023 Year-End Tax Information".to_owned();
    let mut texts: Vec<(i32, i32, String)> = vec![(20, 280, title)];
    texts.extend(HEADINGS.map(|(x, text)| (x, 250, text.to_owned())));
    for (y, (names, month, amount)) in (0..).map(|i| 230 - 10 * i).zip(rows) {
        texts.extend(HEADINGS.iter().zip(*names).map(|((x, _), name)| (*x, y, (*name).to_owned())));
        if let Some(month) = month {
            texts.push((230, y, format!("{month}/15/2023")));
            texts.extend([300, 390, 470].map(|x| (x, y, (*amount).to_owned())));
        }
    }
    let texts: Vec<(i32, i32, &str)> = texts.iter().map(|(x, y, t)| (*x, *y, t.as_str())).collect();
    shown(&texts)
}

fn read(pages: &[&[Row]]) -> Reading {
    let pages: Vec<String> = pages.iter().map(|rows| page(rows)).collect();
    let pages: Vec<&str> = pages.iter().map(String::as_str).collect();
    let documents = yearend_source::open("beside.pdf", pdf(&pages, "")).unwrap();
    let mut reading = yearend_decode::decode(&documents[0]);
    yearend_rules::check(&mut reading);
    reading
}

/// Each security with the amounts of its lines, and `?` where it is under review.
fn told(reading: &Reading) -> Vec<String> {
    let one = |s: &yearend_model::Security| {
        let lines = s.distributions.iter();
        let amount = |d: &yearend_model::Distribution| {
            d.amounts.amount(yearend_model::Field::TotalDistribution).unwrap().to_string()
        };
        let amounts: Vec<String> = lines.map(amount).collect();
        format!("{} {}{}", s.cusip, amounts.join(" "), if s.review { " ?" } else { "" })
    };
    reading.securities().map(|(_, s)| one(s)).collect()
}

#[test]
fn names_beside_the_last_line() {
    let reading = read(&[&[
        (NONE, Some(6), "0.1"),
        (ALPHA, Some(12), "0.2"),
        (BETA, Some(12), "0.3"),
        (NONE, Some(3), "0.4"),
        (NONE, Some(6), "0.5"),
        (GAMMA, Some(12), "0.6"),
    ]]);
    let expected = ["999310105 0.1 0.2", "999310204 0.3", "999310303 0.4 0.5 0.6"];
    assert_eq!(told(&reading), expected, "{:?}", reading.findings);
}

#[test]
fn names_halfway_between_the_lines() {
    let reading = read(&[&[
        (NONE, Some(3), "0.1"),
        (ALPHA, None, ""),
        (NONE, Some(12), "0.2"),
        (NONE, Some(3), "0.3"),
        (BETA, None, ""),
        (NONE, Some(12), "0.4"),
    ]]);
    assert_eq!(told(&reading), ["999310105 0.1 0.2", "999310204 0.3 0.4"]);
}

#[test]
fn lines_that_no_date_parts_are_told_of() {
    let reading = read(&[&[
        (NONE, Some(6), "0.1"),
        (ALPHA, Some(6), "0.2"),
        (NONE, Some(12), "0.3"),
        (BETA, Some(12), "0.4"),
    ]]);
    assert!(told(&reading).iter().all(|s| s.ends_with('?')), "{:?}", told(&reading));
}

#[test]
fn a_line_out_of_order_over_the_next_name_is_told_of() {
    let reading = read(&[&[
        (ALPHA, Some(12), "0.1"),
        (NONE, Some(6), "0.2"),
        (BETA, Some(12), "0.3"),
        (NONE, Some(3), "0.4"),
        (NONE, Some(6), "0.5"),
        (GAMMA, Some(12), "0.6"),
    ]]);
    assert!(told(&reading).iter().all(|s| s.ends_with('?')), "{:?}", told(&reading));
}

#[test]
fn names_above_their_lines_stay_so() {
    let pages: [&[Row]; 2] = [
        &[(ALPHA, Some(6), "0.1"), (NONE, Some(9), "0.2"), (BETA, Some(6), "0.3")],
        &[(NONE, Some(12), "0.4"), (GAMMA, Some(12), "0.5")],
    ];
    let expected = ["999310105 0.1 0.2", "999310204 0.3 0.4", "999310303 0.5"];
    assert_eq!(told(&read(&pages)), expected);
}

#[test]
fn a_security_cut_off_by_a_page_that_cannot_be_read_is_told_of() {
    let one = page(&[(ALPHA, Some(6), "0.1"), (BETA, Some(6), "0.3")]);
    let two = shown(&[
        (40, 280, "999310303"),
        (300, 280, "0.5"),
        (330, 280, "0.5"),
        (360, 280, "12/15/2023"),
        (420, 280, "0.25"),
    ]);
    let documents = yearend_source::open("cut.pdf", pdf(&[&one, &two], "")).unwrap();
    let mut reading = yearend_decode::decode(&documents[0]);
    yearend_rules::check(&mut reading);
    assert_eq!(told(&reading), ["999310105 0.1", "999310204 0.3 ?"], "{:?}", reading.findings);
}

#[test]
fn a_heading_in_the_middle_of_a_wide_column_finds_its_cells() {
    let texts = [
        (20, 280, "2023 Year-End Tax Information"),
        (95, 250, "Ticker"),
        (190, 250, "Fund Name"),
        (260, 250, "CUSIP"),
        (320, 250, "Payable Date"),
        (390, 250, "Total Distribution"),
        (470, 250, "Ordinary Dividends"),
        (5, 230, "ALPHX"),
        (180, 230, "Alpha Fund"),
        (260, 230, "999310105"),
        (320, 230, "12/15/2023"),
        (390, 230, "0.1"),
        (470, 230, "0.1"),
        (5, 220, "BETAX"),
        (180, 220, "Beta Fund"),
        (260, 220, "999310204"),
        (320, 220, "12/15/2023"),
        (390, 220, "0.3"),
        (470, 220, "0.3"),
    ];
    let documents = yearend_source::open("wide.pdf", pdf(&[&shown(&texts)], "")).unwrap();
    let reading = yearend_decode::decode(&documents[0]);
    let tickers: Vec<_> = reading.securities().map(|(_, s)| s.ticker.clone().unwrap()).collect();
    assert_eq!(tickers, ["ALPHX", "BETAX"]);
}

#[test]
fn names_halfway_after_a_security_of_one_line() {
    let reading = read(&[&[
        (ALPHA, Some(12), "0.1"),
        (NONE, Some(3), "0.2"),
        (NONE, Some(6), "0.3"),
        (BETA, None, ""),
        (NONE, Some(9), "0.4"),
        (NONE, Some(12), "0.5"),
        (GAMMA, Some(12), "0.6"),
    ]]);
    let expected = ["999310105 0.1", "999310204 0.2 0.3 0.4 0.5", "999310303 0.6"];
    assert_eq!(told(&reading), expected);
}
