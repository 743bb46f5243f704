//! Workbooks that calamine reads whole (xls): a dense range of values for each sheet.

use super::cells::Cells;
use super::number::Origin;
use crate::error::Reason;
use calamine::{Data, DataRef, Range};

/// Adds the values of a sheet; cells that hold a formula are computed.
pub(crate) fn fill(
    values: &Range<Data>,
    formulas: &Range<String>,
    cells: &mut Cells<'_>,
) -> Result<(), Reason> {
    if uncalculated(values, formulas) {
        return fill_uncalculated(values, formulas, cells);
    }
    let Some((top, left)) = values.start() else { return Ok(()) };
    for (row, column, value) in values.used_cells() {
        let place = (top + narrow(row), left + narrow(column));
        let computed = formulas.get_value(place).is_some_and(|f| !f.is_empty());
        let origin = if computed { Origin::Computed } else { Origin::Typed };
        cells.value(place, &borrowed(value), origin)?;
    }
    Ok(())
}

/// Whether there are formulas and none of them has a value: the program that wrote them left the
/// calculating to Excel. (A formula may show an empty text; that all of them do is no table.)
fn uncalculated(values: &Range<Data>, formulas: &Range<String>) -> bool {
    let Some((top, left)) = formulas.start() else { return false };
    let has_value = |row: usize, column: usize| {
        let value = values.get_value((top + narrow(row), left + narrow(column)));
        value.is_some_and(|v| !matches!(v, Data::Empty) && *v != "")
    };
    let mut any = false;
    for (row, column, _) in formulas.used_cells() {
        any = true;
        if has_value(row, column) {
            return false;
        }
    }
    any
}

/// As [`fill`], with the formulas in the place of their values.
fn fill_uncalculated(
    values: &Range<Data>,
    formulas: &Range<String>,
    cells: &mut Cells<'_>,
) -> Result<(), Reason> {
    let starts = [values.start(), formulas.start()];
    let ends = [values.end(), formulas.end()];
    let low = |f: fn((u32, u32)) -> u32| starts.iter().flatten().map(|p| f(*p)).min().unwrap_or(0);
    let high = |f: fn((u32, u32)) -> u32| ends.iter().flatten().map(|p| f(*p)).max().unwrap_or(0);
    for row in low(|p| p.0)..=high(|p| p.0) {
        for column in low(|p| p.1)..=high(|p| p.1) {
            let place = (row, column);
            match (formulas.get_value(place), values.get_value(place)) {
                (Some(f), _) if !f.is_empty() => cells.formula_without_value(place, f)?,
                (_, Some(value)) => cells.value(place, &borrowed(value), Origin::Typed)?,
                _ => {}
            }
        }
    }
    Ok(())
}

fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::Int(n) => DataRef::Int(*n),
        Data::Float(n) => DataRef::Float(*n),
        Data::String(s) => DataRef::SharedString(s),
        Data::Bool(b) => DataRef::Bool(*b),
        Data::DateTime(d) => DataRef::DateTime(*d),
        Data::DateTimeIso(s) => DataRef::DateTimeIso(s.clone()),
        Data::DurationIso(s) => DataRef::DurationIso(s.clone()),
        Data::Error(e) => DataRef::Error(e.clone()),
        Data::Empty => DataRef::Empty,
    }
}
