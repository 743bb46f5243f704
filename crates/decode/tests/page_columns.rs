//! A wide table whose right-hand pages number their columns each in its own way.

#![allow(clippy::unwrap_used)]

use yearend_model::decimal::plain;
use yearend_model::{Field, ObservationKind, Part, Reading, Source};
use yearend_source::{CellKind, Document, Grid, Sheet, SheetBuilder};

const NAMES: [(&str, &str); 4] = [
    ("Alpha Fund", "999310105"),
    ("Beta Fund", "999310204"),
    ("Gamma Fund", "999310303"),
    ("Delta Fund", "999310402"),
];

/// A page of rows whose cells stand in columns that begin at `first` after the name and the CUSIP.
fn page(first: u32, headings: &[&str], rows: &[Vec<String>]) -> Sheet {
    let mut sheet = SheetBuilder::new();
    let mut line = |n: u32, texts: &[&str]| {
        sheet.row(n, false);
        for (at, text) in [1, 2].into_iter().chain(first..).zip(texts) {
            assert!(sheet.cell(at, 1, CellKind::Text, text));
        }
    };
    line(1, &[&["Fund Name", "CUSIP"], headings].concat());
    for (n, row) in (2..).zip(rows) {
        line(n, &row.iter().map(String::as_str).collect::<Vec<_>>());
    }
    sheet.finish()
}

fn row((name, cusip): (&str, &str), cells: &[&str]) -> Vec<String> {
    [&[name, cusip], cells].concat().into_iter().map(str::to_owned).collect()
}

/// Pages of two funds each; the figures of the last one stand in columns that begin at `first`.
fn read(first: u32) -> Reading {
    read_with(first, &RIGHT, &["0.1", "0.4", "-"])
}

const RIGHT: [&str; 3] = ["Ordinary Dividends", "Capital Gain Distributions", "Return of Capital"];

/// The same, with these headings and cells on the last page.
fn read_with(first: u32, headings: &[&str], cells: &[&str]) -> Reading {
    let left = |names: &[(&str, &str)]| {
        let headings = [
            "Record Date",
            "Payable Date",
            "Total Distribution",
            "Current Year",
            "Income Dividends",
        ];
        let cells = ["12/1/2023", "12/4/2023", "0.5", "0.5", "0.1"];
        page(3, &headings, &names.iter().map(|n| row(*n, &cells)).collect::<Vec<_>>())
    };
    let right = |first: u32, headings: &[&str], cells: &[&str], names: &[(&str, &str)]| {
        page(first, headings, &names.iter().map(|n| row(*n, cells)).collect::<Vec<_>>())
    };
    let (one, two) = NAMES.split_at(2);
    let usual = right(4, &RIGHT, &["0.1", "0.4", "-"], one);
    let sheets = vec![left(one), usual, left(two), right(first, headings, cells, two)];
    let parts = (1..=4).map(|n| Part { page: Some(n), ..Part::default() }).collect();
    let document = Document {
        source: Source { name: "pages.pdf".to_owned(), parts, ..Source::default() },
        grid: Grid { sheets, ..Grid::default() },
        ..Document::default()
    };
    yearend_decode::decode(&document)
}

#[test]
fn figures_go_with_their_headings_not_with_their_columns() {
    for first in [3, 4, 5, 6] {
        let reading = read(first);
        let lines: Vec<_> = reading.securities().flat_map(|(_, s)| &s.distributions).collect();
        assert_eq!(lines.len(), 4, "{:?}", reading.observations);
        for d in lines {
            let of = |f: Field| d.amounts.amount(f).map(plain);
            assert_eq!(of(Field::OrdinaryDividends).as_deref(), Some("0.1"), "{first}");
            assert_eq!(of(Field::CapitalGainDistributions).as_deref(), Some("0.4"), "{first}");
            assert_eq!(of(Field::NondividendDistributions).as_deref(), Some("0"), "{first}");
        }
    }
}

#[test]
fn a_column_that_no_other_page_has_takes_no_place_of_another() {
    let headings = [RIGHT[0], "Zorblax Basis", RIGHT[1], RIGHT[2]];
    for first in [3, 4, 5, 6] {
        let mut reading = read_with(first, &headings, &["0.1", "0.4", "", ""]);
        yearend_rules::check(&mut reading);
        let gain = |s: &yearend_model::Security| {
            let of = |d: &yearend_model::Distribution| {
                d.amounts.amount(Field::CapitalGainDistributions).is_some_and(|x| !x.is_zero())
            };
            s.distributions.iter().any(of)
        };
        let last = reading.securities().filter(|(_, s)| s.cusip.as_str() >= NAMES[2].1);
        let silent = last.filter(|(_, s)| gain(s) && !s.review).count();
        assert_eq!(silent, 0, "{first}");
    }
}

#[test]
fn dates_under_a_heading_of_two_columns_are_told() {
    let mut sheet = SheetBuilder::new();
    sheet.row(1, false);
    let headings =
        [(1, "Fund Name"), (2, "CUSIP"), (3, "Ticker Record"), (5, "Ex-Date"), (6, "Pay Date")];
    let amounts = [(7, "Total Distribution"), (8, "Income Dividends"), (9, "Ordinary Dividends")];
    for (at, text) in headings.into_iter().chain(amounts) {
        assert!(sheet.cell(at, if at == 3 { 2 } else { 1 }, CellKind::Text, text));
    }
    for (line, (name, cusip)) in (2..).zip(NAMES) {
        sheet.row(line, false);
        let cells =
            [name, cusip, "ABCDX", "12/1/2023", "12/4/2023", "12/5/2023", "0.5", "0.5", "0.5"];
        for (at, text) in (1..).zip(cells) {
            assert!(sheet.cell(at, 1, CellKind::Text, text));
        }
    }
    let mut reading = yearend_decode::decode(&Document {
        source: Source {
            name: "two.pdf".into(),
            parts: vec![Part::default()],
            ..Source::default()
        },
        grid: Grid { sheets: vec![sheet.finish()], ..Grid::default() },
        ..Document::default()
    });
    yearend_rules::check(&mut reading);
    let told = |s: &yearend_model::Security| {
        s.review || s.distributions.iter().all(|d| d.record_date.date.is_some())
    };
    assert_eq!(reading.securities().count(), 4);
    assert!(reading.securities().all(|(_, s)| told(s)));
}

/// A letter on a page may stand nearer to the heading beside its own; in a sheet it stands where it
/// stands.
#[test]
fn the_letter_of_a_flag_tells_its_column_on_a_page() {
    let mut sheet = SheetBuilder::new();
    let headings =
        ["Fund Name", "CUSIP", "Reclass (R)", "Corrected (C)", "Record Date", "Pay Date"];
    let amounts = ["Total Distribution", "Income Dividends", "Ordinary Dividends"];
    sheet.row(1, false);
    for (at, text) in (1..).zip(headings.into_iter().chain(amounts)) {
        assert!(sheet.cell(at, 1, CellKind::Text, text));
    }
    sheet.row(2, false);
    let cells = ["Alpha Fund", "999310105", "C", "", "12/1/2023", "12/4/2023", "0.5", "0.5", "0.5"];
    for (at, text) in (1..).zip(cells) {
        assert!(sheet.cell(at, 1, CellKind::Text, text));
    }
    let sheet = sheet.finish();
    for page in [Some(1), None] {
        let parts = vec![Part { page, ..Part::default() }];
        let document = Document {
            source: Source { name: "flags".to_owned(), parts, ..Source::default() },
            grid: Grid { sheets: vec![sheet.clone()], ..Grid::default() },
            ..Document::default()
        };
        let reading = yearend_decode::decode(&document);
        let status = reading.securities().next().unwrap().1.distributions[0].status;
        let told = reading.observations.iter().any(|o| o.kind == ObservationKind::UnknownFlag);
        assert_eq!((status.is_some(), told), (page.is_some(), page.is_none()));
    }
}

/// Reads sheets as the pages of one print; each row is a list of cells from the first column on.
fn read_pages(pages: &[Vec<Vec<&str>>]) -> Reading {
    let sheet = |rows: &Vec<Vec<&str>>| {
        let mut sheet = SheetBuilder::new();
        for (line, row) in (1..).zip(rows) {
            sheet.row(line, false);
            for (at, text) in (1..).zip(row) {
                assert!(sheet.cell(at, 1, CellKind::Text, text));
            }
        }
        sheet.finish()
    };
    let parts = (1..).zip(pages).map(|(n, _)| Part { page: Some(n), ..Part::default() }).collect();
    let document = Document {
        source: Source { name: "pages.pdf".to_owned(), parts, ..Source::default() },
        grid: Grid { sheets: pages.iter().map(sheet).collect(), ..Grid::default() },
        ..Document::default()
    };
    yearend_decode::decode(&document)
}

/// `Income Dividends` on a page that repeats no name is that of box 1b, where the page before it has
/// that of box 1a.
#[test]
fn a_heading_of_several_columns_is_none_of_those_before_it() {
    let left = vec![
        "Fund Name",
        "CUSIP",
        "Record Date",
        "Pay Date",
        "Total Distribution Per Share",
        "2023 (Current Year)",
        "Income Dividends",
        "Short-term Capital Gain",
        "Foreign Tax Paid",
        "Total Ordinary Dividends",
    ];
    let right = vec![
        "Income Dividends",
        "Short-term Gains",
        "Foreign Tax Paid",
        "Total Qualified Dividends",
        "Total Capital Gain Distr.",
    ];
    let row = |(name, cusip): (&'static str, &'static str), amounts: [&'static str; 6]| {
        [&[name, cusip, "12/1/2023", "12/4/2023"][..], &amounts].concat()
    };
    let reading = read_pages(&[
        vec![
            left,
            row(NAMES[0], ["0.6", "0.6", "0.3", "0.1", "0.02", "0.42"]),
            row(NAMES[1], ["0.7", "0.7", "0.5", "0", "0", "0.5"]),
            row(NAMES[2], ["0.9", "0.9", "0.8", "0", "0.01", "0.81"]),
        ],
        vec![
            right,
            vec!["0.2", "0.05", "0.02", "0.27", "0.2"],
            vec!["0.4", "0", "0", "0.4", "0.2"],
            vec!["0.7", "0", "0.01", "0.71", "0.1"],
        ],
    ]);
    let (_, first) = reading.securities().next().unwrap();
    let of = |f: Field| first.distributions[0].amounts.amount(f).map(plain);
    assert_eq!(of(Field::IncomeDividends).as_deref(), Some("0.3"));
    assert_eq!(of(Field::QualifiedIncomeDividends).as_deref(), Some("0.2"));
    assert_eq!(of(Field::QualifiedShortTermGain).as_deref(), Some("0.05"));
    assert_eq!(of(Field::QualifiedForeignTax).as_deref(), Some("0.02"));
}

#[test]
fn a_word_over_the_second_column_and_the_rate_of_box_2d_are_headings() {
    let page = vec![
        vec!["", "Foreign"],
        vec!["", "Tax", "Total", "Collectibles", "Nondividend"],
        vec!["CUSIP", "(Box 1a)", "Ordinary", "", "Distri-"],
        vec!["", "", "Dividends", "(28%)", "butions"],
        vec!["999310105", "0.02", "0.42", "0.1", "0"],
    ];
    let left = vec![
        vec![
            "Fund Name",
            "CUSIP",
            "Record Date",
            "Pay Date",
            "Total Distribution",
            "Income Dividends",
        ],
        vec!["Alpha Fund", "999310105", "12/1/2023", "12/4/2023", "0.6", "0.4"],
    ];
    let reading = read_pages(&[left, page]);
    let (_, first) = reading.securities().next().unwrap();
    let of = |f: Field| first.distributions[0].amounts.amount(f).map(plain);
    assert_eq!(of(Field::ForeignTaxInOrdinary).as_deref(), Some("0.02"));
    assert_eq!(of(Field::CollectiblesGain).as_deref(), Some("0.1"));
}

/// Only letters stand in column 32: zeros under its heading are those of the column before it.
#[test]
fn figures_under_the_heading_of_letters_have_slipped() {
    let headings = [
        "Fund Name",
        "CUSIP",
        "Record Date",
        "Pay Date",
        "Total Distribution",
        "Income Dividends",
        "Cash Liquidation",
        "Noncash Liquidation",
        "Exempt-Interest Dividends",
        "Percentage of AMT",
        "CUSIP Number Change (M) or (Y)",
        "Section 199A Dividends",
    ];
    let row = |(name, cusip): (&'static str, &'static str), slipped: [&'static str; 6]| {
        [&[name, cusip, "12/1/2023", "12/4/2023", "0.6", "0.4"][..], &slipped].concat()
    };
    for (cells, noncash) in [
        (["-", "", "-", "0.2", "5.00%", "-"], Some("0")),
        (["-", "-", "0.2", "", "5.00%", "-"], Some("0")),
        // Nothing stands under two headings, one on either side: nobody knows.
        (["-", "", "-", "0.2", "5.00%", ""], None),
    ] {
        let reading =
            read_pages(&[vec![headings.to_vec(), row(NAMES[0], cells), row(NAMES[1], cells)]]);
        let (_, first) = reading.securities().next().unwrap();
        let of = |f: Field| first.distributions[0].amounts.amount(f).map(plain);
        assert_eq!(of(Field::NoncashLiquidation).as_deref(), noncash, "{cells:?}");
        let exempt = noncash.map(|_| "0.2");
        if exempt.is_some() {
            assert_eq!(of(Field::ExemptInterestDividends).as_deref(), exempt, "{cells:?}");
            assert_eq!(of(Field::AmtPercentage).as_deref(), Some("0.05"), "{cells:?}");
        }
    }
}
