//! The text of an HTML letter: rows become lines, cells end in tabs, other tags go.
//!
//! Mail programs put paragraphs and line breaks into cells; such a cell is quoted as in a delimited
//! text, so that it stays one.

/// The letter as text.
pub(super) fn text(html: &str) -> String {
    let mut out = Text::default();
    let mut rest = html;
    while let Some((text, tail)) = rest.split_once('<') {
        out.text(text);
        if let Some(comment) = tail.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |c| c.1);
            continue;
        }
        let (tag, tail) = tail.split_once('>').unwrap_or((tail, ""));
        let name = tag.split(|c: char| c.is_ascii_whitespace()).next().unwrap_or_default();
        let name = name.trim_end_matches('/').to_ascii_lowercase();
        rest = tail;
        match name.as_str() {
            // What stands between these is no text of the letter.
            "style" | "script" | "head" => rest = after(tail, &name),
            _ => out.tag(&name, tag),
        }
    }
    out.text(rest);
    out.done
}

/// What follows the end of an element.
fn after<'a>(html: &'a str, element: &str) -> &'a str {
    let end = html.match_indices("</").find(|(at, _)| {
        html.get(at + 2..at + 2 + element.len()).is_some_and(|t| t.eq_ignore_ascii_case(element))
    });
    end.map_or("", |(at, _)| &html[at..])
}

/// Most columns that one cell is said to span.
const WIDEST: usize = 64;

#[derive(Default)]
struct Text {
    done: String,
    /// The open cell, and how many columns it spans.
    cell: Option<(String, usize)>,
}

impl Text {
    fn text(&mut self, text: &str) {
        // Line breaks of the source mean a blank.
        let blank = |c: char| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c };
        let text = unescape(&text.chars().map(blank).collect::<String>());
        match &mut self.cell {
            Some((cell, _)) => cell.push_str(&text),
            None => self.done.push_str(&text),
        }
    }

    fn line(&mut self) {
        match &mut self.cell {
            Some((cell, _)) => cell.push('\n'),
            None => self.done.push('\n'),
        }
    }

    fn tag(&mut self, name: &str, tag: &str) {
        match name {
            "td" | "th" => {
                self.close();
                self.cell = Some((String::new(), span(tag)));
            }
            "/td" | "/th" => self.close(),
            // A table within a cell: the text before it is a line of its own.
            "table" => {
                if let Some((cell, _)) = self.cell.take() {
                    self.done.push_str(cell.trim());
                }
                self.done.push('\n');
            }
            "/tr" | "/table" => {
                self.close();
                self.done.push('\n');
            }
            "br" | "/p" | "/div" | "/h1" | "/h2" | "/h3" | "/li" => self.line(),
            _ => {}
        }
    }

    fn close(&mut self) {
        let Some((cell, span)) = self.cell.take() else { return };
        let lines: Vec<&str> = cell.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
        let text = lines.join("\n");
        if text.contains(['\n', '"']) {
            self.done.push('"');
            self.done.push_str(&text.replace('"', "\"\""));
            self.done.push('"');
        } else {
            self.done.push_str(&text);
        }
        self.done.extend(std::iter::repeat_n('\t', span));
    }
}

/// How many columns a cell says that it spans.
fn span(tag: &str) -> usize {
    let lower = tag.to_ascii_lowercase();
    let value = lower.split_once("colspan").map_or("", |t| t.1);
    let value = value.trim_start_matches([' ', '=', '"', '\'']);
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    value[..digits].parse().unwrap_or(1).clamp(1, WIDEST)
}

/// Characters for their entities.
fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('&') {
        out.push_str(before);
        let named = tail.split_once(';').filter(|(name, _)| name.len() <= 8);
        match named.and_then(|(name, tail)| Some((entity(name)?, tail))) {
            Some((c, tail)) => {
                out.push(c);
                rest = tail;
            }
            None => {
                out.push('&');
                rest = tail;
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        let c = char::from_u32(code).filter(|c| !c.is_control())?;
        return Some(if c == '\u{a0}' { ' ' } else { c });
    }
    Some(match name {
        "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        "apos" | "rsquo" | "lsquo" => '\'',
        "ndash" => '\u{2013}',
        "mdash" => '\u{2014}',
        "minus" => '\u{2212}',
        "reg" => '\u{ae}',
        "trade" => '\u{2122}',
        "dagger" => '\u{2020}',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_cells() {
        let html = "<p>Hi</p><table><tr><th>Fund</th><th>CUSIP</th></tr>\n\
                    <tr><td>A &amp; B</td><td\n>471021402</td><TD>0.5</TD></tr></table>";
        assert_eq!(text(html), "Hi\n\nFund\tCUSIP\t\n A & B\t471021402\t0.5\t\n\n");
    }

    #[test]
    fn paragraphs_in_cells_break_no_row() {
        let html = "<style>td { color: red }</style><td colspan=\"2\"><p>Total<br/>Rate</p></td>\
                    <td><p class=x>0.5&#8211;</p>\r\n</td><!-- <td>9</td> --></tr>";
        assert_eq!(text(html), "\"Total\nRate\"\t\t0.5\u{2013}\t\n");
        let nested = "<table><tr><td>See <table><tr><td>1</td></tr></table></td></tr></table>";
        assert_eq!(text(nested).lines().filter(|l| !l.trim().is_empty()).count(), 2);
        // Whatever it is, it is no panic.
        for odd in ["&#0;&#xffffff;&;&é;", "<td colspan=99999999999999999999>a", "<", "<!--", "<é"]
        {
            text(odd);
        }
    }
}
