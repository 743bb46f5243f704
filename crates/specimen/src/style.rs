//! How a document is laid out. A style is drawn so that a careful person can read it without
//! doubt: headings that repeat stand below group headings or a number row, cells that several
//! values share hold values that can be told apart.

use crate::format::{CusipStyle, DateStyle, NumberStyle, Zero};
use crate::heading::{Headings, Register};
use crate::rng::Rng;
use yearend_model::field::Group;
use yearend_model::{Field, Layout, TaxYear};

/// The shape of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Tab-separated, a line for each distribution.
    TabLines,
    /// Tab-separated, a line for each security, its values together in a cell (as in text
    /// extracted from PDF).
    TabStacked,
    /// CSV (or semicolons, or pipes), a line for each distribution.
    Csv,
    /// CSV, a line for each security, its values on lines of their own inside a quoted cell.
    CsvStacked,
    /// CSV, a line for each field, a column for each distribution.
    Transposed,
    /// Aligned with blanks on pages.
    Aligned,
}

impl Shape {
    /// Every shape.
    pub const ALL: [Shape; 6] = [
        Shape::TabLines,
        Shape::TabStacked,
        Shape::Csv,
        Shape::CsvStacked,
        Shape::Transposed,
        Shape::Aligned,
    ];

    /// A short name, for file names and tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Shape::TabLines => "tabs",
            Shape::TabStacked => "stacked-tabs",
            Shape::Csv => "csv",
            Shape::CsvStacked => "stacked-csv",
            Shape::Transposed => "transposed",
            Shape::Aligned => "aligned",
        }
    }

    /// Whether the values of a security stand together in cells.
    #[must_use]
    pub fn is_stacked(self) -> bool {
        matches!(self, Shape::TabStacked | Shape::CsvStacked)
    }
}

/// The encoding of the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8, without or with byte-order mark.
    Utf8 {
        /// Whether it begins with a byte-order mark.
        mark: bool,
    },
    /// Windows-1252.
    Windows1252,
    /// UTF-16, little endian, with byte-order mark.
    Utf16,
}

/// Everything about how a document is laid out.
#[derive(Clone, Debug)]
pub struct Style {
    /// The shape.
    pub shape: Shape,
    /// What parts the cells (of no meaning for aligned text).
    pub separator: char,
    /// The columns, left to right.
    pub columns: Vec<Field>,
    /// The headings.
    pub headings: Headings,
    /// A row of the layout's column numbers over the headings.
    pub number_row: bool,
    /// A row of group headings over the headings.
    pub group_row: bool,
    /// Over how many rows (or lines of a quoted cell) a heading may be wrapped.
    pub heading_lines: usize,
    /// Amounts.
    pub numbers: NumberStyle,
    /// Dates.
    pub dates: DateStyle,
    /// CUSIPs.
    pub cusips: CusipStyle,
    /// A total line (or value) for securities with several distributions.
    pub totals: bool,
    /// The wording of total lines, by number.
    pub total_wording: usize,
    /// An empty row between securities.
    pub blank_rows: bool,
    /// Name, CUSIP and ticker on every line of a security, not only on its first.
    pub repeat_names: bool,
    /// `$` printed as `\$`.
    pub escape_dollar: bool,
    /// The wording of the title, by number; `None` where there is none.
    pub title: Option<usize>,
    /// The year that the title prints (damage makes it differ).
    pub title_year: i16,
    /// Prose below the table.
    pub disclaimer: bool,
    /// A contacts table at the end.
    pub contacts: bool,
    /// What a missing ticker is printed as.
    pub no_ticker: &'static str,
    /// Lines on a page of aligned text.
    pub page_lines: usize,
    /// `\r\n` line ends.
    pub crlf: bool,
    /// The encoding.
    pub charset: Charset,
    /// A column that is no part of the layout, before the column of this index.
    pub beside: Option<(usize, Beside)>,
    /// After how many securities the headings are printed again.
    pub repeat_headings: Option<usize>,
}

/// What families print beside the layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beside {
    /// The family's own number of the fund.
    FundNumber,
    /// The class, which the name says too.
    ShareClass,
    /// The price at which the distribution was reinvested.
    ReinvestPrice,
}

impl Beside {
    /// The heading.
    #[must_use]
    pub fn heading(self) -> &'static str {
        match self {
            Beside::FundNumber => "Fund #",
            Beside::ShareClass => "Share Class",
            Beside::ReinvestPrice => "Reinvest NAV",
        }
    }

    /// The cell of the nth security.
    #[must_use]
    pub fn cell(self, nth: usize) -> String {
        match self {
            Beside::FundNumber => (107 + 13 * nth).to_string(),
            Beside::ShareClass => ["A", "C", "I"][nth % 3].to_owned(),
            Beside::ReinvestPrice => format!("{}.{:02}", 9 + nth % 40, (37 * nth) % 100),
        }
    }

    fn random(rng: &mut Rng, shape: Shape) -> Option<(usize, Beside)> {
        let lines = matches!(shape, Shape::TabLines | Shape::Csv);
        let all = [Beside::FundNumber, Beside::ShareClass, Beside::ReinvestPrice];
        (lines && rng.chance(25)).then(|| (1 + rng.below(3), *rng.pick(&all)))
    }
}

impl Style {
    /// A random style of the shape that suits the layouts. With `full` every column of the year
    /// is printed and every zero stated.
    pub fn random(
        rng: &mut Rng,
        shape: Shape,
        year: TaxYear,
        scale: u32,
        layouts: &[Layout],
        full: bool,
    ) -> Style {
        let register = match shape {
            Shape::Transposed => *rng.pick(&[Register::Boxed, Register::Plain]),
            _ => *rng.pick(&[
                Register::Template,
                Register::Template,
                Register::Boxed,
                Register::Plain,
            ]),
        };
        let template = register == Register::Template;
        let number_row = shape != Shape::Transposed && rng.chance(if template { 70 } else { 25 });
        let group_row = template && (!number_row || rng.chance(70));
        let mut numbers = NumberStyle::random(rng, scale);
        let unclear = !numbers.states_zero() || numbers.zero == Zero::DoubleDash;
        if (full && !numbers.states_zero()) || (shape.is_stacked() && unclear) {
            numbers.zero = Zero::Dash;
        }
        if shape == Shape::TabStacked {
            numbers.currency = *rng.pick(&["$ ", "$", "$ "]);
        }
        let columns = if full || (template && !number_row) {
            year.fields().collect()
        } else {
            columns(rng, layouts, year, template)
        };
        let title = (!rng.chance(12)).then(|| rng.below(4));
        Style {
            shape,
            separator: separator(rng, shape),
            columns,
            headings: Headings::random(rng, register, year),
            number_row,
            group_row,
            heading_lines: 1 + rng.below(4),
            numbers,
            dates: DateStyle::random(rng, shape == Shape::TabStacked || shape == Shape::Aligned),
            cusips: *rng.pick(&[
                CusipStyle::Plain,
                CusipStyle::Plain,
                CusipStyle::Plain,
                CusipStyle::Spaced,
                CusipStyle::Hyphened,
            ]),
            totals: shape != Shape::Transposed && rng.chance(50),
            total_wording: rng.below(10),
            blank_rows: rng.chance(40),
            repeat_names: rng.chance(70),
            escape_dollar: shape == Shape::TabStacked && rng.chance(60),
            title,
            title_year: year.get() as i16,
            disclaimer: rng.chance(50),
            // Turned tables stand alone: a table below one would have to be turned back.
            contacts: shape != Shape::Transposed && rng.chance(40),
            no_ticker: ["", "N/A", "n/a"][rng.below(3)],
            page_lines: 30 + rng.below(40),
            crlf: rng.chance(40),
            charset: charset(rng),
            beside: Beside::random(rng, shape),
            repeat_headings: (shape != Shape::Transposed && rng.chance(15))
                .then(|| 3 + rng.below(8)),
        }
    }
}

fn separator(rng: &mut Rng, shape: Shape) -> char {
    match shape {
        Shape::TabLines | Shape::TabStacked => '\t',
        Shape::Csv => *rng.pick(&[',', ',', ',', ';', '|']),
        _ => *rng.pick(&[',', ',', ',', ';']),
    }
}

fn charset(rng: &mut Rng) -> Charset {
    match rng.below(10) {
        0 => Charset::Windows1252,
        1 => Charset::Utf16,
        2 | 3 => Charset::Utf8 { mark: true },
        _ => Charset::Utf8 { mark: false },
    }
}

/// Columns with some left out or moved. Left out are columns that are nothing throughout, and
/// breakdowns whose sum is printed; what no sum shows is never left out.
fn columns(rng: &mut Rng, layouts: &[Layout], year: TaxYear, in_order: bool) -> Vec<Field> {
    let distributions =
        || layouts.iter().flat_map(|l| &l.securities).flat_map(|s| &s.distributions);
    let used = |f: Field| match f {
        Field::Estimated | Field::Reclass | Field::Corrected => {
            distributions().any(|d| d.status.is_some())
        }
        Field::CusipChange => distributions().any(|d| d.cusip_change.is_some()),
        _ if f.is_amount() => distributions().any(|d| !d.amounts.or_zero(f).is_zero()),
        _ => true,
    };
    let leave_empty = rng.chance(50);
    let leave_detail = rng.chance(30);
    let kept = |f: &Field| {
        let essential = matches!(
            f,
            Field::TotalDistribution | Field::IncomeDividends | Field::OrdinaryDividends
        );
        let detail = match f.info().group {
            Group::Qualified => *f != Field::QualifiedDividends,
            Group::Section199a => *f != Field::Section199aDividends,
            Group::Section897 => {
                !matches!(f, Field::Section897OrdinaryDividends | Field::Section897CapitalGain)
            }
            _ => false,
        };
        essential || !((leave_empty && !used(*f)) || (leave_detail && detail))
    };
    let mut fields: Vec<Field> = year.fields().filter(kept).collect();
    if !in_order && rng.chance(30) {
        reorder(rng, &mut fields);
    }
    fields
}

/// Moves whole blocks of amounts, and turns the dates round.
fn reorder(rng: &mut Rng, fields: &mut Vec<Field>) {
    let mut blocks: Vec<Vec<Field>> =
        fields.chunk_by(|a, b| a.info().group == b.info().group).map(<[Field]>::to_vec).collect();
    if blocks.len() > 3 {
        rng.shuffle(&mut blocks[2..]);
    }
    if let Some(first) = blocks.first_mut().filter(|_| rng.chance(50)) {
        let dates = first.iter().position(|f| *f == Field::RecordDate).unwrap_or(first.len());
        first[dates..].reverse();
    }
    *fields = blocks.concat();
}
