//! Layouts as families word and arrange them: headings beside the layout's own words, tables that
//! go on below, tables of one fund each.

#![allow(clippy::unwrap_used)]

use yearend_model::decimal::plain;
use yearend_model::{Field, Reading, Severity};

fn read(text: &str) -> Reading {
    let documents = yearend_source::open("family.csv", text.as_bytes().to_vec()).unwrap();
    let mut reading = yearend_decode::decode(&documents[0]);
    yearend_rules::check(&mut reading);
    reading
}

/// The field of a security's distributions, in order.
fn figures(reading: &Reading, cusip: &str, field: Field) -> Vec<String> {
    let all = reading.securities().filter(|(_, s)| s.cusip == cusip);
    let lines = all.flat_map(|(_, s)| &s.distributions);
    lines.map(|d| d.amounts.amount(field).map_or_else(String::new, plain)).collect()
}

fn assert_clean(reading: &Reading) {
    let alarms = reading.findings.iter().filter(|f| f.severity != Severity::Note);
    assert_eq!(alarms.map(|f| &f.message).collect::<Vec<_>>(), Vec::<&String>::new());
}

const ROWS: [&str; 4] = [
    "A Fund,471021402,ABCDX,3/14/2024,3/15/2024,3/18/2024",
    "A Fund,471021402,ABCDX,12/17/2024,12/18/2024,12/19/2024",
    "B Fund,233051200,BCDEX,3/14/2024,3/15/2024,3/18/2024",
    "B Fund,233051200,BCDEX,12/17/2024,12/18/2024,12/19/2024",
];
const HEADINGS: &str = "Fund,CUSIP,Ticker,Record Date,Ex-Date,Pay Date";

/// A document with further headings and further cells of each row.
fn document(headings: &str, cells: [&str; 4]) -> String {
    let rows: String = ROWS.iter().zip(cells).map(|(r, c)| format!("{r},{c}\n")).collect();
    format!("2024 Year-End Tax Information\n\n{HEADINGS},{headings}\n{rows}")
}

#[test]
fn percentages_and_sources_of_income_are_beside_the_layout() {
    for beside in ["QDI %", "Creditable Foreign Tax %", "Foreign Source Income", "Section 163(j) %"]
    {
        let headings = format!("Total Distribution,Income Dividends,Ordinary Dividends,{beside}");
        let reading = read(&document(&headings, ["0.2,0.2,0.2,0.87"; 4]));
        assert_clean(&reading);
        for field in [Field::QualifiedDividends, Field::ForeignTaxPaid, Field::Section199aDividends]
        {
            assert_eq!(figures(&reading, "471021402", field), ["", ""], "{beside}");
        }
    }
}

#[test]
fn headings_of_nothing_but_a_box_or_a_year_are_read() {
    let headings = "Total Distribution,2023,2024,2025,1a,Form 1099-DIV Box 2a,Box 9,Box 12";
    let reading = read(&document(
        headings,
        ["3,0,3,0,1,2,0,0", "1,0,0.4,0.6,0.4,0,0,0", "7,0,7,0,0,0,7,0", "1,0,1,0,0,0,0,1"],
    ));
    let of = |cusip, field| figures(&reading, cusip, field);
    assert_eq!(of("471021402", Field::CurrentYear), ["3", "0.4"]);
    assert_eq!(of("471021402", Field::NextYear), ["0", "0.6"]);
    assert_eq!(of("471021402", Field::OrdinaryDividends), ["1", "0.4"]);
    assert_eq!(of("471021402", Field::CapitalGainDistributions), ["2", "0"]);
    assert_eq!(of("233051200", Field::CashLiquidation), ["7", "0"]);
    assert_eq!(of("233051200", Field::ExemptInterestDividends), ["0", "1"]);
}

#[test]
fn a_table_below_goes_on_with_the_lines_above_it() {
    let upper = document(
        "Total Distribution,Income,Ordinary Dividends",
        ["3,1,1", "4,4,4", "5,5,5", "6,6,6"],
    );
    let lower: String =
        ROWS.iter().zip(["2", "0", "0", "0"]).map(|(r, c)| format!("{r},{c}\n")).collect();
    let text = format!("{upper}\n\n{HEADINGS},LT Capital Gains\n{lower}");
    let reading = read(&text);
    assert_clean(&reading);
    assert_eq!(figures(&reading, "471021402", Field::CapitalGainDistributions), ["2", "0"]);
    assert_eq!(reading.securities().count(), 2);
    // A date that differs: the lines are not the same.
    let last = text.rfind("12/19/2024").unwrap();
    let other = format!("{}12/20/2024{}", &text[..last], &text[last + 10..]);
    let reading = read(&other);
    let b = reading.securities().find(|(_, s)| s.cusip == "233051200").unwrap().1;
    assert!(b.review);
}

#[test]
fn a_table_of_one_fund_takes_its_name_from_above() {
    let table = |name: &str, row: &str| {
        format!(
            "{name}\n{},Total Distribution,Income,Ordinary Dividends\n{row},1,1,1\n\n",
            &HEADINGS[5..]
        )
    };
    let text = format!(
        "2024 Year-End Tax Information\n\n{}{}",
        table("Growth and Income Fund", &ROWS[0][7..]),
        table("Short Bond ETF", &ROWS[2][7..])
    );
    let reading = read(&text);
    assert_clean(&reading);
    let names: Vec<&str> = reading.securities().map(|(_, s)| s.name.as_str()).collect();
    assert_eq!(names, ["Growth and Income Fund", "Short Bond ETF"]);
}

#[test]
fn foreign_tax_that_only_its_own_box_states_is_part_of_box_1a() {
    let headings = "Total Distribution,Income Dividends,Ordinary Dividends,Foreign Tax Paid";
    let cells = ["0.5,0.5,0.54,0.04", "0.3,0.3,0.32,0.02", "0.2,0.2,0.2,0", "0.1,0.1,0.11,0.01"];
    let reading = read(&document(headings, cells));
    assert_clean(&reading);
    let mut wrong = cells;
    wrong[1] = "0.3,0.3,0.35,0.02";
    let reading = read(&document(headings, wrong));
    let a = reading.securities().next().unwrap().1;
    let right = figures(&reading, "471021402", Field::OrdinaryDividends) == ["0.54", "0.32"];
    assert!(a.review || right, "{:?}", reading.findings);
}

#[test]
fn a_misprinted_cusip_under_a_ticker_is_of_the_same_security() {
    let headings = "Total Distribution,Income Dividends";
    let text = document(headings, ["0.5,0.5", "0.3,0.3", "0.2,0.2", "0.1,0.1"]);
    let nameless = text.replace("A Fund,", "").replace("B Fund,", "").replace("Fund,", "");
    let wrong = nameless.replacen("471021402,ABCDX,12", "471021502,ABCDX,12", 1);
    let reading = read(&wrong);
    assert_eq!(figures(&reading, "471021402", Field::TotalDistribution), ["0.5", "0.3"]);
}

#[test]
fn a_misprinted_cusip_without_name_and_ticker_puts_its_neighbour_under_review() {
    let headings = "Total Distribution,Income Dividends";
    let text = document(headings, ["0.5,0.5", "0.3,0.3", "0.2,0.2", "0.1,0.1"]);
    let text = text.replace("A Fund,", "").replace("B Fund,", "").replace("Fund,", "");
    let bare = text.replace(",ABCDX", "").replace(",BCDEX", "").replace(",Ticker", "");
    let reading = read(&bare.replacen("471021402,12", "471021502,12", 1));
    let a = reading.securities().find(|(_, s)| s.cusip == "471021402").unwrap().1;
    assert!(a.review);
}

#[test]
fn a_name_on_its_own_line_is_that_of_the_rows_below() {
    let text = "2024 Tax Information\n\n\
        Fund  CUSIP      Ticker  Record Date  Ex-Date    Pay Date    Total Distribution  Income  Ordinary Dividends\n\
        Growth and Income Fund Class A\n      \
              471021402  ABCDX   3/14/2024    3/15/2024  3/18/2024                 0.25    0.25                0.25\n      \
              471021402  ABCDX   6/14/2024    6/17/2024  6/18/2024                 0.15    0.15                0.15\n\
        Short-Term Bond Fund\n      \
              233051200  BCDEX   3/14/2024    3/15/2024  3/18/2024                 0.05    0.05                0.05\n";
    let documents = yearend_source::open("family.txt", text.as_bytes().to_vec()).unwrap();
    let reading = yearend_decode::decode(&documents[0]);
    let names: Vec<_> =
        reading.securities().map(|(_, s)| (s.name.as_str(), s.distributions.len())).collect();
    assert_eq!(names, [("Growth and Income Fund Class A", 2), ("Short-Term Bond Fund", 1)]);
}

#[test]
fn a_line_of_a_name_in_words_of_headings_does_not_end_a_table() {
    let text = document("Total,Income,Ordinary", ["5,5,5", "3,3,3", "2,2,2", "1,1,1"]);
    let text = text.replacen("B Fund", "Income,Fund,Class,C\nB Fund", 1);
    let reading = read(&text);
    assert_eq!(figures(&reading, "233051200", Field::IncomeDividends), ["2", "1"]);
}

#[test]
fn boxes_in_brackets_go_on_with_a_heading() {
    let text = "2024 Tax Information\n\n\
        Fund,CUSIP,Pay,Total,Income,Ordinary,Qualified,LT,Return,Tax,AMT\n\
        ,,Date,Distribution,,Dividends,Dividends,Cap,of,Exempt,%\n\
        ,,,,,(1a),(1b),Gains,Capital,(12),\n\
        A Fund,471021402,12/19/2024,3,1,1,0.5,2,0,0,0\n";
    let reading = read(text);
    assert_eq!(figures(&reading, "471021402", Field::CapitalGainDistributions), ["2"]);
    assert_eq!(figures(&reading, "471021402", Field::QualifiedDividends), ["0.5"]);
    assert!(reading.findings.iter().all(|f| f.code != "YE0216"));
}

#[test]
fn numbers_in_brackets_are_column_numbers() {
    let numbers: Vec<String> = (1..=41).map(|n| format!("({n})")).collect();
    let titles: Vec<String> = Field::ALL.iter().map(|f| f.info().title.replace(',', "")).collect();
    let mut cells = vec!["0"; 41];
    cells[..9].copy_from_slice(&[
        "A Fund",
        "471021402",
        "ABCDX",
        "",
        "",
        "",
        "1/2/2024",
        "1/3/2024",
        "1/4/2024",
    ]);
    for at in [9, 12, 13, 16] {
        cells[at] = "0.25";
    }
    cells[31] = "";
    let lines = [titles.join(","), numbers.join(","), cells.join(",")];
    let reading = read(&format!("2024 Primary Layout\n{}\n", lines.join("\n")));
    assert_eq!(reading.securities().count(), 1);
    assert_clean(&reading);
}

#[test]
fn dates_under_a_heading_that_says_nothing_are_told() {
    let text = document("Total Distribution,Income Dividends,Ordinary Dividends", ["1,1,1"; 4]);
    let reading = read(&text.replace("Record Date", "Zyx"));
    assert!(reading.securities().all(|(_, s)| s.review));
    assert!(reading.findings.iter().any(|f| f.code == "YE0108" && f.message.contains("Zyx")));
    let reading = read(&text.replace("Record Date", "RD"));
    assert_clean(&reading);
    assert!(reading.securities().all(|(_, s)| s.distributions[0].record_date.date.is_some()));
}

#[test]
fn a_total_after_the_dates_and_a_number_among_boxes_are_read() {
    let headings = "Total,Box 1a Ordinary Dividends,Box 2a Capital Gain,Box 2b,3";
    let reading = read(&document(headings, ["3,1,1,0,1", "1,1,0,0,0", "2,0,0,0,2", "1,1,0,0,0"]));
    let of = |field| figures(&reading, "471021402", field);
    assert_eq!(of(Field::TotalDistribution), ["3", "1"]);
    assert_eq!(of(Field::NondividendDistributions), ["1", "0"]);
}

#[test]
fn a_share_of_a_section_is_beside_the_layout() {
    let headings = "Total Distribution,Income Dividends,Ordinary Dividends,1250 %";
    let reading = read(&document(headings, ["0.2,0.2,0.2,12.5%"; 4]));
    assert_eq!(figures(&reading, "471021402", Field::UnrecapturedSection1250Gain), ["", ""]);
}

#[test]
fn a_letter_pair_over_the_heading_is_part_of_it() {
    let empty = ",".repeat(7);
    let headings = "Total Distribution,Cap Gains,Income Dividends,Ordinary Dividends";
    let text = document(headings, ["3,1,2,3", "1,0,1,1", "2,0,2,2", "1,0,1,1"]);
    let reading = read(&text.replace("\n\nFund", &format!("\n\n{empty}ST,,\nFund")));
    assert_eq!(figures(&reading, "471021402", Field::ShortTermCapitalGain), ["1", "0"]);
}

#[test]
fn qualified_dividend_income_is_a_part_beside_the_box_and_the_box_alone() {
    let (income, whole) = (Field::QualifiedIncomeDividends, Field::QualifiedDividends);
    for boxed in ["Total Qualified Dividends", "Qualified Dividends (Box 1b)"] {
        let parts = "Qualified Dividend Income,Qualified Short-Term Gains,Qualified Foreign Tax";
        let headings = format!("Total Distribution,Income,ST Gains,Box 1a,{parts},{boxed}");
        let reading = read(&document(&headings, ["2,1.5,0.5,2,1,0.25,0,1.25"; 4]));
        assert_clean(&reading);
        assert_eq!(figures(&reading, "471021402", income), ["1", "1"], "{boxed}");
        assert_eq!(figures(&reading, "471021402", whole), ["1.25", "1.25"], "{boxed}");
    }
    let headings = "Total Distribution,Income,ST Gains,Box 1a,Qualified Dividend Income";
    let reading = read(&document(headings, ["2,1.5,0.5,2,1.25"; 4]));
    assert_clean(&reading);
    assert_eq!(figures(&reading, "471021402", whole), ["1.25", "1.25"]);
    assert_eq!(figures(&reading, "471021402", income), ["", ""]);
}

#[test]
fn years_alone_are_read_in_a_document_without_a_title() {
    let rows: String = ROWS.iter().map(|r| format!("{r},3,0,3,0,3\n")).collect();
    let three = format!("{HEADINGS},Total Distribution,2023,2024,2025,Box 1a\n{rows}");
    let one: String = ROWS.iter().map(|r| format!("{r},3,3,3\n")).collect();
    let one = format!("{HEADINGS},Total Distribution,Reportable in 2024,Box 1a\n{one}");
    for text in [three, one] {
        let reading = read(&text);
        assert_clean(&reading);
        assert_eq!(figures(&reading, "471021402", Field::CurrentYear), ["3", "3"]);
    }
}

#[test]
fn headings_of_years_are_no_gap_in_a_turned_table() {
    let lines = [
        "Fund,A Fund,A Fund,B Fund",
        "CUSIP,471021402,471021402,233051200",
        "Record Date,3/14/2024,12/17/2024,12/17/2024",
        "Ex-Date,3/15/2024,12/18/2024,12/18/2024",
        "Pay Date,3/18/2024,12/19/2024,12/19/2024",
        "Total Distribution,1.5,2,3",
        "Taxable in 2023,0,0,0",
        "Taxable in 2025,0,0,0",
        "Taxable in 2024,1.5,2,3",
        "Income Dividends,1,2,3",
        "Short-Term Gains,0.5,0,0",
        "Total Ordinary Dividends,1.5,2,3",
    ];
    let reading = read(&format!("2024 Year-End Tax Information\n\n{}\n", lines.join("\n")));
    assert_clean(&reading);
    assert_eq!(figures(&reading, "471021402", Field::CurrentYear), ["1.5", "2"]);
    assert_eq!(figures(&reading, "471021402", Field::ShortTermCapitalGain), ["0.5", "0"]);
}

#[test]
fn zeros_under_a_heading_that_another_column_has_are_told_of() {
    let headings = "Total Distribution,Income,Ordinary Dividends,Ordinary Dividends";
    let reading = read(&document(headings, ["1,1,1,0"; 4]));
    assert!(reading.securities().all(|(_, s)| s.review));
}

#[test]
fn a_line_of_the_heading_over_the_years_is_no_income() {
    let (years, headings) = (
        ",,,,,,,Year Included in,,\n,,,,,,,Shareholders' Income,,",
        "Total Distribution,2025,2024,Income",
    );
    let cells = ["1.5,0,1.5,1.5", "2,0,2,2", "3,0,3,3", "4,4,0,0"];
    let rows: String = ROWS.iter().zip(cells).map(|(r, c)| format!("{r},{c}\n")).collect();
    let title = "2024 Year-End Tax Information";
    let reading = read(&format!("{title}\n\n{years}\n{HEADINGS},{headings}\n{rows}"));
    assert_eq!(figures(&reading, "233051200", Field::NextYear), ["0", "4"]);
    assert_eq!(figures(&reading, "233051200", Field::QualifiedIncomeDividends), ["", ""]);
    // The same with the last word of that heading over one of the years only.
    let headings = "Total Distribution,Income 2025,2024 (Current Year),Income Dividends";
    let reading = read(&document(headings, cells));
    assert_eq!(figures(&reading, "233051200", Field::NextYear), ["0", "4"]);
    assert_eq!(figures(&reading, "233051200", Field::IncomeDividends), ["3", "0"]);
}

#[test]
fn words_that_a_narrow_cell_cut_are_read() {
    let headings = "Total stribution,ncome Dividends,Total pital Gain,Total dinary Dividends";
    let reading = read(&document(headings, ["3,1,2,1"; 4]));
    assert_clean(&reading);
    assert_eq!(figures(&reading, "471021402", Field::OrdinaryDividends), ["1", "1"]);
    assert_eq!(figures(&reading, "471021402", Field::CapitalGainDistributions), ["2", "2"]);
}

#[test]
fn halves_side_by_side_in_one_sheet_are_one_table() {
    let right = "Box 1b Qualified Dividends,Box 2a Capital Gains";
    let headings = format!("Total Distribution,Income,Box 1a,,{HEADINGS},{right}");
    let rows: String = ROWS.iter().map(|r| format!("{r},3,1,1,,{r},0.5,2\n")).collect();
    let numbers = "1,2,3,7,8,9,10,14,17,,1,2,3,7,8,9,21,22\n";
    for numbers in ["", numbers] {
        let title = "2024 Year-End Tax Information\n\n";
        let reading = read(&format!("{title}{numbers}{HEADINGS},{headings}\n{rows}"));
        assert_clean(&reading);
        assert_eq!(reading.securities().count(), 2);
        assert_eq!(figures(&reading, "471021402", Field::CapitalGainDistributions), ["2", "2"]);
        assert_eq!(figures(&reading, "471021402", Field::QualifiedDividends), ["0.5", "0.5"]);
    }
}
