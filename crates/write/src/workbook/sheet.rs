//! One layout on one sheet.

use super::number::exact;
use super::styles::{Cells, Styles};
use crate::admit::Named;
use crate::columns::in_cusip_order;
use crate::error::WriteError;
use crate::{guard, heading};
use rust_xlsxwriter::{
    DataValidation, DataValidationRule, ExcelDateTime, Format, Formula, Note, Worksheet,
};
use yearend_model::decimal::{places, plain};
use yearend_model::place::letters;
use yearend_model::{
    Amounts, DateValue, Decimal, Distribution, Field, Finding, Layout, Reading, Security, Status,
};

type Result<T> = std::result::Result<T, WriteError>;

/// The rows above the figures, from 0.
const TITLE: u32 = 1;
const SUBTITLE: u32 = 3;
const NUMBERS: u32 = 4;
const GROUPS: u32 = 5;
const HEADINGS: u32 = 6;
const FIRST: u32 = 7;
/// Rows of a blank layout that take figures.
const BLANK_ROWS: u32 = 1000;

/// A sheet in the making: which field stands in which column.
struct Page<'a> {
    sheet: &'a mut Worksheet,
    columns: Vec<Field>,
    styles: &'a Styles,
}

/// Writes the layout on the sheet.
pub(super) fn write(
    sheet: &mut Worksheet,
    reading: &Reading,
    layout: &Layout,
    styles: &Styles,
) -> Result<()> {
    let mut page = Page { sheet, columns: heading::columns(layout), styles };
    page.head(layout)?;
    let named = Named::by(reading);
    let mut row = FIRST;
    for (i, security) in in_cusip_order(layout).into_iter().enumerate() {
        row += u32::from(i > 0);
        row = page.security(row, &named, security)?;
    }
    let last = if layout.securities.is_empty() { FIRST + BLANK_ROWS - 1 } else { row.max(FIRST) };
    if layout.securities.is_empty() {
        page.column_formats()?;
    }
    page.validation(last)?;
    page.set_up()
}

fn at(column: usize) -> u16 {
    // A layout has 41 columns.
    u16::try_from(column).unwrap_or(u16::MAX)
}

impl Page<'_> {
    fn column(&self, field: Field) -> Option<u16> {
        self.columns.iter().position(|f| *f == field).map(at)
    }

    fn head(&mut self, layout: &Layout) -> Result<()> {
        let s = self.styles;
        self.sheet.write_with_format(0, 0, heading::BANNER, &s.title)?;
        if !layout.title.is_empty() {
            self.sheet.write_with_format(TITLE, 0, layout.title.as_str(), &s.title)?;
        }
        let subtitle = layout.share_class.as_deref().unwrap_or(heading::INSTRUCTION);
        self.sheet.write(SUBTITLE, 0, subtitle)?;
        // Row by row: a large sheet goes to disk as it is written.
        for (c, field) in self.columns.iter().enumerate() {
            self.sheet.write_with_format(NUMBERS, at(c), field.column(), &s.number_row)?;
            self.sheet.set_column_width(at(c), width(*field, layout))?;
        }
        let groups: Vec<Option<String>> =
            self.columns.iter().map(|f| heading::group(*f, layout.tax_year)).collect();
        let mut c = 0;
        while c < groups.len() {
            let same = groups[c..].iter().take_while(|g| g.is_some() && **g == groups[c]).count();
            let text = groups[c].as_deref().unwrap_or_default();
            if same > 1 {
                self.sheet.merge_range(GROUPS, at(c), GROUPS, at(c + same - 1), text, &s.group)?;
            } else {
                self.sheet.write_with_format(GROUPS, at(c), text, &s.group)?;
            }
            c += same.max(1);
        }
        self.sheet.set_row_height(HEADINGS, 64)?;
        for (c, field) in self.columns.iter().enumerate() {
            let mut words = heading::words(*field, layout.tax_year);
            if let Some(formula) = field.formula() {
                words = format!("{words} ({formula})");
            }
            self.sheet.write_with_format(HEADINGS, at(c), words, &s.heading)?;
        }
        Ok(())
    }

    /// The security's lines and its total; returns the row after them.
    fn security(&mut self, first: u32, named: &Named<'_>, s: &Security) -> Result<u32> {
        let marked = named.unsettled(s);
        let none = [Distribution::default()];
        let lines = if s.distributions.is_empty() { &none[..] } else { &s.distributions };
        let mut row = first;
        for d in lines {
            self.line(row, s, d, marked)?;
            row += 1;
        }
        if marked {
            let note = format!("Under review: {}", reasons(named.of(s)));
            self.sheet.insert_note(first, 0, &Note::new(note).set_width(320).set_height(120))?;
        }
        if s.distributions.len() > 1 {
            self.total(row, first, s)?;
            row += 1;
        }
        Ok(row)
    }

    fn line(&mut self, row: u32, s: &Security, d: &Distribution, marked: bool) -> Result<()> {
        let styles = self.styles;
        let cells = if marked { &styles.review } else { &styles.usual };
        for c in 0..self.columns.len() {
            let (field, c) = (self.columns[c], at(c));
            match field {
                Field::SecurityDescription => self.text(row, c, &s.name, cells)?,
                Field::Cusip => self.text(row, c, &s.cusip, cells)?,
                Field::Ticker => {
                    self.text(row, c, s.ticker.as_deref().unwrap_or_default(), cells)?;
                }
                Field::Estimated => self.flag(row, c, d, Status::Estimated, "E", cells)?,
                Field::Reclass => self.flag(row, c, d, Status::Reclass, "R", cells)?,
                Field::Corrected => self.flag(row, c, d, Status::Corrected, "C", cells)?,
                Field::CusipChange => {
                    if let Some(letter) = d.cusip_change {
                        self.text(row, c, &letter.to_string(), cells)?;
                    }
                }
                _ => match d.date(field) {
                    Some(value) => self.date(row, c, value, cells)?,
                    None => self.amount(row, c, field, &d.amounts, cells)?,
                },
            }
        }
        Ok(())
    }

    fn text(&mut self, row: u32, c: u16, text: &str, cells: &Cells) -> Result<()> {
        if !text.is_empty() {
            let format = if guard::needed(text) { &cells.quoted } else { &cells.text };
            self.sheet.write_string_with_format(row, c, text, format)?;
        }
        Ok(())
    }

    fn flag(
        &mut self,
        row: u32,
        c: u16,
        d: &Distribution,
        status: Status,
        letter: &str,
        cells: &Cells,
    ) -> Result<()> {
        if d.status == Some(status) {
            self.sheet.write_string_with_format(row, c, letter, &cells.flag)?;
        }
        Ok(())
    }

    fn date(&mut self, row: u32, c: u16, value: &DateValue, cells: &Cells) -> Result<()> {
        let Some(date) = value.date else {
            return self.text(row, c, value.text.as_deref().unwrap_or_default(), cells);
        };
        // Workbooks begin in 1900; any other year is written as text.
        let year = u16::try_from(date.year()).ok().filter(|y| *y >= 1900);
        let parts = (year, date.month().cast_unsigned(), date.day().cast_unsigned());
        let (Some(year), month, day) = parts else {
            return self.text(row, c, &date.to_string(), cells);
        };
        let day = ExcelDateTime::from_ymd(year, month, day)?;
        self.sheet.write_datetime_with_format(row, c, &day, &cells.date)?;
        Ok(())
    }

    fn amount(
        &mut self,
        row: u32,
        c: u16,
        field: Field,
        amounts: &Amounts,
        cells: &Cells,
    ) -> Result<()> {
        let Some(value) = amounts.amount(field) else { return Ok(()) };
        let format = if field == Field::AmtPercentage { &cells.percent } else { &cells.amount };
        match self.sum_of_parts(row, field, amounts, value) {
            Some(formula) => {
                self.sheet.write_formula_with_format(row, c, formula, format)?;
            }
            None => self.figure(row, c, value, format)?,
        }
        Ok(())
    }

    fn figure(&mut self, row: u32, c: u16, value: Decimal, format: &Format) -> Result<()> {
        match exact(value) {
            Some(float) => self.sheet.write_number_with_format(row, c, float, format)?,
            None => self.sheet.write_string_with_format(row, c, plain(value), format)?,
        };
        Ok(())
    }

    /// The layout's own formula for a sum (`14+15+16`), where every part stands in the row as a
    /// number and the sum is the stated one.
    fn sum_of_parts(
        &self,
        row: u32,
        field: Field,
        amounts: &Amounts,
        value: Decimal,
    ) -> Option<Formula> {
        let parts = field.info().parts;
        if parts.len() < 2 {
            return None;
        }
        let mut sum = Decimal::ZERO;
        let mut cells = Vec::new();
        for part in parts {
            let v = amounts.amount(*part)?;
            exact(v)?;
            sum = sum.checked_add(v)?;
            cells.push(format!("{}{}", letters(u32::from(self.column(*part)?) + 1), row + 1));
        }
        (sum == value).then(|| rounded(&cells.join("+"), value)).flatten()
    }

    fn total(&mut self, row: u32, first: u32, s: &Security) -> Result<()> {
        let styles = self.styles;
        let name = format!("{} Total", s.name);
        self.sheet.write_string_with_format(row, 0, name, &styles.total_name)?;
        for (field, sum) in s.annual() {
            let Some(c) = self.column(field) else { continue };
            let column = letters(u32::from(c) + 1);
            let numbers = s.distributions.iter().filter_map(|d| d.amounts.amount(field));
            let all_numbers = numbers.map(exact).all(|n| n.is_some());
            let range = format!("SUM({column}{}:{column}{row})", first + 1);
            match all_numbers.then(|| rounded(&range, sum)).flatten() {
                Some(formula) => {
                    self.sheet.write_formula_with_format(row, c, formula, &styles.total)?;
                }
                None => self.figure(row, c, sum, &styles.total)?,
            }
        }
        Ok(())
    }

    fn column_formats(&mut self) -> Result<()> {
        let cells = &self.styles.usual;
        for (c, field) in self.columns.iter().enumerate() {
            let format = match field {
                Field::RecordDate | Field::ExDividendDate | Field::PayableDate => &cells.date,
                Field::Estimated | Field::Reclass | Field::Corrected | Field::CusipChange => {
                    &cells.flag
                }
                Field::AmtPercentage => &cells.percent,
                f if f.is_amount() => &cells.amount,
                _ => &cells.text,
            };
            self.sheet.set_column_format(at(c), format)?;
        }
        Ok(())
    }

    fn validation(&mut self, last: u32) -> Result<()> {
        let letters = |allowed: &[&str]| -> Result<DataValidation> {
            Ok(DataValidation::new()
                .allow_list_strings(allowed)?
                .set_error_title("Not a letter of this column")?
                .set_error_message(format!("Leave it blank or enter {}.", allowed.join(" or ")))?)
        };
        let fraction = DataValidation::new()
            .allow_decimal_number(DataValidationRule::Between(0.0, 1.0))
            .set_error_title("Not a percentage")?
            .set_error_message("Enter a percentage from 0% to 100%.")?;
        let rules = [
            (Field::Estimated, letters(&["E"])?),
            (Field::Reclass, letters(&["R"])?),
            (Field::Corrected, letters(&["C"])?),
            (Field::AmtPercentage, fraction),
            (Field::CusipChange, letters(&["M", "Y"])?),
        ];
        for (field, rule) in rules {
            if let Some(c) = self.column(field) {
                self.sheet.add_data_validation(FIRST, c, last, c, &rule)?;
            }
        }
        Ok(())
    }

    fn set_up(&mut self) -> Result<()> {
        self.sheet.set_freeze_panes(FIRST, 3)?;
        self.sheet.set_landscape();
        self.sheet.set_paper_size(TABLOID);
        self.sheet.set_print_fit_to_pages(1, 0);
        self.sheet.set_margins(0.25, 0.25, 0.5, 0.5, 0.3, 0.3);
        self.sheet.set_repeat_rows(NUMBERS, HEADINGS)?;
        self.sheet.set_footer("&L&A&RPage &P of &N");
        Ok(())
    }
}

/// Room for ` Total` behind a name, in bold.
const TOTAL_WORD: f64 = 10.0;
/// 11 by 17 inches: 41 columns are legible on it.
const TABLOID: u8 = 3;

/// A formula rounded to the places of its exact result, so that recalculating it in binary floats
/// gives that result again; `None` where no float shows it.
fn rounded(expression: &str, result: Decimal) -> Option<Formula> {
    exact(result)?;
    let to = places(result).max(9);
    Some(Formula::new(format!("=ROUND({expression},{to})")).set_result(plain(result)))
}

fn reasons(findings: &[&Finding]) -> String {
    let all: Vec<String> = findings.iter().map(|f| format!("{} {}", f.code, f.message)).collect();
    let text = if all.is_empty() { "see the reading".to_owned() } else { all.join("\n") };
    // A note holds 32,767 characters.
    text.chars().take(4000).collect()
}

/// Characters that a column shows. A name wider than its column is cut off in print.
fn width(field: Field, layout: &Layout) -> f64 {
    match field {
        Field::SecurityDescription => {
            let longest = layout.securities.iter().map(|s| s.name.chars().count()).max();
            let longest = u8::try_from(longest.unwrap_or(0)).unwrap_or(u8::MAX);
            (f64::from(longest) + TOTAL_WORD).clamp(48.0, 120.0)
        }
        Field::Estimated | Field::Reclass | Field::Corrected => 10.0,
        Field::Cusip | Field::Ticker => 12.0,
        _ => 14.0,
    }
}
