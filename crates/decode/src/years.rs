//! Which tax year a table is for: what its title, its headings and its payable dates say, and
//! where they disagree.

use crate::heading::years;
use crate::table::Table;
use std::collections::BTreeMap;
use yearend_model::{Kind, Layout, Observation, ObservationKind, Place, TaxYear, YearLabel};

/// A title line: it names a year and speaks of taxes.
pub(crate) fn title(above: &[(String, Place)]) -> Option<(String, YearLabel)> {
    let rank = |text: &str| {
        let lower = text.to_lowercase();
        let says = |w: &str| lower.contains(w);
        match () {
            () if text.len() > 160 || says("as of") => 0,
            () if says("tax") && says("year") => 3,
            () if says("tax") || says("1099") || says("layout") || says("distribution") => 2,
            () if says("year") => 1,
            () => 0,
        }
    };
    above
        .iter()
        .filter_map(|(text, place)| {
            let year = years(text).next()?;
            let rank = rank(text);
            (rank > 0).then(|| (rank, text.clone(), YearLabel { year, place: *place }))
        })
        .max_by_key(|(rank, ..)| *rank)
        .map(|(_, text, label)| (text, label))
}

/// The kind of layout that the texts over a table name.
pub(crate) fn kind(above: &[(String, Place)]) -> Kind {
    let says = |w: &str| above.iter().any(|(t, _)| t.len() < 120 && t.to_lowercase().contains(w));
    if says("secondary layout") {
        Kind::Secondary
    } else if says("nra layout") || says("nonresident") || says("non-resident") {
        Kind::Nra
    } else {
        Kind::Primary
    }
}

/// The fund that the last text over a table names, for tables that print a fund each and leave out
/// the column of names.
pub(crate) fn caption(above: &[(String, Place)]) -> Option<String> {
    above.last().map(|(text, _)| text).filter(|t| names_fund(t)).cloned()
}

/// Whether a text on a line of its own names a fund.
pub(crate) fn names_fund(text: &str) -> bool {
    let lower = text.to_lowercase();
    let said = ["fund", "etf", "trust", "portfolio", "index"];
    let names = lower.split(|c: char| !c.is_alphanumeric()).any(|w| said.contains(&w));
    names && text.len() < 100 && years(text).next().is_none() && !text.ends_with('.')
}

/// The share class that a text over the table or in its first heading names.
pub(crate) fn share_class(above: &[(String, Place)], name_heading: &str) -> Option<String> {
    let is_class = |t: &str| {
        let lower = t.to_lowercase();
        let word = |w: &str| lower.split(|c: char| !c.is_alphanumeric()).any(|x| x == w);
        t.len() < 60
            && (word("class") || word("shares"))
            && !lower.contains("per share")
            && !lower.contains("1099")
            && years(t).next().is_none()
            && !lower.contains("list")
    };
    let over = above.iter().rev().find(|(t, _)| is_class(t)).map(|(t, _)| t.clone());
    let inside = name_heading.rsplit_once(')').map(|(_, t)| t.trim().to_owned());
    over.or_else(|| inside.filter(|t| is_class(t)))
}

/// A year that a heading prints, with the tax year that it implies.
#[derive(Clone, Debug)]
struct Label {
    printed: String,
    implies: u16,
    place: Place,
}

fn labels(table: &Table) -> Vec<Label> {
    table
        .header_cells
        .iter()
        .filter_map(|(text, place)| {
            let year = crate::heading::year_label(text)?;
            let lower = text.to_lowercase();
            let implies = if lower.contains("prior") {
                year + 1
            } else if lower.contains("next") {
                year - 1
            } else {
                year
            };
            Some(Label { printed: text.clone(), implies, place: *place })
        })
        .collect()
}

/// The tax year that a table's title and headings name.
pub(crate) fn printed(table: &Table) -> Option<u16> {
    let mut evidence = Evidence::default();
    evidence.header(table);
    evidence.title(title(&table.above).map(|(_, label)| label));
    evidence.decide()
}

/// The evidence for the tax year of a layout.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evidence {
    labels: Vec<Label>,
    title: Option<YearLabel>,
    /// How many payable dates fall in each year.
    payable: BTreeMap<u16, u32>,
}

impl Evidence {
    pub(crate) fn header(&mut self, table: &Table) {
        self.labels.extend(labels(table));
    }

    pub(crate) fn title(&mut self, title: Option<YearLabel>) {
        self.title = self.title.or(title);
    }

    pub(crate) fn payments(&mut self, layout: &Layout) {
        for d in layout.securities.iter().flat_map(|s| &s.distributions) {
            let Some(date) = d.payable_date.date else { continue };
            // A January payment may belong to either year.
            if date.month() > 1
                && let Ok(year) = u16::try_from(date.year())
            {
                *self.payable.entry(year).or_default() += 1;
            }
        }
    }

    /// The year that most evidence supports: payable dates, then the title, then the headings;
    /// two that agree outvote the third.
    pub(crate) fn decide(&self) -> Option<u16> {
        let paid = self.payable.iter().max_by_key(|(_, n)| **n).map(|(y, _)| *y);
        let title = self.title.map(|t| t.year);
        let mut votes: BTreeMap<u16, u32> = BTreeMap::new();
        for l in &self.labels {
            *votes.entry(l.implies).or_default() += 1;
        }
        let label = votes.iter().max_by_key(|(_, n)| **n).map(|(y, _)| *y);
        if title.is_some() && title == label {
            return title;
        }
        paid.or(title).or(label)
    }

    /// Sets the layout's year and says what disagrees with it.
    pub(crate) fn settle(&self, layout: &mut Layout, at: usize) -> Vec<Observation> {
        let mut out = Vec::new();
        let Some(year) = self.decide() else {
            let mut o = Observation::new(ObservationKind::NoYearPrinted);
            o.layout = Some(at);
            o.because = "neither a title nor a heading nor a payable date names a year".into();
            return vec![o];
        };
        layout.tax_year = TaxYear::new(year);
        layout.title_year = self.title;
        let observe = |kind, printed: &str, place: Option<Place>| {
            let mut o = Observation::new(kind);
            o.layout = Some(at);
            o.places.extend(place);
            o.printed = printed.to_owned();
            o.used = year.to_string();
            o
        };
        match self.title {
            Some(t) if t.year != year => {
                let printed = t.year.to_string();
                out.push(observe(ObservationKind::TitleYearDiffers, &printed, Some(t.place)));
            }
            None if self.labels.is_empty() => {
                let mut o = observe(ObservationKind::NoYearPrinted, "", None);
                o.because = "the payable dates give it".into();
                out.push(o);
            }
            _ => {}
        }
        let mut seen = std::collections::BTreeSet::new();
        for l in self.labels.iter().filter(|l| l.implies != year) {
            if seen.insert(l.printed.clone()) {
                out.push(observe(ObservationKind::YearLabelDiffers, &l.printed, Some(l.place)));
            }
        }
        for o in &mut out {
            if o.because.is_empty() {
                let paid = self.payable.get(&year).copied().unwrap_or(0);
                o.because = format!("{paid} payable dates fall in {year}");
            }
        }
        out
    }
}
