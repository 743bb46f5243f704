//! Mails (RFC 5322 with MIME): attachments, and the letter itself where it holds a table.

use super::member::holds_table;
use super::{Member, Walk};
use crate::error::Reason;
use crate::guard::guarded;
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};

const FORMAT: &str = "a mail";

/// Opens the attachments in their order, then the letter.
pub(super) fn members(walk: &mut Walk, mail: Member, depth: usize) -> Result<(), Reason> {
    let message = guarded(FORMAT, || {
        MessageParser::default().parse(&mail.bytes).ok_or_else(|| Reason::Damaged {
            format: FORMAT,
            detail: "it has no header fields".to_owned(),
        })
    })?;
    if cut_off(&message, &mail.bytes) {
        let detail = "it is cut off: the line that closes its parts is missing".to_owned();
        walk.fail(mail.name.clone(), Reason::Damaged { format: FORMAT, detail });
    }
    let mut names: Vec<String> = Vec::new();
    for (index, part) in message.attachments().enumerate() {
        let name = unique(attachment_name(part, index), &mut names);
        let name = format!("{}/{name}", mail.name);
        if part.is_content_type("application", "pkcs7-mime")
            || part.is_content_type("application", "x-pkcs7-mime")
        {
            walk.bounds.member()?;
            walk.fail(name, Reason::Encrypted("mail"));
            continue;
        }
        if part.is_encoding_problem {
            walk.bounds.member()?;
            let detail = "the encoding of the attachment is damaged".to_owned();
            walk.fail(name, Reason::Damaged { format: "an attachment", detail });
            continue;
        }
        let bytes = contents(part);
        walk.bounds.bytes(bytes.len() as u64);
        if walk.bounds.room() == 0 {
            return Err(walk.bounds.too_large());
        }
        walk.member(Member { name, bytes: bytes.to_vec() }, depth)?;
    }
    letter(walk, &message, &mail.name, depth)
}

/// Attachments of text are decoded by the parser; what they are is found from their content.
fn contents<'m>(part: &'m MessagePart<'_>) -> &'m [u8] {
    match &part.body {
        PartType::Message(inner) => inner.raw_message(),
        _ => part.contents(),
    }
}

/// The name of the attachment, without folders.
fn attachment_name(part: &MessagePart<'_>, index: usize) -> String {
    let given = part.attachment_name().map(|n| n.rsplit(['/', '\\']).next().unwrap_or(n).trim());
    match given {
        Some(name) if !name.is_empty() => name.to_owned(),
        _ if part.is_message() => format!("mail {}.eml", index + 1),
        _ => format!("attachment {}", index + 1),
    }
}

fn unique(name: String, names: &mut Vec<String>) -> String {
    let same = names.iter().filter(|n| **n == name).count();
    names.push(name.clone());
    if same == 0 { name } else { format!("{name} ({})", same + 1) }
}

/// The letter is a document only if it holds a table: its text, or the text of its HTML, in
/// which cells end in tabs.
fn letter(walk: &mut Walk, message: &Message<'_>, mail: &str, depth: usize) -> Result<(), Reason> {
    let text = message.text_bodies().find_map(|p| match &p.body {
        PartType::Text(t) => Some(t.to_string()),
        _ => None,
    });
    let html = || {
        message.html_bodies().find_map(|p| match &p.body {
            PartType::Html(h) => Some(table_text(h)),
            _ => None,
        })
    };
    let name = format!("{mail}/body");
    let body = text.filter(|t| holds_table(t)).or_else(|| html().filter(|t| holds_table(t)));
    match body {
        Some(text) => walk.member(Member { name, bytes: text.into_bytes() }, depth)?,
        None if message.text_body_count() + message.html_body_count() > 0 => {
            walk.skip(name, "a letter without a table");
        }
        None => {}
    }
    Ok(())
}

/// The text of HTML: rows become lines, cells end in tabs, other tags go.
fn table_text(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((text, tail)) = rest.split_once('<') {
        // Line breaks of the source mean a blank.
        out.extend(text.chars().map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c }));
        let (tag, tail) = tail.split_once('>').unwrap_or((tail, ""));
        match tag.to_ascii_lowercase().split_ascii_whitespace().next().unwrap_or_default() {
            "/td" | "/th" => out.push('\t'),
            "/tr" | "br" | "br/" | "/p" | "/div" | "/h1" | "/h2" | "/h3" => out.push('\n'),
            _ => {}
        }
        rest = tail;
    }
    out.push_str(rest);
    for (entity, text) in
        [("&nbsp;", " "), ("&#160;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")]
    {
        out = out.replace(entity, text);
    }
    out
}

/// Whether the boundary that the mail declares is never closed: the rest was lost on the way, and
/// the last attachment may be half of one.
fn cut_off(message: &Message<'_>, raw: &[u8]) -> bool {
    let Some(root) = message.parts.first() else { return false };
    let Some(boundary) = root.content_type().and_then(|t| t.attribute("boundary")) else {
        return false;
    };
    let closing = format!("--{boundary}--");
    memchr::memmem::rfind(raw, closing.as_bytes()).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_html_become_tabs_and_lines() {
        let html = "<p>Hi</p><table><tr><th>Fund</th><th>CUSIP</th></tr>\n\
                    <tr><td>A &amp; B</td><td\n>471021402</td><TD>0.5</TD></tr></table>";
        assert_eq!(table_text(html), "Hi\nFund\tCUSIP\t\n A & B\t471021402\t0.5\t\n");
    }
}
