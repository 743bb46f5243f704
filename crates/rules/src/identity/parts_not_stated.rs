//! YE0333: a box without the parts that its table has columns for.

use crate::identity::BOXES;
use crate::line::Line;
use crate::rule::rule;
use crate::sink::Sink;
use crate::words;
use yearend_model::{Decimal, Field};

rule! {
    /// A box is stated, but not the parts that make it up.
    ///
    /// ## What it checks
    /// Where a line states box 1a, 1b, 5 or 2e (columns 17, 21, 36, 40) and a part of it is blank
    /// that other lines of the table state, or that has a column beside parts that are stated, or,
    /// of boxes 1b, 5 and 2e, that the table leaves out beside them, the parts that are stated sum to
    /// the box. Foreign tax that column 27 states and column 16 leaves
    /// blank counts. One lost part follows from the others and is filled in; where several cells are blank nothing says
    /// which of them holds the rest.
    ///
    /// ## Why it matters
    /// Income and short-term gain are treated differently by states and by nonresident
    /// withholding (section 871(k)): a blank cell is read as zero where it is not.
    ///
    /// ## What to do
    /// Ask the sender for the parts.
    ///
    /// ## Authority
    /// ICI Primary Layout, headings of columns 17, 21, 36 and 40.
    "YE0333", "parts-not-stated", Warning, since "0.1",
    Figures(check)
}

/// Boxes whose parts a table leaves out only where they are nothing throughout.
const WHOLE: [Field; 3] =
    [Field::QualifiedDividends, Field::Section199aDividends, Field::Section897OrdinaryDividends];

/// The first part that is blank where other lines state it; or, of a box whose breakdown the line
/// states in part, where it has a column or is one that tables leave out where it is nothing.
fn blank<'f>(line: &Line<'_>, of: Field, parts: &'f [Field]) -> Option<&'f Field> {
    let lacking = parts.iter().find(|f| line.lacks(**f));
    let told = |f: &&Field| line.states(**f);
    let mut open = parts.iter().filter(|f| !told(f));
    let whole = parts.iter().any(|f| told(&f))
        && open.clone().all(|f| WHOLE.contains(&of) || line.layout.column(*f).is_some());
    lacking.or_else(|| open.next().filter(|_| whole))
}

/// The foreign tax in box 1a that a line states as column 27 alone.
fn tax_elsewhere(line: &Line<'_>, field: Field) -> Decimal {
    let inside = line.amount(Field::ForeignTaxInOrdinary);
    let alone = field == Field::OrdinaryDividends && inside.is_none();
    if alone { line.or_zero(Field::ForeignTaxPaid) } else { Decimal::ZERO }
}

fn check(line: &Line<'_>, sink: &mut Sink) {
    if line.is_total() {
        return;
    }
    for field in BOXES {
        if !line.scan.may_hold(field) {
            continue;
        }
        let parts = field.info().parts;
        let stated = line.or_zero(field);
        let sum: Decimal = line.sum(parts);
        let Some(first) = blank(line, field, parts) else { continue };
        if stated.is_zero()
            || sum == stated
            || sum.saturating_add(tax_elsewhere(line, field)) == stated
        {
            continue;
        }
        let message = format!(
            "{} is {}, and the stated ones of {} are {}",
            words::column(field),
            words::figure(stated),
            words::sum_of(parts),
            words::figure(sum)
        );
        let finding = line.finding_on(&RULE, *first, message);
        sink.push(line.at, finding.help("cells of its parts are blank; ask what they hold"));
    }
}
