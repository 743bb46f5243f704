//! Text that no spreadsheet takes for a formula.
//!
//! A spreadsheet that opens a CSV file evaluates any cell that begins with `=`, `+`, `-`, `@`, a
//! tab or a carriage return (OWASP, "CSV injection"). The guard is the spreadsheets' own mark for
//! text, a leading apostrophe; a reader takes it off again. In a workbook a text cell is never
//! evaluated and needs no guard, only the cell format that keeps it text when it is edited.

/// Whether a spreadsheet could take the text for a formula, or for an apostrophe of its own.
pub(crate) fn needed(text: &str) -> bool {
    let begins = |c: char| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\'');
    text.trim_start_matches(' ').starts_with(begins)
}

/// The text, guarded where a spreadsheet could evaluate it.
pub(crate) fn guarded(text: &str) -> String {
    if needed(text) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_could_be_evaluated_is_guarded() {
        for bad in
            ["=1+1", "+1 303 555 0100", "-5", "@SUM(A1)", " =1", "'tis a fund", "\t=1", "\r=1"]
        {
            assert_eq!(guarded(bad), format!("'{bad}"));
        }
        for good in ["Janus Balanced", "(800) 555-0100", "471021402", ""] {
            assert_eq!(guarded(good), good);
        }
    }
}
