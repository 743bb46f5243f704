//! The colours of the command, in one place.

use anstyle::{AnsiColor, Style};
use yearend_model::Severity;

/// Emphasis.
pub(crate) const BOLD: Style = Style::new().bold();
/// Line numbers, rulers, headings of excerpts.
pub(crate) const FRAME: Style =
    Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::BrightBlue))).bold();
/// What matters less.
pub(crate) const DIM: Style = Style::new().dimmed();

/// The colour of a severity.
pub(crate) fn severity(s: Severity) -> Style {
    let color = match s {
        Severity::Error => AnsiColor::BrightRed,
        Severity::Warning => AnsiColor::Yellow,
        Severity::Note => AnsiColor::BrightCyan,
    };
    Style::new().bold().fg_color(Some(color.into()))
}
