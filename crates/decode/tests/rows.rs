//! Rows that no family would print: figures beyond counting, figures beside the table, figures
//! that agree with nothing. All are told of.

#![allow(clippy::unwrap_used)]

use yearend_model::{Field, ObservationKind, Reading};

/// The 2013 layout: columns 1 to 31.
const COLUMNS: usize = 31;

/// Reads a tab-separated table with one row per list of amounts, which begin in column 10.
fn read(rows: &[Vec<String>], dates: [&str; 3]) -> Reading {
    let numbers: Vec<String> = (1..=COLUMNS).map(|n| n.to_string()).collect();
    let words: Vec<&str> = Field::ALL[..COLUMNS].iter().map(|f| f.info().title).collect();
    read_under(&[numbers.join("\t"), words.join("\t")], rows, dates)
}

/// The same under other lines of headings.
fn read_under(header: &[String], rows: &[Vec<String>], dates: [&str; 3]) -> Reading {
    let mut text = String::from("2013 YEAR-END TAX REPORTING INFORMATION\n");
    for line in header {
        text.push_str(line);
        text.push('\n');
    }
    for row in rows {
        let row = row.join("\t");
        text.push_str(&format!("A Fund\t471021402\tABCDX\t\t\t\t{}\t{row}\n", dates.join("\t")));
    }
    let documents = yearend_source::open("rows.txt", text.into_bytes()).unwrap();
    let mut reading = yearend_decode::decode(&documents[0]);
    yearend_rules::check(&mut reading);
    reading
}

const ONCE: [&str; 3] = ["12/17/2013", "12/18/2013", "12/19/2013"];
const TWICE: [&str; 3] = ["6/25/2013 12/17/2013", "6/26/2013 12/18/2013", "6/27/2013 12/19/2013"];

/// A row of a dividend: columns 10, 13, 14 and 17 state it, all else is zero.
fn dividend(amount: &str) -> Vec<String> {
    let states = |column: usize| [10, 13, 14, 17].contains(&column);
    let cell = |column| if states(column) { amount.to_owned() } else { "0".to_owned() };
    (10..=COLUMNS).map(cell).collect()
}

fn kinds(reading: &Reading) -> Vec<ObservationKind> {
    reading.observations.iter().map(|o| o.kind).collect()
}

#[test]
fn a_plain_row_is_read() {
    let reading = read(&[dividend("0.25")], ONCE);
    let security = reading.securities().next().unwrap().1;
    assert!(!security.review, "{:?}", reading.findings);
    assert_eq!(security.annual().count(), COLUMNS - 9 - 1);
}

#[test]
fn figures_of_thirty_digits_are_told_of() {
    let long = "79228162514264337593543950335";
    for rows in [
        vec![dividend(long), dividend(long)],
        vec![dividend(&format!("{long} 0.0000000000000000000000000001"))],
        vec![dividend("0.1234567890123456789012345678"), dividend(long)],
    ] {
        let dates = if rows.len() == 1 { TWICE } else { ONCE };
        let reading = read(&rows, dates);
        assert!(reading.securities().all(|(_, s)| s.review), "{:?}", reading.findings);
    }
}

#[test]
fn a_value_right_of_the_table_is_told_of() {
    let mut row = dividend("0.25");
    // Further away than a row slides.
    row.extend(["", "", "", "", "0.02"].map(str::to_owned));
    let reading = read(&[row], ONCE);
    assert_eq!(kinds(&reading), [ObservationKind::StrayValue], "{:?}", reading.observations);
    assert_eq!(reading.observations[0].printed, "0.02");
}

#[test]
fn a_row_that_agrees_with_nothing_is_told_of() {
    // Every cell of three lines holds figures that agree with nothing.
    let mut seed = 7u64;
    let mut digits = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        format!("0.{:06}", seed >> 44)
    };
    let mut cell = || [digits(), digits(), digits()].join(" ");
    let rows: Vec<Vec<String>> = vec![(10..=COLUMNS).map(|_| cell()).collect()];
    let reading = read(&rows, TWICE);
    assert!(reading.securities().all(|(_, s)| s.review), "{:?}", reading.findings);
}

/// A row that lost a cell stands one column to the left from there on: what is said of a value is
/// said where it is printed.
#[test]
fn a_finding_points_at_the_cell_that_prints_the_value() {
    let mut row = dividend("0.25");
    // Columns 10 to 31 without column 12, whose zero is lost; 13 is misprinted as well.
    row.remove(2);
    row[2] = "0.52".into();
    let reading = read(&[row], ONCE);
    let of = |kind| reading.observations.iter().find(|o| o.kind == kind);
    let misprint = of(ObservationKind::Misprint).unwrap_or_else(|| panic!("{reading:?}"));
    assert_eq!((misprint.field, misprint.places[0].column), (Some(Field::CurrentYear), 12));
    let income = reading.securities().next().unwrap().1.distributions[0].amounts.clone();
    assert_eq!(income.get(Field::IncomeDividends).unwrap().place.column, 13);
}

/// The headings of the layout in one line, one of them as given.
fn words_with(field: Field, heading: &str) -> Vec<String> {
    let title = |f: &Field| if *f == field { heading } else { f.info().title };
    Field::ALL[..COLUMNS].iter().map(|f| title(f).to_owned()).collect()
}

/// Columns that no equation needs can be lost without a contradiction: whoever has a figure in one
/// is told.
#[test]
fn a_figure_under_a_heading_that_is_no_field_is_told_of() {
    let header = words_with(Field::UnrecapturedSection1250Gain, "Sundry");
    let at = usize::from(Field::UnrecapturedSection1250Gain.column()) - 10;
    for (figure, told) in [("0.01", true), ("0", false)] {
        let mut row = dividend("0.25");
        row[at] = figure.to_owned();
        let reading = read_under(&[header.join("\t")], &[row], ONCE);
        let security = reading.securities().next().unwrap().1;
        assert_eq!(security.review, told, "{figure}: {:?}", reading.findings);
    }
    // The values of a cell are not run together into a figure that nobody printed.
    let mut row: Vec<String> = dividend("0.25").iter().map(|c| format!("{c} {c}")).collect();
    row[at] = "0.01 0.02".to_owned();
    let reading = read_under(&[header.join("\t")], &[row], TWICE);
    let told = reading.observations.iter().find(|o| o.security.is_some()).unwrap();
    assert_eq!((told.kind, &*told.printed), (ObservationKind::UnknownHeading, "0.01 0.02"));
}

/// Narrow columns break words; the lines above the last may hold nothing but pieces.
#[test]
fn headings_broken_within_a_word_are_read() {
    let header = words_with(Field::NondividendDistributions, "tions");
    let at = header.iter().position(|h| h == "tions").unwrap();
    let piece = |text: &str| format!("{}{text}", "\t".repeat(at));
    let lines = [piece("Nondivi"), piece("dend Distribu"), header.join("\t")];
    let reading = read_under(&lines, &[dividend("0.25")], ONCE);
    let (_, security) = reading.securities().next().unwrap();
    let amounts = &security.distributions[0].amounts;
    assert!(amounts.get(Field::NondividendDistributions).is_some(), "{:?}", reading.findings);
}

/// The rows of three funds with words between them that look like headings.
fn between(words: &str, second: &str) -> Reading {
    let header = [
        "Fund Name",
        "CUSIP",
        "Record Date",
        "Ex Date",
        "Pay Date",
        "Total Distribution",
        "Income Dividends",
    ];
    let row =
        |name: &str, cusip: &str| format!("{name}\t{cusip}\t{}\t0.25\t0.25\n", ONCE.join("\t"));
    let text = format!(
        "2013 TAX INFORMATION\n{}\n{}{words}\n{second}{}",
        header.join("\t"),
        row("Growth and", "471021402"),
        row("Value", "471021501"),
    );
    let documents = yearend_source::open("rows.txt", text.into_bytes()).unwrap();
    yearend_decode::decode(&documents[0])
}

#[test]
fn the_rest_of_a_name_is_no_header() {
    let line = format!("\t\t{}\t0.5\t0.5\n", ONCE.join("\t"));
    let reading = between("Income Fund\tClass\tDividend\tShare", &line);
    let distributions: Vec<usize> = reading.securities().map(|s| s.1.distributions.len()).collect();
    assert_eq!(distributions, [2, 1]);
}

#[test]
fn rows_under_no_header_are_told_of() {
    // A header of three columns, and rows that do not go on with those before it.
    let lost = "0.5\t0.5\t12/19/2013\tBalanced\t471021402\t0.5\n";
    let reading = between("Fund\tIncome\tDividend", lost);
    assert!(kinds(&reading).contains(&ObservationKind::NoTable), "{:?}", kinds(&reading));
}
