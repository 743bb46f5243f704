//! What a rule is shown: a table, a security, or one line of figures.

use crate::rule::Rule;
use crate::scan::{Fields, Scan};
use crate::sink::At;
use rayon::prelude::*;
use yearend_model::{
    Amounts, Date, Decimal, Distribution, Field, Finding, Kind, Layout, Place, Reading, Security,
    Status, decimal,
};

/// Lines that state a column before it counts as a habit.
const FEWEST: usize = 4;

/// A primary layout with its index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Table<'a> {
    /// Its index in the reading.
    pub(crate) index: usize,
    /// The layout.
    pub(crate) layout: &'a Layout,
    stated: Fields,
    habit: Fields,
}

impl<'a> Table<'a> {
    /// The primary layouts of a reading.
    pub(crate) fn of(reading: &'a Reading) -> impl Iterator<Item = Table<'a>> {
        let tables = reading.layouts.iter().enumerate();
        tables.filter(|(_, l)| l.kind == Kind::Primary).map(|(index, layout)| Table {
            index,
            layout,
            stated: Fields::default(),
            habit: Fields::default(),
        })
    }

    /// The table with one look taken at which fields its lines state.
    pub(crate) fn scanned(self) -> Table<'a> {
        let securities = self.layout.securities.as_slice();
        let Stated { lines, by_field, zeros } = if securities.len() < 2 * MANY {
            Stated::by(securities)
        } else {
            securities.par_chunks(MANY).map(Stated::by).reduce(|| Stated::NOTHING, Stated::and)
        };
        let count = |f: &Field| by_field[usize::from(f.column())];
        let usual = |f: &Field| count(f) >= FEWEST && count(f) * 3 >= lines * 2;
        let amounts = || Field::amounts().filter(|f| count(f) > 0);
        Table {
            stated: amounts().collect(),
            habit: amounts().filter(|f| usual(f) && zeros.contains(*f)).collect(),
            ..self
        }
    }

    /// The tables of a document together: what a column of a table of a line or two holds, the
    /// others show.
    pub(crate) fn beside(tables: &mut [Table<'a>]) {
        let mut all = Fields::default();
        tables.iter().for_each(|t| all.extend(t.stated));
        let lines = |t: &Table<'_>| -> usize {
            t.layout.securities.iter().map(|s| s.distributions.len()).sum()
        };
        tables.iter_mut().filter(|t| lines(t) < FEWEST).for_each(|t| t.stated = all);
    }

    /// Its securities.
    pub(crate) fn securities(self) -> impl Iterator<Item = Line<'a>> {
        self.layout.securities.iter().enumerate().map(move |(i, security)| Line {
            at: At { layout: Some(self.index), security: Some(i), distribution: None },
            layout: self.layout,
            stated: self.stated,
            habit: self.habit,
            security,
            distribution: None,
            amounts: None,
            scan: Scan::UNKNOWN,
            place: security.place,
        })
    }

    /// A position that names the table and no security.
    pub(crate) fn at(self) -> At {
        At { layout: Some(self.index), ..At::default() }
    }
}

/// Securities that are looked at as one piece of work.
const MANY: usize = 256;

/// How many lines of some securities state each field, and which fields are zero in any.
struct Stated {
    lines: usize,
    by_field: [usize; Field::ALL.len() + 1],
    zeros: Fields,
}

impl Stated {
    const NOTHING: Stated =
        Stated { lines: 0, by_field: [0; Field::ALL.len() + 1], zeros: Fields::NONE };

    fn by(securities: &[Security]) -> Stated {
        let mut stated = Stated::NOTHING;
        for line in securities.iter().flat_map(|s| &s.distributions) {
            stated.lines += 1;
            for (field, value) in line.amounts.iter() {
                stated.by_field[usize::from(field.column())] += 1;
                if value.amount.is_zero() {
                    stated.zeros.insert(field);
                }
            }
        }
        stated
    }

    fn and(mut self, other: Stated) -> Stated {
        self.lines += other.lines;
        self.by_field.iter_mut().zip(other.by_field).for_each(|(n, more)| *n += more);
        self.zeros.extend(other.zeros);
        self
    }
}

/// A security, or one of its lines: a distribution, or the printed total.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'a> {
    /// Where it is in the reading.
    pub(crate) at: At,
    /// Its table.
    pub(crate) layout: &'a Layout,
    stated: Fields,
    habit: Fields,
    /// Its security.
    pub(crate) security: &'a Security,
    /// The distribution, unless this is the security itself or its printed total.
    pub(crate) distribution: Option<&'a Distribution>,
    amounts: Option<&'a Amounts>,
    /// What is known of its amounts without looking at them.
    pub(crate) scan: Scan,
    /// Where it begins.
    pub(crate) place: Place,
}

impl<'a> Line<'a> {
    /// The distributions of the security.
    pub(crate) fn lines(self) -> impl Iterator<Item = Line<'a>> + Clone {
        self.security.distributions.iter().enumerate().map(move |(i, d)| Line {
            at: At { distribution: Some(i), ..self.at },
            distribution: Some(d),
            amounts: Some(&d.amounts),
            place: d.place,
            ..self
        })
    }

    /// The printed total of the security as a line.
    pub(crate) fn total(self) -> Option<Line<'a>> {
        let total = self.security.total.as_ref()?;
        let at = At { distribution: None, ..self.at };
        let amounts = Some(&total.amounts);
        Some(Line { at, distribution: None, amounts, place: total.place, ..self })
    }

    /// The line with one look taken at its amounts.
    pub(crate) fn scanned(self) -> Line<'a> {
        Line { scan: self.amounts.map_or(Scan::UNKNOWN, Scan::of), ..self }
    }

    /// Whether a cell is blank in a column that other lines of the table fill (of the document,
    /// where the table is of a line or two).
    pub(crate) fn lacks(self, field: Field) -> bool {
        self.stated.contains(field) && !self.states(field)
    }

    /// Whether a cell is blank in a column that most lines of the table fill, with zeros too.
    pub(crate) fn lacks_zero(self, field: Field) -> bool {
        self.habit.contains(field) && !self.states(field)
    }

    /// Whether this is a printed total.
    pub(crate) fn is_total(self) -> bool {
        self.distribution.is_none() && self.amounts.is_some()
    }

    /// Whether a field is stated.
    pub(crate) fn states(self, field: Field) -> bool {
        self.amounts.is_some_and(|a| a.states(field))
    }

    /// The stated amount of a field.
    pub(crate) fn amount(self, field: Field) -> Option<Decimal> {
        self.amounts?.amount(field)
    }

    /// The amount of a field, or zero.
    pub(crate) fn or_zero(self, field: Field) -> Decimal {
        self.amount(field).unwrap_or_default()
    }

    /// The sum of the fields that are stated.
    pub(crate) fn sum(self, fields: &[Field]) -> Decimal {
        let held = fields.iter().filter(|f| self.scan.may_hold(**f));
        decimal::sum(held.filter_map(|f| self.amount(*f)))
    }

    /// The amounts of the line, if it is one.
    pub(crate) fn amounts(self) -> Option<&'a Amounts> {
        self.amounts
    }

    /// Whether it restates earlier figures. A total does if any of the lines it sums does.
    pub(crate) fn restates(self) -> bool {
        match self.distribution {
            Some(d) => d.restates(),
            None => self.security.distributions.iter().any(Distribution::restates),
        }
    }

    /// Whether it is flagged as a reclassification.
    pub(crate) fn is_reclass(self) -> bool {
        self.distribution.is_some_and(|d| d.status == Some(Status::Reclass))
    }

    /// One of the line's dates, if it is a date.
    pub(crate) fn date(self, field: Field) -> Option<Date> {
        self.distribution?.date(field)?.date
    }

    /// The tax year of the table.
    pub(crate) fn year(self) -> Option<i16> {
        self.layout.tax_year.and_then(|y| i16::try_from(y.get()).ok())
    }

    /// Where a field of the line stands; the line itself where that is not known.
    pub(crate) fn place_of(self, field: Field) -> Place {
        let amount = self.amounts.and_then(|a| a.get(field)).map(|v| v.place);
        let date = self.distribution.and_then(|d| d.date(field)).and_then(|d| d.place);
        amount.or(date).filter(|p| *p != Place::default()).unwrap_or(self.place)
    }

    /// A finding about the security or line, with its place.
    pub(crate) fn finding(self, rule: &Rule, message: impl Into<String>) -> Finding {
        self.named(rule, message).at(self.place)
    }

    /// A finding about a field of the line, at the field's place.
    pub(crate) fn finding_on(
        self,
        rule: &Rule,
        field: Field,
        message: impl Into<String>,
    ) -> Finding {
        self.named(rule, message).field(field).at(self.place_of(field))
    }

    fn named(self, rule: &Rule, message: impl Into<String>) -> Finding {
        let finding = rule.finding(message).cusip(self.security.cusip.as_str());
        match self.at.distribution {
            Some(i) => finding.distribution(i),
            None => finding,
        }
    }
}
