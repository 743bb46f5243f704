//! Headings that families print and the table of fields alone does not tell, as a user meets them:
//! in a whole document, with its findings.

#![allow(clippy::unwrap_used)]

use yearend_model::decimal::plain;
use yearend_model::{Field, Reading, Status};

fn read(text: &str) -> Reading {
    let documents = yearend_source::open("funds.csv", text.as_bytes().to_vec()).unwrap();
    let mut reading = yearend_decode::decode(&documents[0]);
    yearend_rules::check(&mut reading);
    reading
}

/// A table of 2023 with these headings beside those of a plain dividend, and rows that go on with
/// the cells under them.
fn table(name: &str, more: &str, rows: &[&str]) -> Reading {
    let mut text = format!(
        "2023 Year-End Tax Information\n{name},CUSIP,Ticker,Record Date,Payable Date,\
         Total Distribution Per Share,{more}\n"
    );
    for row in rows {
        text.push_str(row);
        text.push('\n');
    }
    read(&text)
}

fn figures(reading: &Reading, field: Field) -> Vec<String> {
    let lines = reading.securities().flat_map(|(_, s)| &s.distributions);
    lines.filter_map(|d| Some(d.amounts.amount(field)?.to_string())).collect()
}

fn under_review(reading: &Reading) -> usize {
    reading.securities().filter(|(_, s)| s.review).count()
}

#[test]
fn the_words_of_a_total_among_the_dates() {
    let reading = table(
        "Fund Name",
        "Income Dividends,Total Ordinary Dividends (Box 1a)",
        &[
            "Alpha Fund,999310105,ALPHX,6/14/2023,6/15/2023,0.1,0.1,0.1",
            "Alpha Fund,999310105,ALPHX,12/14/2023,12/15/2023,0.2,0.2,0.2",
            ",,,,2023 Total,0.3,0.3,0.3",
        ],
    );
    assert_eq!(under_review(&reading), 0, "{:?}", reading.findings);
    assert!(reading.securities().next().unwrap().1.total.is_some());
    // The first column of a table under a caption may be one of flags.
    let reading = read(
        "2023 Year-End Tax Information\nAlpha Fund (ALPHX) CUSIP 999310105\n\
         Estimated (E),Record Date,Payable Date,Total Distribution,Income Dividends,Ordinary \
         Dividends\n\
         ,6/14/2023,6/15/2023,0.1,0.1,0.1\n,12/14/2023,12/15/2023,0.2,0.2,0.2\nTotal,,,0.3,0.3,0.3\n",
    );
    assert_eq!(under_review(&reading), 0, "{:?}", reading.findings);
}

#[test]
fn further_classes_need_not_repeat_the_name_of_the_fund() {
    let reading = table(
        "Fund Name,Class",
        "Income Dividends,Ordinary Dividends",
        &[
            "Alpha Fund,A,999310105,ALPHX,12/14/2023,12/15/2023,0.1,0.1,0.1",
            ",C,999310204,ALPCX,12/14/2023,12/15/2023,0.2,0.2,0.2",
            "Beta Fund,A,999310303,BETAX,12/14/2023,12/15/2023,0.3,0.3,0.3",
        ],
    );
    let names: Vec<&str> = reading.securities().map(|(_, s)| s.name.as_str()).collect();
    assert_eq!(names, ["Alpha Fund", "Alpha Fund", "Beta Fund"]);
    assert_eq!(under_review(&reading), 0, "{:?}", reading.findings);
}

#[test]
fn names_under_the_word_for_what_funds_belong_to() {
    for heading in ["Company", "Series", "Trust"] {
        let row = "Alpha Fund,999310105,ALPHX,12/14/2023,12/15/2023,0.1,0.1";
        let reading = table(heading, "Income Dividends", &[row]);
        assert_eq!(reading.securities().next().unwrap().1.name, "Alpha Fund", "{heading}");
    }
    let row = "Trust One,Alpha Fund,999310105,ALPHX,12/14/2023,12/15/2023,0.1,0.1";
    let reading = table("Trust,Fund", "Income Dividends", &[row]);
    assert_eq!(reading.securities().next().unwrap().1.name, "Alpha Fund");
}

#[test]
fn dividends_that_the_alternative_minimum_tax_is_due_on_are_no_percentage() {
    let read = |heading: &str, amt: &str| {
        let row = format!("Alpha Fund,999310105,ALPHX,12/14/2023,12/15/2023,0.5,0.5,{amt}");
        table("Fund Name", &format!("Exempt-Interest Dividends,{heading}"), &[&row])
    };
    for heading in ["AMT Income", "Amount Subject to AMT"] {
        let reading = read(heading, "0.05");
        assert!(figures(&reading, Field::AmtPercentage).is_empty(), "{heading}");
        assert_eq!(under_review(&reading), 1, "{heading}");
    }
    // More than the dividends it is a part of, or with its sign: a percentage all the same.
    assert_eq!(figures(&read("AMT Income", "0.75"), Field::AmtPercentage), ["0.75"]);
    assert_eq!(figures(&read("AMT Income", "5%"), Field::AmtPercentage), ["0.05"]);
    assert_eq!(figures(&read("AMT %", "0.05"), Field::AmtPercentage), ["0.05"]);
}

#[test]
fn a_bare_number_before_a_heading_is_its_box() {
    let reading = table(
        "Fund Name",
        "7 Foreign Tax Paid,1b Qualified Dividends,Income Dividends,Foreign Tax Paid,\
         1a Total Ordinary Dividends,2a Total Capital Gain Distr.",
        &["Alpha Fund,999310105,ALPHX,12/14/2023,12/15/2023,0.1,0,0,0.1,0,0.1,0"],
    );
    assert_eq!(figures(&reading, Field::ForeignTaxPaid), ["0"]);
    assert_eq!(figures(&reading, Field::ForeignTaxInOrdinary), ["0"]);
    assert!(figures(&reading, Field::QualifiedForeignTax).is_empty());
}

#[test]
fn a_zero_of_a_field_that_no_column_has_is_told_of() {
    let row = "Alpha Fund,999310105,ALPHX,12/14/2023,12/15/2023,0.1,0.1,0.1,0";
    let headings = "Income Dividends,Ordinary Dividends";
    let reading = table("Fund Name", &format!("{headings},Box 2c Quux"), &[row]);
    assert_eq!(under_review(&reading), 1, "{:?}", reading.findings);
    // What is left of `Foreign Tax Paid` in a tight print.
    let reading = table("Fund Name", &format!("{headings},Foreign"), &[row]);
    assert_eq!(under_review(&reading), 1, "{:?}", reading.findings);
    let reading = table("Fund Name", &format!("{headings},Reinvest NAV"), &[row]);
    assert_eq!(under_review(&reading), 0, "{:?}", reading.findings);
}

#[test]
fn a_column_whose_number_is_lost_is_known_by_its_words() {
    let text = "2023 Year-End Tax Information\n1,2,3,9,10,14,17,\n\
                Fund Name,CUSIP,Ticker,Payable Date,Total Distribution,Income Dividends,\
                Ordinary Dividends,Total Capital Gain Distributions\n\
                Alpha Fund,999310105,ALPHX,12/15/2023,0.3,0.1,0.1,0.2\n";
    let reading = read(text);
    assert_eq!(figures(&reading, Field::CapitalGainDistributions), ["0.2"]);
}

#[test]
fn one_column_of_all_flags() {
    for heading in ["E/R/C", "\"Estimated (E), Reclass (R) or Corrected (C)\""] {
        let reading = table(
            "Fund Name",
            &format!("{heading},Income Dividends,Ordinary Dividends"),
            &[
                "Alpha Fund,999310105,ALPHX,6/14/2023,6/15/2023,0.1,C,0.1,0.1",
                "Alpha Fund,999310105,ALPHX,12/14/2023,12/15/2023,0.2,,0.2,0.2",
                "Beta Fund,999310204,BETAX,12/14/2023,12/15/2023,0.3,E,0.3,0.3",
            ],
        );
        let lines = reading.securities().flat_map(|(_, s)| &s.distributions);
        let status: Vec<_> = lines.map(|d| d.status).collect();
        let expected = [Some(Status::Corrected), None, Some(Status::Estimated)];
        assert_eq!(status, expected, "{heading}: {:?}", reading.findings);
    }
}

#[test]
fn a_legend_over_the_headings_is_none() {
    let text = "2023 Year-End Tax Information\nE = Estimated,R = Reclassified,C = Corrected\n\
                All amounts are in U.S. dollars per share.\n\
                Ticker,Fund Name,CUSIP,Payable Date,Total Distribution,Income Dividends\n\
                ALPHX,Alpha Fund,999310105,12/15/2023,0.3,0.3\n";
    let reading = read(text);
    assert_eq!(reading.securities().next().unwrap().1.ticker.as_deref(), Some("ALPHX"));
}

#[test]
fn tickers_and_dates_that_are_lost_are_told_of() {
    let rows = [
        "Alpha Fund,999310105,ALPHX,12/14/2023,12/15/2023,0.1,0.1,0.1",
        "Beta Fund,999310204,BETAX,12/14/2023,12/15/2023,0.3,0.3,0.3",
    ];
    let read = |ticker: &str, record: &str| {
        let mut text = format!(
            "2023 Year-End Tax Information\nFund Name,CUSIP,{ticker},{record},Payable Date,\
             Total Distribution,Income Dividends,Ordinary Dividends\n"
        );
        text.extend(rows.map(|r| format!("{r}\n")));
        under_review(&read(&text))
    };
    assert_eq!(read("Ticker", "Record Date"), 0);
    assert_eq!(read("Quux", "Record Date"), 2, "tickers under a heading that is no field");
    assert_eq!(read("Reinvest NAV", "Ticker"), 2, "dates among the tickers");
}

#[test]
fn amounts_in_another_unit_are_told_of() {
    let read = |line: &str| {
        read(&format!(
            "2023 Year-End Tax Information\n{line}\n\
             Fund Name,CUSIP,Ticker,Payable Date,Total Distribution,Income Dividends,\
             Ordinary Dividends\n\
             Alpha Fund,999310105,ALPHX,12/15/2023,31.5,31.5,31.5\n"
        ))
    };
    assert_eq!(under_review(&read("All amounts are in U.S. dollars per share")), 0);
    for line in ["All amounts are in cents per share", "(rates per 100 shares)", "\u{a2} per share"]
    {
        assert_eq!(under_review(&read(line)), 1, "{line}");
    }
}

#[test]
fn percentages_of_a_document_have_one_scale() {
    let read = |figures: &[&str]| {
        let rows: Vec<String> = (figures.iter().zip(1..))
            .map(|(f, n)| format!("Fund {n},9993{n}0105,,12/14/2023,12/15/2023,0.5,0.5,{f}"))
            .collect();
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let reading = table("Fund Name", "Exempt-Interest Dividends,AMT %", &rows);
        let scaled = reading.findings.iter().filter(|f| f.code == "YE0311").count();
        (figures_of(&reading), scaled)
    };
    let figures = |all: &[&str]| all.iter().map(|f| (*f).to_owned()).collect::<Vec<_>>();
    // One that is above 1 and one that need not be: nobody can tell.
    assert_eq!(read(&["12.34", "0.78"]), (figures(&["0.1234", "0.78"]), 1));
    assert_eq!(
        read(&["12.34", "10.5", "7", "0.78"]),
        (figures(&["0.1234", "0.105", "0.07", "0.0078"]), 0)
    );
    // A fraction that lacks its point.
    assert_eq!(
        read(&["0.1", "0.25", "0.3", "0.12", "25"]),
        (figures(&["0.1", "0.25", "0.3", "0.12", "0.25"]), 0)
    );
}

fn figures_of(reading: &Reading) -> Vec<String> {
    let lines = reading.securities().flat_map(|(_, s)| &s.distributions);
    lines.map(|d| plain(d.amounts.amount(Field::AmtPercentage).unwrap())).collect()
}

#[test]
fn a_table_for_each_security_under_its_caption() {
    let text = "2023 Year-End Tax Information\n\n\
                \"Alpha Fund Class A, CUSIP 999310105, ALPHX\"\n\
                Record Date,Payable Date,Total Distribution,Income Dividends,Ordinary Dividends\n\
                6/14/2023,6/15/2023,0.1,0.1,0.1\n\
                12/14/2023,12/15/2023,0.2,0.2,0.2\n\n\
                Beta Fund (BETAX) - CUSIP 999310204\n\
                Record Date,Payable Date,Total Distribution,Return of Capital\n\
                12/14/2023,12/15/2023,0.3,0.3\n";
    let reading = read(text);
    let all = reading.securities().map(|(_, s)| {
        (s.name.as_str(), s.cusip.as_str(), s.ticker.as_deref(), s.distributions.len(), s.review)
    });
    assert_eq!(
        all.collect::<Vec<_>>(),
        [
            ("Alpha Fund Class A", "999310105", Some("ALPHX"), 2, false),
            ("Beta Fund", "999310204", Some("BETAX"), 1, false),
        ],
        "{:?}",
        reading.findings
    );
    assert_eq!(figures(&reading, Field::NondividendDistributions), ["0.3"]);
}

#[test]
fn lines_under_other_columns_are_not_put_to_the_security_before() {
    let text = "2023 Year-End Tax Information\n\
                Fund Name,CUSIP,Payable Date,Total Distribution,Income Dividends,Ordinary Dividends\n\
                Alpha Fund,999310105,6/15/2023,0.1,0.1,0.1\n\n\
                Fund Name,CUSIP,Payable Date,Total Distribution,Return of Capital,Foreign Tax Paid\n\
                ,,12/15/2023,0.2,0.2,0\n\
                Beta Fund,999310204,12/15/2023,0.3,0.3,0\n";
    let reading = read(text);
    let review: Vec<_> = reading.securities().map(|(_, s)| (s.cusip.as_str(), s.review)).collect();
    assert_eq!(review, [("999310105", true), ("999310204", false)], "{:?}", reading.findings);
    assert_eq!(figures(&reading, Field::NondividendDistributions), ["0.3"]);
}

#[test]
fn the_cusip_in_a_cell_with_the_name_or_the_ticker() {
    for (headings, cell) in [
        ("Fund Name / CUSIP,Ticker", "Alpha Fund (999310105),ALPHX"),
        ("Fund Name and CUSIP,Ticker", "Alpha Fund / 999310-10-5,ALPHX"),
        ("Fund Name,CUSIP / Ticker", "Alpha Fund,999310105 / ALPHX"),
    ] {
        let reading = read(&format!(
            "2023 Year-End Tax Information\n{headings},Payable Date,Total Distribution,\
             Income Dividends,Ordinary Dividends\n{cell},12/15/2023,0.1,0.1,0.1\n"
        ));
        let security = reading.securities().next().unwrap().1;
        assert_eq!((security.name.as_str(), security.cusip.as_str()), ("Alpha Fund", "999310105"));
        assert_eq!(security.ticker.as_deref(), Some("ALPHX"), "{headings}");
        assert!(!security.review, "{headings}: {:?}", reading.findings);
    }
}

#[test]
fn the_boxes_of_wrapped_headings_on_a_line_of_their_own() {
    let text = "2023 Year-End Tax Information\n\
                Fund Name,CUSIP,Ticker,Payable Date,Total Distribution,Income,Ordinary,\
                Nontaxable,Foreign Tax\n\
                ,,,,,Dividends,Dividends - Box,Distributions -,Paid - Box\n\
                ,,,,,,1a,Box 3,7\n\
                Alpha Fund,999310105,ALPHX,12/15/2023,0.3,0.1,0.1,0.2,0\n";
    let reading = read(text);
    assert_eq!(under_review(&reading), 0, "{:?}", reading.findings);
    assert_eq!(figures(&reading, Field::OrdinaryDividends), ["0.1"]);
    assert_eq!(figures(&reading, Field::NondividendDistributions), ["0.2"]);
    assert_eq!(figures(&reading, Field::ForeignTaxPaid), ["0"]);
}

#[test]
fn zeros_under_the_words_of_a_column_that_is_read_by_its_number_are_not_lost() {
    for leftover in ["Unrecap Sec. 1250 Gain", "CUSIP Number"] {
        let reading = read(&format!(
            "2023 Year-End Tax Information\n1,2,3,7,9,10,14,17,23,\n\
             Fund Name,CUSIP,Ticker,Record Date,Payable Date,Total Distribution Per Share,\
             Income Dividends,Ordinary Dividends,Box 2b,{leftover}\n\
             Alpha Fund,999310105,ALPHX,6/14/2023,6/15/2023,0.5,0.5,0.5,0,0\n\
             Beta Fund,999310204,BETAX,6/14/2023,6/15/2023,0.25,0.25,0.25,0,0\n"
        ));
        assert_eq!(under_review(&reading), 0, "{leftover}");
        assert_eq!(figures(&reading, Field::UnrecapturedSection1250Gain), ["0", "0"]);
    }
}
