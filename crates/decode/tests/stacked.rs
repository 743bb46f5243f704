//! Cells that hold the values of several distributions, a line each.

#![allow(clippy::unwrap_used)]

use yearend_model::decimal::plain;
use yearend_model::{Field, Reading, Severity, Status};

const HEADINGS: &str = "Fund,CUSIP,Ticker,Reclass (R),Record Date,Ex-Date,Pay Date,Total Distribution,\
                        Income Dividends,Nondividend Distributions,Exempt-Interest Dividends,AMT %";

/// A document of securities with two distributions each: flag, and the cells of their amounts.
fn read(rows: [(&str, [&str; 5]); 2]) -> Reading {
    let mut text = format!("2024 Year-End Tax Information\n\n{HEADINGS}\n");
    let dates = "\"3/14/2024\n12/17/2024\",\"3/15/2024\n12/18/2024\",\"3/18/2024\n12/19/2024\"";
    for (name, (flag, cells)) in
        ["A Fund,471021402,ABCDX", "B Fund,233051200,BCDEX"].iter().zip(rows)
    {
        let cells = cells.map(|c| format!("\"{c}\"")).join(",");
        text.push_str(&format!("{name},{flag},{dates},{cells}\n"));
    }
    let documents = yearend_source::open("stacked.csv", text.into_bytes()).unwrap();
    let mut reading = yearend_decode::decode(&documents[0]);
    yearend_rules::check(&mut reading);
    reading
}

fn alarms(reading: &Reading) -> Vec<String> {
    let loud = reading.findings.iter().filter(|f| f.severity != Severity::Note);
    loud.map(|f| f.message.clone()).collect()
}

#[test]
fn a_percentage_has_no_total() {
    let cells = ["0.3\n0.5\n0.8", "0\n0\n0", "0\n0\n0", "0.3\n0.5\n0.8", "12%\n15%"];
    let reading = read([("", cells), ("", cells)]);
    assert_eq!(alarms(&reading), Vec::<String>::new());
    let (_, first) = reading.securities().next().unwrap();
    let rates = first.distributions.iter().map(|d| d.amounts.amount(Field::AmtPercentage));
    assert_eq!(
        rates.map(|r| r.map(plain)).collect::<Vec<_>>(),
        ["0.12", "0.15"].map(|r| Some(r.into()))
    );
}

#[test]
fn a_letter_beside_several_lines_is_that_of_those_that_take_money_back() {
    let taken = ["0.3\n0", "0.3\n-0.1", "0\n0.1", "0\n0", "0\n0"];
    let paid = ["0.3\n0.5", "0.3\n0.5", "0\n0", "0\n0", "0\n0"];
    let reading = read([("R", taken), ("\"R\nR\"", paid)]);
    let flags = reading
        .securities()
        .map(|(_, s)| s.distributions.iter().map(|d| d.status).collect::<Vec<Option<Status>>>());
    let reclass = Some(Status::Reclass);
    assert_eq!(flags.collect::<Vec<_>>(), [vec![None, reclass], vec![reclass, reclass]]);
}
