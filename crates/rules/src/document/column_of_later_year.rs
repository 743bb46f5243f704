//! YE0114: figures in columns that the year did not have.

use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::Field;

rule! {
    /// Figures stand in a column that the layout of the tax year does not have.
    ///
    /// ## What it checks
    /// Columns 33 to 36 (section 199A) hold nothing but zero before 2018, columns 37 to 41
    /// (section 897) before 2021. One finding is made for a security.
    ///
    /// ## Why it matters
    /// The tax year is wrong, or the figures stand in the wrong columns: that year's form has no
    /// box for them.
    ///
    /// ## What to do
    /// Check the tax year first.
    ///
    /// ## Authority
    /// Public Law 115-97, section 11011 (section 199A, from 2018); Form 1099-DIV (revision of
    /// 2021), boxes 2e and 2f.
    "YE0114", "column-of-later-year", Warning, since "0.1",
    Security(check)
}

fn check(security: &Line<'_>, sink: &mut Sink) {
    let Some(year) = security.layout.tax_year else { return };
    let later = || Field::amounts().filter(|f| !year.has(*f));
    if later().next().is_none() {
        return;
    }
    let found = security
        .lines()
        .find_map(|line| later().find(|f| !line.or_zero(*f).is_zero()).map(|f| (line, f)));
    let Some((line, field)) = found else { return };
    let message = format!(
        "{} is {}, but the layout of {year} has no such column",
        words::column(field),
        words::figure(line.or_zero(field))
    );
    let finding = line.finding_on(&RULE, field, message);
    sink.push(line.at, finding.help("check the tax year; the column came later"));
}
