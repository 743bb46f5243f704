//! The table of a layout as it is printed: lines of cells that still know what they hold, so
//! that damage can be done to them before they become text.

use crate::format::NumberStyle;
use crate::style::Style;
use jiff::civil::Date;
use rust_decimal::Decimal;
use yearend_model::{Distribution, Field, Layout, Security, Status, Unit};

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Blank,
    /// A name, a ticker, a word in place of a date, a letter.
    Text(String),
    /// A CUSIP, nine characters.
    Cusip(String),
    /// A date.
    Date(Date),
    /// Dollars per share.
    Amount(Decimal),
    /// The AMT fraction.
    Fraction(Decimal),
    /// Two cells printed as one, with a blank between them or without.
    Fused(Box<Cell>, Box<Cell>, bool),
}

impl Cell {
    /// The cell as text.
    #[must_use]
    pub fn text(&self, style: &Style) -> String {
        match self {
            Cell::Blank => String::new(),
            Cell::Text(text) => text.clone(),
            Cell::Cusip(cusip) => style.cusips.format(cusip),
            Cell::Date(date) => style.dates.format(*date),
            Cell::Amount(value) => style.numbers.amount(*value),
            Cell::Fraction(value) => style.numbers.fraction(*value),
            Cell::Fused(a, b, blank) => {
                let between = if *blank { " " } else { "" };
                format!("{}{between}{}", a.text(style), b.text(style))
            }
        }
    }

    /// Whether the cell, printed in that style, states anything.
    #[must_use]
    pub fn states(&self, numbers: &NumberStyle) -> bool {
        match self {
            Cell::Blank => false,
            Cell::Amount(v) => !v.is_zero() || numbers.states_zero(),
            Cell::Fraction(v) => !v.is_zero() || numbers.percent || numbers.states_zero(),
            _ => true,
        }
    }
}

/// What a line states.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// The distribution of this index.
    Distribution(usize),
    /// The total of the year.
    Total,
}

/// A line of a security.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it states.
    pub kind: LineKind,
    /// One cell for each column, and more where damage pushed cells out.
    pub cells: Vec<Cell>,
    /// The amounts are not printed though the dates are (a lost line of stacked cells).
    pub dropped: bool,
}

/// The lines of a security.
#[derive(Clone, Debug)]
pub struct Block {
    /// The index of the security in its layout.
    pub security: usize,
    /// Its lines in order.
    pub lines: Vec<Line>,
}

/// A printed table.
#[derive(Clone, Debug)]
pub struct Table {
    /// The columns, left to right.
    pub columns: Vec<Field>,
    /// The securities in order.
    pub blocks: Vec<Block>,
}

impl Table {
    /// The table of a layout, without damage.
    #[must_use]
    pub fn new(layout: &Layout, style: &Style) -> Table {
        let block = |(security, s): (usize, &Security)| Block { security, lines: lines(s, style) };
        Table {
            columns: style.columns.clone(),
            blocks: layout.securities.iter().enumerate().map(block).collect(),
        }
    }

    /// Where a field's column is.
    #[must_use]
    pub fn column(&self, field: Field) -> Option<usize> {
        self.columns.iter().position(|f| *f == field)
    }
}

fn lines(security: &Security, style: &Style) -> Vec<Line> {
    let mut lines: Vec<Line> = security
        .distributions
        .iter()
        .enumerate()
        .map(|(i, d)| Line {
            kind: LineKind::Distribution(i),
            cells: style.columns.iter().map(|f| cell(security, d, *f, i == 0, style)).collect(),
            dropped: false,
        })
        .collect();
    if style.totals && lines.len() > 1 {
        let cells = style.columns.iter().map(|f| total_cell(security, *f, style)).collect();
        lines.push(Line { kind: LineKind::Total, cells, dropped: false });
    }
    lines
}

fn cell(s: &Security, d: &Distribution, field: Field, first: bool, style: &Style) -> Cell {
    let named = first || style.repeat_names;
    let flag = |status, letter: &str| {
        if d.status == Some(status) { Cell::Text(letter.to_owned()) } else { Cell::Blank }
    };
    match field {
        Field::SecurityDescription if named => Cell::Text(s.name.clone()),
        Field::Cusip if named => Cell::Cusip(s.cusip.clone()),
        Field::Ticker if named => {
            Cell::Text(s.ticker.clone().unwrap_or_else(|| style.no_ticker.to_owned()))
        }
        Field::SecurityDescription | Field::Cusip | Field::Ticker => Cell::Blank,
        Field::Estimated => flag(Status::Estimated, "E"),
        Field::Reclass => flag(Status::Reclass, "R"),
        Field::Corrected => flag(Status::Corrected, "C"),
        Field::CusipChange => {
            d.cusip_change.map_or(Cell::Blank, |letter| Cell::Text(letter.to_string()))
        }
        Field::AmtPercentage => Cell::Fraction(d.amounts.or_zero(field)),
        _ => match d.date(field) {
            Some(v) => match (v.date, &v.text) {
                (Some(date), _) => Cell::Date(date),
                (None, Some(word)) => Cell::Text(word.clone()),
                (None, None) => Cell::Blank,
            },
            None => Cell::Amount(d.amounts.or_zero(field)),
        },
    }
}

fn total_cell(s: &Security, field: Field, style: &Style) -> Cell {
    let year = style.title_year;
    match field {
        Field::SecurityDescription => Cell::Text(match style.total_wording {
            0 => format!("{} Total", s.name),
            1 => "Total".to_owned(),
            2 => "TOTAL".to_owned(),
            3 => format!("Total {year}"),
            4 => "Totals:".to_owned(),
            5 => format!("{} - Total", s.name),
            6 => "YTD Total".to_owned(),
            7 => format!("{year} Total"),
            8 => "Year-to-Date".to_owned(),
            _ => "Annual Total".to_owned(),
        }),
        Field::AmtPercentage if style.shape.is_stacked() => Cell::Fraction(Decimal::ZERO),
        _ if field.info().unit == Unit::DollarsPerShare => {
            Cell::Amount(s.distributions.iter().map(|d| d.amounts.or_zero(field)).sum())
        }
        _ => Cell::Blank,
    }
}
