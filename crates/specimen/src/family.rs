//! A fund family's securities of a year, as layouts that keep every identity, bound and date rule.

use crate::calendar::{Dates, Habit};
use crate::names::{self, Registry, ShareClass};
use crate::profile::{Event, Profile};
use crate::rng::Rng;
use yearend_model::{Contact, DateValue, Distribution, Field, Kind, Layout, Security, TaxYear};

/// What a family is to be.
#[derive(Clone, Copy, Debug)]
pub struct Wish {
    /// The tax year.
    pub year: TaxYear,
    /// How many funds; each has one to four share classes.
    pub funds: usize,
    /// One layout for each share class, rather than one for all.
    pub layout_per_class: bool,
    /// How often its funds distribute.
    pub rhythm: Rhythm,
}

/// How often the funds of a family distribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rhythm {
    /// Each as it likes.
    Any,
    /// Once or twice a year without restated lines, as stacked cells show them.
    Few,
    /// Each quarter.
    Quarterly,
}

/// A family with its securities.
#[derive(Clone, Debug)]
pub struct Family {
    /// Its name.
    pub name: String,
    /// The tax year.
    pub year: TaxYear,
    /// Every amount of every distribution, zero or not.
    pub layouts: Vec<Layout>,
    /// People to ask.
    pub contacts: Vec<Contact>,
    /// How many decimal places its figures have.
    pub scale: u32,
}

struct Fund {
    name: String,
    /// The classes it has, as indices of the family's classes.
    classes: usize,
    events: Vec<Event>,
}

impl Family {
    /// A random family.
    pub fn random(rng: &mut Rng, wish: Wish) -> Family {
        let name = names::family(rng);
        let classes = names::share_classes(rng);
        let issuers = 1 + rng.below(3);
        let mut registry = Registry::new(rng, issuers);
        let exchange_traded = classes.len() == 1 && rng.chance(50);
        let habit = Habit::random(rng);
        let scale = *rng.pick(&[4, 5, 6, 8, 8, 9]);
        let funds: Vec<Fund> = (0..wish.funds)
            .map(|i| fund(rng, &name, i, classes.len(), wish, habit, 10i64.pow(scale)))
            .collect();
        let mut by_class: Vec<Vec<Security>> = vec![Vec::new(); classes.len()];
        for fund in &funds {
            for (k, class) in classes.iter().enumerate().take(fund.classes) {
                let suffix = if wish.layout_per_class { "" } else { class.suffix.as_str() };
                let security = Security {
                    cusip: registry.cusip(rng),
                    ticker: (!rng.chance(8)).then(|| registry.ticker(rng, exchange_traded)),
                    name: format!("{}{suffix}", fund.name),
                    distributions: distributions(fund, class, wish.year, scale),
                    ..Security::default()
                };
                by_class[k].push(security);
            }
        }
        let tables = if wish.layout_per_class {
            by_class
        } else {
            vec![by_class.into_iter().flatten().collect()]
        };
        let layouts = tables
            .into_iter()
            .zip(classes.iter().map(Some).chain(std::iter::repeat(None)))
            .filter(|(securities, _)| !securities.is_empty())
            .map(|(mut securities, class)| {
                securities.sort_by(|a, b| a.cusip.cmp(&b.cusip));
                Layout {
                    kind: Kind::Primary,
                    tax_year: Some(wish.year),
                    share_class: class
                        .filter(|c| wish.layout_per_class && !c.suffix.is_empty())
                        .map(|c| c.suffix.trim_matches([' ', '-', '–', ',']).to_owned()),
                    securities,
                    ..Layout::default()
                }
            })
            .collect();
        let contacts = names::contacts(rng, &name);
        Family { name, year: wish.year, layouts, contacts, scale }
    }
}

fn fund(
    rng: &mut Rng,
    family: &str,
    index: usize,
    classes: usize,
    wish: Wish,
    habit: Habit,
    one: i64,
) -> Fund {
    let profile = Profile::random(rng, wish.rhythm);
    let names = profile.names();
    // A second fund of one name is told apart by a numeral, as real families do.
    let numeral = match index / names.len() {
        0 => String::new(),
        n => format!(" {}", n + 1),
    };
    Fund {
        name: format!("{family} {}{numeral}", names[index % names.len()]),
        classes: 1 + rng.below(classes),
        events: profile.events(rng, wish.year, habit, one),
    }
}

fn distributions(fund: &Fund, class: &ShareClass, year: TaxYear, scale: u32) -> Vec<Distribution> {
    let share = |units: i64| units * class.income_percent / 100;
    fund.events
        .iter()
        .map(|event| {
            let mut figures = event.figures.clone();
            figures.income = share(figures.income);
            figures.return_of_capital = share(figures.return_of_capital);
            figures.exempt_interest = share(figures.exempt_interest);
            figures.prior_year = share(figures.prior_year);
            figures.next_year = share(figures.next_year);
            if figures.exempt_interest == 0 {
                figures.amt_e4 = 0;
            }
            let mut d = dated(event.dates);
            d.status = event.status;
            d.amounts = figures.amounts(year, scale);
            d
        })
        .collect()
}

fn dated(dates: Dates) -> Distribution {
    let date = |d| DateValue { date: Some(d), ..DateValue::default() };
    let mut out = Distribution::default();
    for (field, day) in [(Field::ExDividendDate, dates.ex), (Field::PayableDate, dates.payable)] {
        if let Some(v) = out.date_mut(field) {
            *v = date(day);
        }
    }
    out.record_date = match dates.record {
        Some(day) => date(day),
        None => DateValue { text: Some("DAILY".to_owned()), ..DateValue::default() },
    };
    out
}
