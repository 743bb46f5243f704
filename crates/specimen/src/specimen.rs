//! A document with its truth.

use crate::damage::{Changed, Damage, DamageKind, damage};
use crate::family::{Family, Rhythm, Wish};
use crate::rng::Rng;
use crate::style::{Shape, Style};
use crate::table::{LineKind, Table};
use crate::text::{self, Cover};
use yearend_model::{Amounts, Contact, Distribution, Field, Layout, TaxYear, Value};

/// A document with its truth.
#[derive(Clone, Debug)]
pub struct Specimen {
    /// A file name that fits the content.
    pub name: String,
    /// The document.
    pub bytes: Vec<u8>,
    /// How it is laid out.
    pub style: Style,
    /// The family.
    pub family: String,
    /// The truth: what the document states, or would state without damage.
    pub layouts: Vec<Layout>,
    /// True amounts that are not zero and that the document has no column for, in the order of
    /// layouts, securities and distributions.
    pub unstated: Vec<Vec<Vec<Amounts>>>,
    /// The contacts that it prints.
    pub contacts: Vec<Contact>,
    /// What was done to it.
    pub damage: Vec<Damage>,
}

impl Specimen {
    /// A document without damage: any valid family in any style of the shape.
    #[must_use]
    pub fn clean(seed: u64, shape: Shape) -> Specimen {
        Draft::random(&mut Rng::new(seed), seed, shape, false).finish()
    }

    /// A document without damage that prints every column of its year and every zero.
    #[must_use]
    pub fn fully_stated(seed: u64, shape: Shape) -> Specimen {
        Draft::random(&mut Rng::new(seed), seed, shape, true).finish()
    }

    /// A document of one to four damages of the kinds; `full` as in [`Specimen::fully_stated`].
    #[must_use]
    pub fn damaged(seed: u64, shape: Shape, kinds: &[DamageKind], full: bool) -> Specimen {
        let rng = &mut Rng::new(seed);
        let mut draft = Draft::random(rng, seed, shape, full);
        let wanted = 1 + rng.below(4);
        for _ in 0..wanted * 6 {
            if draft.damage.len() < wanted {
                let kind = *rng.pick(kinds);
                draft.damage_one(rng, kind);
            }
        }
        draft.finish()
    }

    /// A document whose title, or whose headings, name the year before. None where the style
    /// does not print both, so that nothing contradicts the misprint.
    #[must_use]
    pub fn wrong_year(seed: u64, shape: Shape) -> Option<Specimen> {
        let rng = &mut Rng::new(seed);
        let mut draft = Draft::random(rng, seed, shape, false);
        let years = [Field::PriorYear, Field::NextYear, Field::CurrentYear];
        let printed = years.iter().any(|f| draft.style.columns.contains(f));
        if draft.style.title.is_none() || !draft.style.headings.prints_years() || !printed {
            return None;
        }
        let year = draft.family.year.get() as i16;
        let basis = if rng.chance(50) {
            draft.style.title_year -= 1;
            "the title names the year before; column headings and payable dates agree"
        } else {
            draft.style.headings.year -= 1;
            "the column headings name the year before; title and payable dates agree"
        };
        draft.tables = draft.family.layouts.iter().map(|l| Table::new(l, &draft.style)).collect();
        draft.damage.push(Damage {
            kind: "wrong_year_header",
            layout: 0,
            cusip: None,
            distribution: None,
            cells: vec![Changed {
                distribution: None,
                field: "tax_year".to_owned(),
                truth: Some(year.to_string()),
                printed: Some((year - 1).to_string()),
            }],
            repairable: true,
            basis: basis.to_owned(),
        });
        Some(draft.finish())
    }

    /// A large clean document, for measuring: so many securities of four distributions each.
    #[must_use]
    pub fn large(seed: u64, shape: Shape, securities: usize) -> Specimen {
        let rng = &mut Rng::new(seed);
        let mut draft = Draft::random(rng, seed, shape, true);
        let wish = Wish {
            year: draft.family.year,
            // Some funds have a January distribution and are left out.
            funds: securities + securities / 4 + 10,
            layout_per_class: false,
            rhythm: Rhythm::Quarterly,
        };
        let mut family = Family::random(rng, wish);
        // The style is of another family; figures are printed with all of their places.
        draft.style.numbers.scale = family.scale;
        let mut layout = family.layouts.remove(0);
        layout.securities.retain(|s| s.distributions.len() == 4);
        layout.securities.truncate(securities);
        draft.family.layouts = vec![layout];
        draft.tables = draft.family.layouts.iter().map(|l| Table::new(l, &draft.style)).collect();
        draft.finish()
    }
}

/// A specimen before it is text.
struct Draft {
    name: String,
    family: Family,
    style: Style,
    tables: Vec<Table>,
    damage: Vec<Damage>,
}

impl Draft {
    fn random(rng: &mut Rng, seed: u64, shape: Shape, full: bool) -> Draft {
        let year = TaxYear::new(2007 + rng.below(20) as u16).unwrap_or(TaxYear::LAST);
        let wish = Wish {
            year,
            funds: 2 + rng.below(10),
            layout_per_class: rng.chance(30) && shape != Shape::Transposed,
            rhythm: if shape.is_stacked() { Rhythm::Few } else { Rhythm::Any },
        };
        let mut family = Family::random(rng, wish);
        let style = Style::random(rng, shape, year, family.scale, &family.layouts, full);
        if !style.numbers.states_zero() {
            leave_out_nothing(&mut family);
        }
        let tables = family.layouts.iter().map(|l| Table::new(l, &style)).collect();
        let extension = match shape {
            Shape::Csv | Shape::CsvStacked | Shape::Transposed => "csv",
            _ => "txt",
        };
        let name = format!("x{seed:04}-{}-{year}.{extension}", shape.name());
        Draft { name, family, style, tables, damage: Vec::new() }
    }

    fn damage_one(&mut self, rng: &mut Rng, kind: DamageKind) {
        let layout = rng.below(self.tables.len());
        let block = rng.below(self.tables[layout].blocks.len());
        let truth = &self.family.layouts[layout];
        let cusip = &truth.securities[self.tables[layout].blocks[block].security].cusip;
        if self.damage.iter().any(|d| d.cusip.as_ref() == Some(cusip)) {
            return;
        }
        let table = &mut self.tables[layout];
        self.damage.extend(damage(rng, kind, (layout, truth), table, block, &self.style));
    }

    fn finish(self) -> Specimen {
        let Draft { name, family, style, tables, damage } = self;
        let contacts = if style.contacts { family.contacts.clone() } else { Vec::new() };
        let cover = Cover {
            family: family.name.clone(),
            year: family.year,
            share_classes: family.layouts.iter().map(|l| l.share_class.clone()).collect(),
            contacts: contacts.clone(),
        };
        let bytes = text::bytes(&text::document(&cover, &tables, &style), &style);
        let truth = |l: &Layout| stated(l, &style);
        let unstated = family.layouts.iter().map(|l| unstated(l, &style)).collect();
        let layouts = family.layouts.iter().map(truth).collect();
        Specimen { name, bytes, style, family: family.name, layouts, unstated, contacts, damage }
    }
}

/// Takes out distributions of nothing, which a document that prints no zero does not show.
fn leave_out_nothing(family: &mut Family) {
    for layout in &mut family.layouts {
        for security in &mut layout.securities {
            let something = |d: &Distribution| d.amounts.iter().any(|(_, v)| !v.amount.is_zero());
            security.distributions.retain(something);
        }
        layout.securities.retain(|s| !s.distributions.is_empty());
    }
    family.layouts.retain(|l| !l.securities.is_empty());
    if family.layouts.is_empty() {
        *family = Family::random(
            &mut Rng::new(7),
            Wish { year: family.year, funds: 3, layout_per_class: false, rhythm: Rhythm::Few },
        );
    }
}

/// What a document in that style states of the layout.
fn stated(layout: &Layout, style: &Style) -> Layout {
    let table = Table::new(layout, style);
    let mut out = layout.clone();
    for block in &table.blocks {
        for line in &block.lines {
            let LineKind::Distribution(i) = line.kind else { continue };
            let distribution = &mut out.securities[block.security].distributions[i];
            let all = std::mem::take(&mut distribution.amounts);
            for (field, cell) in table.columns.iter().zip(&line.cells) {
                if let Some(v) = all.get(*field).filter(|_| cell.states(&style.numbers)) {
                    distribution.amounts.set(*field, *v);
                }
            }
            if table.column(Field::CusipChange).is_none() {
                distribution.cusip_change = None;
            }
        }
    }
    out
}

/// The true amounts that are not zero and have no column.
fn unstated(layout: &Layout, style: &Style) -> Vec<Vec<Amounts>> {
    let hidden = |d: &Distribution| {
        let mut out = Amounts::default();
        let columns = &style.columns;
        for (field, v) in d.amounts.iter().filter(|(f, _)| !columns.contains(f)) {
            if !v.amount.is_zero() {
                out.set(field, Value::printed(v.amount, v.place));
            }
        }
        out
    };
    layout.securities.iter().map(|s| s.distributions.iter().map(hidden).collect()).collect()
}
