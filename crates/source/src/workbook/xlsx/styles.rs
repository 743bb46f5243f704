//! Which cell styles show dates.

use super::damaged;
use super::text::push_text;
use super::tokens::{Token, Tokens, number};
use crate::error::Reason;
use crate::workbook::limits;
use std::collections::HashMap;
use std::io::Read;

/// For every cell style, whether its number format shows a date.
#[derive(Debug, Default)]
pub(crate) struct Styles(Vec<bool>);

impl Styles {
    /// Reads the part.
    pub(crate) fn read(xml: impl Read) -> Result<Styles, Reason> {
        let mut xml = Tokens::new(xml, limits::HELD_BYTES);
        let mut formats = HashMap::new();
        let mut styles = Vec::new();
        let mut in_cell_styles = false;
        while let Some(token) = xml.next()? {
            match token {
                Token::Start { tag, empty } => match tag.name() {
                    b"cellXfs" => in_cell_styles = !empty,
                    b"xf" if in_cell_styles => {
                        let id = number(tag.attribute(b"numFmtId")).unwrap_or(0);
                        styles.push(id);
                    }
                    b"numFmt" => {
                        let mut code = String::new();
                        push_text(tag.attribute(b"formatCode").unwrap_or_default(), &mut code)?;
                        if let Some(id) = number(tag.attribute(b"numFmtId")) {
                            formats.insert(id, shows_date(&code));
                        }
                    }
                    _ => {}
                },
                Token::End(b"cellXfs") => in_cell_styles = false,
                _ => {}
            }
        }
        if in_cell_styles {
            return Err(damaged("its styles are cut off"));
        }
        let is_date = |id: &u32| formats.get(id).copied().unwrap_or_else(|| builtin_date(*id));
        Ok(Styles(styles.iter().map(is_date).collect()))
    }

    /// Whether the style shows a date.
    pub(crate) fn is_date(&self, style: u32) -> bool {
        self.0.get(style as usize).copied().unwrap_or(false)
    }
}

/// The formats that every workbook has without defining them (ECMA-376 part 1, 18.8.30).
fn builtin_date(id: u32) -> bool {
    matches!(id, 14..=22 | 27..=36 | 45 | 47 | 50..=58)
}

/// Whether a format code shows a date: it has a letter of days, months, years or hours in its
/// first section that stands neither in quotes nor in brackets nor behind an escape.
fn shows_date(code: &str) -> bool {
    if code.eq_ignore_ascii_case("general") || code.eq_ignore_ascii_case("standard") {
        return false;
    }
    let mut chars = code.chars();
    while let Some(c) = chars.next() {
        match c {
            ';' => return false,
            '\\' | '_' | '*' => drop(chars.next()),
            '"' => drop(chars.find(|c| *c == '"')),
            '[' => {
                let inside: String = chars.by_ref().take_while(|c| *c != ']').collect();
                let spans = |c: char| matches!(c, 'h' | 'm' | 's' | 'H' | 'M' | 'S');
                // `[h]:mm` is a span of time, `[$-409]` a language, `[Red]` a colour.
                if !inside.is_empty() && inside.chars().all(spans) {
                    return false;
                }
            }
            'd' | 'm' | 'y' | 'h' | 's' | 'D' | 'M' | 'Y' | 'H' | 'S' => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_of_dates() {
        for code in ["m/d/yyyy", "[$-409]d\\-mmm\\-yy;@", "DD.MM.YYYY", "yyyy\"-\"mm", "h:mm AM/PM"]
        {
            assert!(shows_date(code), "{code}");
        }
        for code in [
            "General",
            "0.000000000",
            "_($* #,##0.00_);_($* (#,##0.00);_($* \"-\"??_);_(@_)",
            "[Red]0.00",
            "[$$-409]#,##0.00",
            "[$USD] 0.00",
            "0.00\"d\"",
            "0.00\\d",
            "0;\"day\" d",
            "[h]:mm:ss",
            "0.00E+00",
            "@",
            "Standard",
        ] {
            assert!(!shows_date(code), "{code}");
        }
    }

    #[test]
    fn styles_by_index() {
        let xml = r#"<styleSheet><numFmts><numFmt numFmtId="164" formatCode="m/d/yy"/>
            <numFmt numFmtId="165" formatCode="&quot;d&quot;0.0"/></numFmts>
            <cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
            <cellXfs><xf numFmtId="0"/><xf numFmtId="164"><alignment/></xf><xf numFmtId="165"/>
            <xf numFmtId="14"/></cellXfs><dxfs><dxf/></dxfs></styleSheet>"#;
        let s = Styles::read(xml.as_bytes()).unwrap();
        assert_eq!([0, 1, 2, 3, 4].map(|i| s.is_date(i)), [false, true, false, true, false]);
    }
}
