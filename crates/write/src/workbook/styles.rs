//! The cell formats of the workbook.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// Nine decimal places at least are shown where they are stated; two always.
const AMOUNT: &str = "0.00#######";
/// Months first, as the industry prints dates.
const DATE: &str = "m/d/yyyy";

/// Formats for usual cells, or for those of a security under review.
pub(crate) struct Cells {
    pub(crate) text: Format,
    /// Text that a spreadsheet could take for a formula when it is edited.
    pub(crate) quoted: Format,
    pub(crate) amount: Format,
    pub(crate) percent: Format,
    pub(crate) date: Format,
    pub(crate) flag: Format,
}

impl Cells {
    fn new(base: &Format) -> Cells {
        Cells {
            text: base.clone().set_num_format("@"),
            quoted: base.clone().set_num_format("@").set_quote_prefix(),
            amount: base.clone().set_num_format(AMOUNT),
            percent: base.clone().set_num_format("0.00######%"),
            date: base.clone().set_num_format(DATE).set_align(FormatAlign::Right),
            flag: base.clone().set_align(FormatAlign::Center),
        }
    }
}

/// All formats of the workbook.
pub(crate) struct Styles {
    pub(crate) usual: Cells,
    pub(crate) review: Cells,
    pub(crate) title: Format,
    pub(crate) number_row: Format,
    pub(crate) group: Format,
    pub(crate) heading: Format,
    pub(crate) total: Format,
    pub(crate) total_name: Format,
}

impl Styles {
    pub(crate) fn new() -> Styles {
        let light = Color::RGB(0x00D9_E2F3);
        let head = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Center)
            .set_align(FormatAlign::VerticalCenter)
            .set_border(FormatBorder::Thin);
        let total = Format::new().set_bold().set_border_top(FormatBorder::Thin);
        Styles {
            usual: Cells::new(&Format::new()),
            review: Cells::new(&Format::new().set_background_color(Color::RGB(0x00FF_F2CC))),
            title: Format::new().set_bold().set_font_size(14),
            number_row: head.clone().set_background_color(light),
            group: head.clone(),
            heading: head.set_background_color(light),
            total: total.clone().set_num_format(AMOUNT),
            total_name: total,
        }
    }
}
