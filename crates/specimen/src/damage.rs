//! Damage to a printed table, recorded with the truth.
//!
//! Only damage that shows is done: after it some identity, total, date rule or check digit must
//! fail. Whether it is repairable is computed (`repair`), not assumed.

use crate::calendar::plus;
use crate::repair::{self, Checked};
use crate::rng::Rng;
use crate::style::Style;
use crate::table::{Block, Cell, LineKind, Table};
use rust_decimal::Decimal;
use yearend_model::{Field, Layout, cusip, decimal};

/// The kinds of damage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DamageKind {
    /// Two neighbouring digits of an amount change places.
    DigitSwap,
    /// One digit of an amount is another.
    Misprint,
    /// An amount is printed as nothing.
    LostValue,
    /// Two cells are printed as one; what follows stands one column to the left.
    MergeCells,
    /// A cell of nothing too many; what follows stands one column to the right.
    ExtraCells,
    /// A cell of nothing is missing; what follows stands one column to the left.
    MissingCells,
    /// All amounts of a line stand one column to the right.
    ShiftedRow,
    /// Of two lines and their total, the second is lost: its dates stand, its amounts do not.
    DropMiddle,
    /// A digit of a printed total is another.
    TotalMismatch,
    /// A line is printed twice.
    DuplicateRow,
    /// Ex-dividend and payable date change places.
    DateOrder,
    /// A digit of a CUSIP is another.
    BadCusip,
}

impl DamageKind {
    /// Every kind that is done to a security.
    pub const ALL: [DamageKind; 12] = [
        DamageKind::DigitSwap,
        DamageKind::Misprint,
        DamageKind::LostValue,
        DamageKind::MergeCells,
        DamageKind::ExtraCells,
        DamageKind::MissingCells,
        DamageKind::ShiftedRow,
        DamageKind::DropMiddle,
        DamageKind::TotalMismatch,
        DamageKind::DuplicateRow,
        DamageKind::DateOrder,
        DamageKind::BadCusip,
    ];

    /// The kinds that change one cell of one line.
    pub const SINGLE_CELL: [DamageKind; 4] = [
        DamageKind::DigitSwap,
        DamageKind::Misprint,
        DamageKind::LostValue,
        DamageKind::TotalMismatch,
    ];

    /// The name in the truth.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            DamageKind::DigitSwap => "digit_swap",
            DamageKind::Misprint => "misprint",
            DamageKind::LostValue => "lost_value",
            DamageKind::MergeCells => "merge_cells",
            DamageKind::ExtraCells => "extra_cells",
            DamageKind::MissingCells => "missing_cells",
            DamageKind::ShiftedRow => "shifted_row",
            DamageKind::DropMiddle => "drop_middle",
            DamageKind::TotalMismatch => "total_mismatch",
            DamageKind::DuplicateRow => "duplicate_row",
            DamageKind::DateOrder => "date_order",
            DamageKind::BadCusip => "bad_cusip",
        }
    }
}

/// A cell that damage changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The distribution, from 1; `None` for the total.
    pub distribution: Option<usize>,
    /// The field's name, or `line` or `tax_year`.
    pub field: String,
    /// What is true; `None` if nothing is stated there.
    pub truth: Option<String>,
    /// What is printed; `None` if nothing is.
    pub printed: Option<String>,
}

/// Damage done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The kind's name.
    pub kind: &'static str,
    /// The layout.
    pub layout: usize,
    /// The security's true CUSIP; `None` for damage to the document.
    pub cusip: Option<String>,
    /// The distribution, from 1, if it is one.
    pub distribution: Option<usize>,
    /// The changed cells.
    pub cells: Vec<Changed>,
    /// Whether exactly one repair of its class satisfies everything.
    pub repairable: bool,
    /// How that was found.
    pub basis: String,
}

/// Tries to do damage of the kind to the block; `None` where it does not fit or does not show.
pub fn damage(
    rng: &mut Rng,
    kind: DamageKind,
    layout: (usize, &Layout),
    table: &mut Table,
    block: usize,
    style: &Style,
) -> Option<Damage> {
    let before = table.blocks[block].clone();
    let done = match kind {
        DamageKind::DigitSwap | DamageKind::Misprint | DamageKind::LostValue => {
            one_cell(rng, kind, table, block, (false, style))
        }
        DamageKind::TotalMismatch => one_cell(rng, kind, table, block, (true, style)),
        DamageKind::MergeCells
        | DamageKind::ExtraCells
        | DamageKind::MissingCells
        | DamageKind::ShiftedRow => row(rng, kind, table, block, style),
        DamageKind::DropMiddle => drop_middle(table, block, style),
        DamageKind::DuplicateRow => duplicate(rng, table, block, style),
        DamageKind::DateOrder => dates(rng, table, block),
        DamageKind::BadCusip => bad_cusip(rng, table, block, style),
    };
    let Some(done) = done else {
        table.blocks[block] = before;
        return None;
    };
    let mut cells = done.cells;
    if cells.is_empty() {
        cells = differences(&before, &table.blocks[block], &table.columns);
    }
    Some(Damage {
        kind: kind.name(),
        layout: layout.0,
        cusip: Some(layout.1.securities[before.security].cusip.clone()),
        distribution: done.distribution,
        cells,
        repairable: done.repairs == 1,
        basis: done.basis,
    })
}

/// What one kind of damage did.
struct Done {
    distribution: Option<usize>,
    /// Left empty where the differences tell.
    cells: Vec<Changed>,
    repairs: usize,
    basis: String,
}

fn basis(repairs: usize, one: &str) -> String {
    if repairs == 1 { one.to_owned() } else { format!("{repairs} repairs satisfy all identities") }
}

fn number(line: LineKind) -> Option<usize> {
    match line {
        LineKind::Distribution(i) => Some(i + 1),
        LineKind::Total => None,
    }
}

fn one_cell(
    rng: &mut Rng,
    kind: DamageKind,
    table: &mut Table,
    block: usize,
    (total, style): (bool, &Style),
) -> Option<Done> {
    let lines = &table.blocks[block].lines;
    let mut places: Vec<(usize, usize)> = Vec::new();
    for (l, line) in lines.iter().enumerate() {
        for (c, cell) in line.cells.iter().enumerate() {
            let amount = matches!(cell, Cell::Amount(v) if !v.is_zero());
            if amount && (line.kind == LineKind::Total) == total {
                places.push((l, c));
            }
        }
    }
    rng.shuffle(&mut places);
    for (l, c) in places {
        let line = &mut table.blocks[block].lines[l];
        let Cell::Amount(truth) = line.cells[c] else { continue };
        let changed = match kind {
            DamageKind::LostValue => Some(Decimal::ZERO),
            DamageKind::DigitSwap => swap_digits(rng, truth),
            _ => change_digit(rng, truth),
        };
        let Some(printed) = changed else { continue };
        // A lost value is printed as zero or, where it has a cell of its own, as nothing.
        let empty = kind == DamageKind::LostValue && !style.shape.is_stacked() && rng.chance(50);
        line.cells[c] = if empty { Cell::Blank } else { Cell::Amount(printed) };
        let distribution = number(line.kind);
        let checked = Checked::new(&table.blocks[block], &table.columns);
        if checked.holds() {
            table.blocks[block].lines[l].cells[c] = Cell::Amount(truth);
            continue;
        }
        let repairs = repair::single_cells(&checked);
        return Some(Done {
            distribution,
            cells: vec![Changed {
                distribution,
                field: table.columns[c].name().to_owned(),
                truth: Some(decimal::plain(truth)),
                printed: (!empty).then(|| decimal::plain(printed)),
            }],
            repairs,
            basis: basis(repairs, "one single-cell repair satisfies all identities"),
        });
    }
    None
}

fn swap_digits(rng: &mut Rng, value: Decimal) -> Option<Decimal> {
    let mut digits: Vec<u8> = value.to_string().into_bytes();
    let fits: Vec<usize> = (1..digits.len())
        .filter(|i| {
            let (a, b) = (digits[i - 1], digits[*i]);
            a != b && a.is_ascii_digit() && b.is_ascii_digit()
        })
        .collect();
    if fits.is_empty() {
        return None;
    }
    let i = *rng.pick(&fits);
    digits.swap(i - 1, i);
    Decimal::from_str_exact(std::str::from_utf8(&digits).ok()?).ok()
}

fn change_digit(rng: &mut Rng, value: Decimal) -> Option<Decimal> {
    let mut digits: Vec<u8> = value.to_string().into_bytes();
    let places: Vec<usize> = (0..digits.len()).filter(|i| digits[*i].is_ascii_digit()).collect();
    let i = *rng.pick(&places);
    let other = b'0' + ((digits[i] - b'0') + 1 + rng.below(9) as u8) % 10;
    digits[i] = other;
    let changed = Decimal::from_str_exact(std::str::from_utf8(&digits).ok()?).ok()?;
    (!changed.is_zero()).then_some(changed)
}

/// Damage that moves the cells of a line (of all lines of a security where cells are stacked).
fn row(
    rng: &mut Rng,
    kind: DamageKind,
    table: &mut Table,
    block: usize,
    style: &Style,
) -> Option<Done> {
    let columns = table.columns.clone();
    let first = columns.iter().position(|f| f.is_amount())?;
    // Amounts must stand together to the end of the row: otherwise they would run into names.
    if columns[first..].iter().any(|f| !f.is_amount() && *f != Field::CusipChange) {
        return None;
    }
    let whole = style.shape.is_stacked();
    let count = table.blocks[block].lines.len();
    let lines: Vec<usize> = if whole {
        (0..count).collect()
    } else {
        let distributions = |l: &usize| table.blocks[block].lines[*l].kind != LineKind::Total;
        let candidates: Vec<usize> = (0..count).filter(distributions).collect();
        vec![*rng.pick(&candidates)]
    };
    let original = table.blocks[block].clone();
    let blank_between = whole || rng.chance(60);
    let mut places: Vec<usize> = (first..columns.len()).collect();
    rng.shuffle(&mut places);
    for at in places {
        table.blocks[block] = original.clone();
        let done = lines.iter().all(|l| {
            move_cells(kind, &mut table.blocks[block].lines[*l].cells, first, at, blank_between)
        });
        if !done {
            continue;
        }
        let damaged = table.blocks[block].clone();
        // Two cells of nothing printed as one hide nothing.
        let figures = |c: &Changed| {
            let nothing =
                |v: &Option<String>| v.as_deref().is_none_or(|v| v == "0" || v == "fused");
            !nothing(&c.truth) || !nothing(&c.printed)
        };
        let shows = differences(&original, &damaged, &columns).iter().any(figures);
        if !shows || Checked::new(&damaged, &columns).holds() {
            continue;
        }
        let repairs = repair::rows(kind, &damaged, &lines, &columns, first, style);
        let one = match kind {
            DamageKind::MergeCells => "the fused cell can be cut in one way only",
            DamageKind::ShiftedRow => "only the row moved back satisfies all identities",
            DamageKind::ExtraCells => "one place only can give up a zero cell",
            _ => "one place only can take the missing zero cell",
        };
        let distribution = if whole { None } else { number(damaged.lines[lines[0]].kind) };
        return Some(Done { distribution, cells: vec![], repairs, basis: basis(repairs, one) });
    }
    table.blocks[block] = original;
    None
}

/// Moves the cells of one line; false where the damage does not fit there.
fn move_cells(
    kind: DamageKind,
    cells: &mut Vec<Cell>,
    first: usize,
    at: usize,
    blank_between: bool,
) -> bool {
    let zero = |c: &Cell| matches!(c, Cell::Amount(v) if v.is_zero());
    let nothing = |c: &Cell| zero(c) || matches!(c, Cell::Blank | Cell::Fraction(_));
    match kind {
        DamageKind::MergeCells => {
            if at + 1 >= cells.len() || !matches!(cells[at], Cell::Amount(_)) {
                return false;
            }
            let (a, b) = (cells[at].clone(), cells.remove(at + 1));
            if !matches!(b, Cell::Amount(_)) {
                return false;
            }
            cells[at] = Cell::Fused(Box::new(a), Box::new(b), blank_between);
            cells.push(Cell::Blank);
        }
        DamageKind::ExtraCells | DamageKind::ShiftedRow => {
            let at = if kind == DamageKind::ShiftedRow { first } else { at };
            let blank = kind == DamageKind::ShiftedRow;
            if !cells.last().is_some_and(nothing) {
                return false;
            }
            cells.pop();
            let new = if blank { Cell::Blank } else { Cell::Amount(Decimal::ZERO) };
            cells.insert(at, new);
        }
        DamageKind::MissingCells => {
            if !zero(&cells[at]) {
                return false;
            }
            cells.remove(at);
            cells.push(Cell::Blank);
        }
        _ => return false,
    }
    true
}

fn drop_middle(table: &mut Table, block: usize, style: &Style) -> Option<Done> {
    let complete = |b: &Block| b.lines.len() == 3 && b.lines.iter().all(|l| !l.dropped);
    if !style.shape.is_stacked() || !style.totals || !complete(&table.blocks[block]) {
        return None;
    }
    let others = table.blocks.iter().filter(|b| complete(b)).count() - 1;
    // The second line must have held something, or nothing is lost.
    let checked = Checked::new(&table.blocks[block], &table.columns);
    if checked.is_zero(1) {
        return None;
    }
    let lines = &mut table.blocks[block].lines;
    lines[1].dropped = true;
    let cells = table
        .columns
        .iter()
        .enumerate()
        .filter_map(|(c, f)| match (&lines[1].cells[c], &lines[2].cells[c]) {
            (Cell::Amount(truth), Cell::Amount(total)) if truth != total => Some(Changed {
                distribution: Some(2),
                field: f.name().to_owned(),
                truth: Some(decimal::plain(*truth)),
                printed: Some(decimal::plain(*total)),
            }),
            _ => None,
        })
        .collect::<Vec<_>>();
    if cells.is_empty() {
        return None;
    }
    Some(Done {
        distribution: Some(2),
        cells,
        repairs: usize::from(others >= 2),
        basis: format!(
            "total less first line, by the convention of {others} other securities of the layout"
        ),
    })
}

fn duplicate(rng: &mut Rng, table: &mut Table, block: usize, style: &Style) -> Option<Done> {
    if style.shape.is_stacked() || !style.repeat_names {
        return None;
    }
    let checked = Checked::new(&table.blocks[block], &table.columns);
    let lines = &mut table.blocks[block].lines;
    let candidates: Vec<usize> = (0..lines.len())
        .filter(|l| lines[*l].kind != LineKind::Total && !checked.is_zero(*l))
        .collect();
    if candidates.is_empty() {
        return None;
    }
    let l = *rng.pick(&candidates);
    let twice = lines[l].clone();
    lines.insert(l, twice);
    let distribution = number(lines[l].kind);
    let has_total = lines.iter().any(|l| l.kind == LineKind::Total);
    Some(Done {
        distribution,
        cells: vec![Changed {
            distribution,
            field: "line".to_owned(),
            truth: Some("once".to_owned()),
            printed: Some("twice".to_owned()),
        }],
        repairs: usize::from(has_total),
        basis: if has_total {
            "one line only can go so that the printed total holds".to_owned()
        } else {
            "no printed total tells a repeat from a second payment".to_owned()
        },
    })
}

fn dates(rng: &mut Rng, table: &mut Table, block: usize) -> Option<Done> {
    let [record, ex, payable] = Field::DATES.map(|f| table.column(f));
    let (record, ex, payable) = (record?, ex?, payable?);
    let lines = &table.blocks[block].lines;
    let fits: Vec<usize> = (0..lines.len())
        .filter(|l| {
            match (&lines[*l].cells[record], &lines[*l].cells[ex], &lines[*l].cells[payable]) {
                // After the change the payable date stands before the record date, or long before
                // the ex-dividend date.
                (Cell::Date(r), Cell::Date(e), Cell::Date(p)) => {
                    e < r || (e < p && plus(*r, 1) <= *p)
                }
                _ => false,
            }
        })
        .filter(|l| lines[*l].cells[ex] != lines[*l].cells[payable])
        .collect();
    if fits.is_empty() {
        return None;
    }
    let l = *rng.pick(&fits);
    let cells = &lines[l].cells;
    let true_dates = [&cells[record], &cells[ex], &cells[payable]].map(Clone::clone);
    let elsewhere = table.blocks.iter().enumerate().filter(|(i, _)| *i != block).any(|(_, b)| {
        b.lines
            .iter()
            .any(|l| [&l.cells[record], &l.cells[ex], &l.cells[payable]] == true_dates.each_ref())
    });
    let iso = |c: &Cell| match c {
        Cell::Date(d) => Some(d.to_string()),
        _ => None,
    };
    let distribution = number(lines[l].kind);
    let changed = |field: Field, truth: &Cell, printed: &Cell| Changed {
        distribution,
        field: field.name().to_owned(),
        truth: iso(truth),
        printed: iso(printed),
    };
    let cells = vec![
        changed(Field::ExDividendDate, &true_dates[1], &true_dates[2]),
        changed(Field::PayableDate, &true_dates[2], &true_dates[1]),
    ];
    table.blocks[block].lines[l].cells.swap(ex, payable);
    Some(Done {
        distribution,
        cells,
        repairs: usize::from(elsewhere),
        basis: if elsewhere {
            "another security prints the same three dates in order".to_owned()
        } else {
            "no other security prints the same dates".to_owned()
        },
    })
}

fn bad_cusip(rng: &mut Rng, table: &mut Table, block: usize, style: &Style) -> Option<Done> {
    let column = table.column(Field::Cusip)?;
    let lines = &mut table.blocks[block].lines;
    let printing: Vec<usize> =
        (0..lines.len()).filter(|l| matches!(lines[*l].cells[column], Cell::Cusip(_))).collect();
    let Some(Cell::Cusip(truth)) = printing.first().map(|l| lines[*l].cells[column].clone()) else {
        return None;
    };
    let mut printed = truth.clone().into_bytes();
    let i = rng.below(5);
    printed[i] = b'0' + (printed[i] - b'0' + 1 + rng.below(8) as u8) % 10;
    let printed = String::from_utf8(printed).ok()?;
    if cusip::is_valid(&printed) || printed == truth {
        return None;
    }
    // Where the number stands on several lines, one of them is changed, or all.
    let several = !style.shape.is_stacked() && printing.len() > 1;
    let some = several && rng.chance(60);
    let damaged = if some { vec![*rng.pick(&printing)] } else { printing };
    for l in &damaged {
        lines[*l].cells[column] = Cell::Cusip(printed.clone());
    }
    let cells = damaged
        .iter()
        .map(|l| Changed {
            distribution: number(lines[*l].kind),
            field: "cusip".to_owned(),
            truth: Some(truth.clone()),
            printed: Some(printed.clone()),
        })
        .collect();
    Some(Done {
        distribution: damaged.first().and_then(|l| number(lines[*l].kind)),
        cells,
        repairs: if some { 1 } else { 2 },
        basis: if some {
            "the other lines of the security print the true number".to_owned()
        } else {
            "several one-character changes give a valid check digit".to_owned()
        },
    })
}

/// The amounts that two states of a block print differently.
fn differences(before: &Block, after: &Block, columns: &[Field]) -> Vec<Changed> {
    let mut out = Vec::new();
    for (truth, printed) in before.lines.iter().zip(&after.lines) {
        let Some(distribution) = number(truth.kind) else { continue };
        for (c, field) in columns.iter().enumerate() {
            let (a, b) = (&truth.cells[c], printed.cells.get(c).unwrap_or(&Cell::Blank));
            if field.is_amount() && plain(a) != plain(b) {
                out.push(Changed {
                    distribution: Some(distribution),
                    field: field.name().to_owned(),
                    truth: plain(a),
                    printed: plain(b),
                });
            }
        }
    }
    out
}

fn plain(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Amount(v) | Cell::Fraction(v) => Some(decimal::plain(*v)),
        Cell::Fused(..) => Some("fused".to_owned()),
        _ => None,
    }
}
