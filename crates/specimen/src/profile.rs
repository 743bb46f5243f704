//! The ways in which funds distribute over a year.

use crate::calendar::{Dates, Habit};
use crate::family::Rhythm;
use crate::figures::Figures;
use crate::names;
use crate::rng::Rng;
use jiff::civil::date;
use yearend_model::{Status, TaxYear};

/// How a fund distributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Profile {
    /// Income each quarter, gains in December.
    Quarterly,
    /// Income in June and December, gains in December.
    SemiAnnual,
    /// Everything once, in December.
    Annual,
    /// Income with foreign tax, gains in December.
    International,
    /// Income accrued daily and paid monthly.
    MonthlyBond,
    /// Exempt interest accrued daily, part of it subject to AMT.
    Municipal,
    /// Quarterly income eligible for section 199A, section 1250 and section 897 gains.
    RealEstate,
    /// Monthly distributions that are mostly return of capital.
    ReturnOfCapital,
    /// Income, and at last the proceeds of liquidation.
    Liquidating,
    /// Dates but nothing distributed.
    Nothing,
}

/// The profiles by how often they occur (a profile stands here once for each chance).
const MIX: &[Profile] = &[
    Profile::Quarterly,
    Profile::Quarterly,
    Profile::Quarterly,
    Profile::SemiAnnual,
    Profile::SemiAnnual,
    Profile::SemiAnnual,
    Profile::Annual,
    Profile::Annual,
    Profile::International,
    Profile::International,
    Profile::MonthlyBond,
    Profile::Municipal,
    Profile::RealEstate,
    Profile::RealEstate,
    Profile::ReturnOfCapital,
    Profile::Liquidating,
];

/// A distribution of a fund, before its share classes part.
#[derive(Clone, Debug)]
pub struct Event {
    /// When.
    pub dates: Dates,
    /// Columns 4 to 6.
    pub status: Option<Status>,
    /// The figures of a class that keeps all income.
    pub figures: Figures,
}

impl Profile {
    /// A profile of that rhythm.
    pub fn random(rng: &mut Rng, rhythm: Rhythm) -> Profile {
        if rhythm == Rhythm::Quarterly {
            return Profile::Quarterly;
        }
        if rng.chance(3) {
            return Profile::Nothing;
        }
        let usual =
            [Profile::SemiAnnual, Profile::SemiAnnual, Profile::Annual, Profile::International];
        *rng.pick(if rhythm == Rhythm::Few { &usual } else { MIX })
    }

    /// Names that such a fund might have.
    #[must_use]
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Profile::International => names::INTERNATIONAL,
            Profile::MonthlyBond => names::BOND,
            Profile::Municipal => names::MUNI,
            Profile::RealEstate => names::REAL_ESTATE,
            Profile::ReturnOfCapital => names::OPTION_INCOME,
            _ => names::EQUITY,
        }
    }

    /// The months of its distributions.
    fn months(self) -> &'static [i8] {
        match self {
            Profile::Quarterly | Profile::RealEstate => &[3, 6, 9, 12],
            Profile::SemiAnnual | Profile::International | Profile::Nothing => &[6, 12],
            Profile::Annual => &[12],
            Profile::Liquidating => &[3, 8],
            Profile::MonthlyBond | Profile::Municipal | Profile::ReturnOfCapital => {
                &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]
            }
        }
    }

    /// The distributions of a year in the order of their dates. `one` is the number of units in a
    /// dollar.
    pub fn events(self, rng: &mut Rng, year: TaxYear, habit: Habit, one: i64) -> Vec<Event> {
        let calendar_year = year.get() as i16;
        let daily = matches!(self, Profile::MonthlyBond | Profile::Municipal);
        let qualified_e4 = self.qualified_e4(rng);
        let mut events: Vec<Event> = Vec::new();
        for &month in self.months() {
            let last = self.months().last() == Some(&month);
            let about = date(calendar_year, month, rng.between(4, 18) as i8);
            let dates = if daily { Habit::daily(calendar_year, month) } else { habit.dates(about) };
            let figures = Figures { qualified_e4, ..self.figures(rng, one, last) };
            events.push(Event { dates, status: None, figures });
        }
        self.january(rng, calendar_year, habit, &mut events);
        self.restatements(rng, &mut events);
        events
    }

    fn qualified_e4(self, rng: &mut Rng) -> i64 {
        match self {
            Profile::MonthlyBond | Profile::Municipal | Profile::Nothing => 0,
            Profile::RealEstate => rng.between(0, 400),
            _ if rng.chance(25) => 10_000,
            _ if rng.chance(15) => 0,
            _ => rng.between(500, 9_900),
        }
    }

    fn figures(self, rng: &mut Rng, one: i64, last: bool) -> Figures {
        let mut some =
            |low: i64, high: i64| rng.between(one * low / 1000, one * high / 1000).max(1);
        let mut f = Figures::default();
        match self {
            Profile::Nothing => return f,
            Profile::Municipal => {
                f.exempt_interest = some(15, 45);
                f.income = some(0, 2);
                f.amt_e4 = some(0, 1000).rem_euclid(10_000);
            }
            Profile::MonthlyBond => f.income = some(20, 60),
            Profile::ReturnOfCapital => {
                f.income = some(5, 120);
                f.return_of_capital = some(50, 900);
            }
            Profile::Liquidating if last => f.cash_liquidation = some(7_000, 21_000),
            _ => f.income = some(20, 600),
        }
        if self == Profile::International {
            f.foreign_tax = some(2, 60);
        }
        if self == Profile::RealEstate {
            f.return_of_capital = some(0, 120);
        }
        let gains = last && !matches!(self, Profile::MonthlyBond | Profile::ReturnOfCapital);
        if gains && rng.chance(75) {
            f.long_gain = rng.between(one / 20, one * 9);
        }
        if gains && rng.chance(45) {
            f.short_gain = rng.between(one / 100, one);
        }
        if self == Profile::RealEstate {
            f.section_199a_e4 = rng.between(6_000, 10_000);
            f.section_897_e4 = if rng.chance(50) { rng.between(100, 4_000) } else { 0 };
            f.section_1250 = f.long_gain * rng.between(0, 30) / 100;
        } else if f.long_gain > 0 && rng.chance(8) {
            f.section_1250 = f.long_gain / 10;
            f.section_1202 = f.long_gain / 50;
            f.collectibles = f.long_gain / 25;
        }
        f
    }

    /// Sometimes a distribution of last December paid this January, or of this December paid in
    /// the next; section 852(b)(7) puts both into the year of their record date.
    fn january(self, rng: &mut Rng, year: i16, habit: Habit, events: &mut Vec<Event>) {
        let fits = matches!(self, Profile::Quarterly | Profile::RealEstate);
        if !fits || !rng.chance(25) {
            return;
        }
        if rng.chance(50) {
            let mut first = events[0].clone();
            let paid = first.figures.income;
            first.figures = Figures { prior_year: paid, ..Figures::default() };
            first.dates = habit.around_new_year(year - 1);
            events.insert(0, first);
        } else {
            let mut last = events[0].clone();
            last.figures.long_gain = 0;
            last.figures.next_year = if rng.chance(50) { last.figures.income / 3 } else { 0 };
            last.dates = habit.around_new_year(year);
            events.push(last);
        }
    }

    /// Sometimes a line that turns return of capital into income, and a corrected line.
    fn restatements(self, rng: &mut Rng, events: &mut Vec<Event>) {
        let Some(i) = events.iter().position(|e| e.figures.return_of_capital > 0) else { return };
        if self == Profile::ReturnOfCapital && rng.chance(40) {
            let original = &events[i];
            let moved = original.figures.return_of_capital / rng.between(2, 6);
            let figures =
                Figures { income: moved, return_of_capital: -moved, ..Figures::default() };
            let line = Event { dates: original.dates, status: Some(Status::Reclass), figures };
            events.insert(i + 1, line);
        } else if rng.chance(10) {
            events[i].status = Some(Status::Corrected);
        }
    }
}
