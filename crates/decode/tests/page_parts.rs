//! Parts of a wide table, each page with the name and the CUSIP of its rows.

#![allow(clippy::unwrap_used)]

use yearend_model::decimal::plain;
use yearend_model::{Field, Part, Reading, Severity, Source};
use yearend_source::{CellKind, Document, Grid, SheetBuilder};

const FUNDS: [(&str, &str); 3] =
    [("Alpha Fund", "999310105"), ("Beta Fund", "999310204"), ("Gamma Fund", "999310303")];

/// What stands over the headings of a page, the headings, and the cells of each fund.
type Page<'a> = (&'a [(&'a str, u16)], &'a [&'a str], [&'a [&'a str]; 3]);

/// Reads pages of one print, each with its headings and the cells of each fund. A heading of the
/// first row that is wider than its cell names how many columns it covers.
fn read(pages: &[Page<'_>]) -> Reading {
    let same: Vec<_> = pages.iter().map(|page| (&FUNDS, *page)).collect();
    read_of(&same)
}

/// The same, of pages that print each their own funds.
fn read_of(pages: &[(&[(&str, &str); 3], Page<'_>)]) -> Reading {
    let mut sheets = Vec::new();
    for (funds, (groups, headings, cells)) in pages {
        let mut sheet = SheetBuilder::new();
        sheet.row(1, false);
        let mut at = 3;
        for (text, span) in *groups {
            assert!(text.is_empty() || sheet.cell(at, *span, CellKind::Text, text));
            at += u32::from(*span);
        }
        let header = [&["Fund Name", "CUSIP"], *headings].concat();
        let rows =
            funds.iter().zip(cells).map(|((name, cusip), c)| [&[*name, *cusip], *c].concat());
        for (line, row) in (2..).zip(std::iter::once(header).chain(rows)) {
            sheet.row(line, false);
            for (at, text) in (1..).zip(row).filter(|(_, text)| !text.is_empty()) {
                assert!(sheet.cell(at, 1, CellKind::Text, text));
            }
        }
        sheets.push(sheet.finish());
    }
    let parts = (1..).zip(pages).map(|(n, _)| Part { page: Some(n), ..Part::default() }).collect();
    let document = Document {
        source: Source { name: "pages.pdf".to_owned(), parts, ..Source::default() },
        grid: Grid { sheets, ..Grid::default() },
        ..Document::default()
    };
    let mut reading = yearend_decode::decode(&document);
    yearend_rules::check(&mut reading);
    reading
}

const LEFT: [&str; 6] = [
    "Record Date",
    "Pay Date",
    "Total Distribution",
    "2023 (Current Year)",
    "Income Dividends",
    "Box 1a Ordinary Dividends",
];

/// The left-hand page, with a last column more.
fn left(last: &'static str) -> (Vec<&'static str>, [Vec<&'static str>; 3]) {
    let headings = [&LEFT[..], &[last]].concat();
    let row = |paid| vec!["12/1/2023", "12/4/2023", paid, paid, paid, paid, "0.1"];
    (headings, [row("0.2"), row("0.3"), row("0.4")])
}

fn pages(last: &'static str, right: Page<'_>) -> Reading {
    let (headings, rows) = left(last);
    let rows = [rows[0].as_slice(), &rows[1], &rows[2]];
    read(&[(&[], &headings, rows), right])
}

fn first(reading: &Reading, f: Field) -> Option<String> {
    let (_, s) = reading.securities().next().unwrap();
    s.distributions[0].amounts.amount(f).map(plain)
}

fn alarms(reading: &Reading) -> Vec<&str> {
    let loud = reading.findings.iter().filter(|f| f.severity != Severity::Note);
    loud.map(|f| f.message.as_str()).collect()
}

#[test]
fn qualified_dividend_income_is_a_part_of_box_1b_on_another_page() {
    let right: [&[&str]; 3] = [&["0", "0.1", "0"], &["0", "0.1", "0"], &["0", "0.1", "0"]];
    let headings =
        ["Qualified Short-Term Gains", "Total Qualified Dividends", "Box 2a Capital Gains"];
    let reading = pages("Qualified Dividend Income", (&[], &headings, right));
    assert_eq!(alarms(&reading), Vec::<&str>::new());
    assert_eq!(first(&reading, Field::QualifiedIncomeDividends).as_deref(), Some("0.1"));
    assert_eq!(first(&reading, Field::QualifiedDividends).as_deref(), Some("0.1"));
}

#[test]
fn qualified_dividend_income_is_box_1b_beside_pages_of_other_funds() {
    let others =
        [("Delta Fund", "999310402"), ("Epsilon Fund", "999310501"), ("Zeta Fund", "999310600")];
    let (headings, rows) = left("Qualified Dividend Income");
    let rows = [rows[0].as_slice(), &rows[1], &rows[2]];
    let (whole, _) = left("Total Qualified Dividends");
    let reading = read_of(&[(&FUNDS, (&[], &headings, rows)), (&others, (&[], &whole, rows))]);
    assert_eq!(reading.securities().count(), 6);
    for (_, s) in reading.securities() {
        let of = |f| s.distributions[0].amounts.amount(f).map(plain);
        assert_eq!(of(Field::QualifiedDividends).as_deref(), Some("0.1"), "{}", s.name);
        assert_eq!(of(Field::QualifiedIncomeDividends), None, "{}", s.name);
    }
}

#[test]
fn a_last_page_of_letters_is_joined() {
    let right: [&[&str]; 3] = [&["AAAX"], &["BBBX", "M"], &["CCCX"]];
    let headings = ["Ticker Symbol", "CUSIP Number Change (M) or (Y)"];
    let reading = pages("Box 1b Qualified Dividends", (&[], &headings, right));
    assert_eq!(alarms(&reading), Vec::<&str>::new());
    let changes = reading.securities().map(|(_, s)| s.distributions[0].cusip_change);
    assert_eq!(changes.collect::<Vec<_>>(), [None, Some('M'), None]);
}

#[test]
fn the_first_line_of_a_wrapped_heading_over_two_columns_is_read() {
    let right: [&[&str]; 3] = [&["0", "0", "0"], &["0", "0", "0"], &["0", "0", "0"]];
    let headings = ["Short-term Capital Gain", "Foreign Tax Paid", "Box 5 Section 199A Dividends"];
    let group = [("Form 1099 Box 5", 2)];
    let reading = pages("Box 1b Qualified Dividends", (&group, &headings, right));
    assert_eq!(alarms(&reading), Vec::<&str>::new());
    assert_eq!(first(&reading, Field::Section199aShortTermGain).as_deref(), Some("0"));
    assert_eq!(first(&reading, Field::Section199aForeignTax).as_deref(), Some("0"));
    assert_eq!(first(&reading, Field::ShortTermCapitalGain), None);
}
