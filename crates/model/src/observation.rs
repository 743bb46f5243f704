//! What decoding met: evidence, not yet judged.
//!
//! `decode` knows no rule codes and `rules` knows no tokens. Between them stands this list:
//! each kind is turned into a finding by the rule of the same name.

use crate::field::Field;
use crate::place::Place;

/// What was met while decoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ObservationKind {
    // --- repairs: exactly one explanation fits, and its values are used
    /// A value was missing or printed as zero; the identities give it.
    LostValue,
    /// Two digits were exchanged, or a digit mistyped; the identities give the value.
    Misprint,
    /// Two cells were printed as one.
    FusedCells,
    /// A cell too many stood in the row.
    ExtraCell,
    /// A cell was missing from the row, so that what follows stood too far left.
    MissingCell,
    /// A run of cells stood one column off.
    ShiftedCells,
    /// A distribution's line is missing; it is the printed total less the other lines.
    DroppedLine,
    /// A line was printed twice.
    DuplicateLine,
    /// A printed total differs from the sum of the lines, which keep every identity.
    MisprintedTotal,
    /// Dates stood in each other's place.
    SwappedDates,
    /// The CUSIP was mistyped on a line; other lines of the security print it.
    MisprintedCusip,
    // --- no unique explanation: the printed values are kept and must be looked at
    /// Several explanations fit equally well.
    Ambiguous,
    /// No explanation was found.
    Unexplained,
    /// The printed total differs from the sum of the lines and no single repair settles it.
    TotalDiffers,
    /// Two identical lines stand in the security and nothing tells a repeat from a second payment.
    RepeatedLine,
    /// The last line may be the year's total in place of a distribution; nothing tells.
    MayBeTotal,
    // --- cells and rows
    /// A cell holds text that is no amount or date.
    UnreadableCell,
    /// A cell holds more or fewer values than the security has lines.
    UnevenCell,
    /// A row holds amounts but belongs to no security.
    OrphanRow,
    /// A value stands in a column that the header does not name.
    StrayValue,
    /// A flag cell (columns 4 to 6, 32) holds something other than its letters.
    UnknownFlag,
    /// A cell of a workbook shows an error value or a formula without a cached value.
    CellWithoutValue,
    /// The AMT percentage is printed as a figure above 1 and was read as percent.
    PercentAsNumber,
    // --- headers and tables
    /// A heading was not recognised as any field.
    UnknownHeading,
    /// Two columns were recognised as the same field.
    DuplicateColumn,
    /// A column every layout has (CUSIP, payable date, total distribution …) is not there.
    MissingColumn,
    /// A heading prints a formula that differs from the layout's.
    HeadingFormulaDiffers,
    /// A heading's number row contradicts its words.
    HeadingNumberDiffers,
    /// Headings print years that disagree with the tax year.
    YearLabelDiffers,
    /// The title prints a year that disagrees with the tax year.
    TitleYearDiffers,
    /// The document names no tax year; it was taken from the payable dates.
    NoYearPrinted,
    /// No table was found in a part that holds figures.
    NoTable,
    /// Parts of a table printed on separate pages could not be joined.
    UnjoinedPages,
    /// The document says that its amounts are not in dollars per share.
    OtherUnit,
    // --- from the source
    /// Rows or columns of the sheet are hidden; they were read.
    HiddenCells,
    /// The text held bytes that are not valid in its encoding.
    BadEncoding,
}

/// One thing met while decoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// What.
    pub kind: ObservationKind,
    /// Index of the layout it concerns.
    pub layout: Option<usize>,
    /// Index of the security in its layout.
    pub security: Option<usize>,
    /// Index of the distribution in its security.
    pub distribution: Option<usize>,
    /// The field it concerns most.
    pub field: Option<Field>,
    /// Where; the first is the primary place.
    pub places: Vec<Place>,
    /// What is printed there.
    pub printed: String,
    /// What was used instead, if anything.
    pub used: String,
    /// The evidence, as a clause: `the current year must be 14+15+22+26+28+30`.
    pub because: String,
    /// The explanations that remain, where there are several.
    pub candidates: Vec<String>,
}

impl Observation {
    /// An observation of the kind, with nothing else known yet.
    #[must_use]
    pub fn new(kind: ObservationKind) -> Observation {
        Observation {
            kind,
            layout: None,
            security: None,
            distribution: None,
            field: None,
            places: Vec::new(),
            printed: String::new(),
            used: String::new(),
            because: String::new(),
            candidates: Vec::new(),
        }
    }
}
