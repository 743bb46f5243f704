//! Mails (RFC 5322 with MIME): attachments, and the letter itself where it holds a table.

use super::html;
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
        PartType::Text(t) => Some(unquoted(t)),
        _ => None,
    });
    let of_html = || {
        message.html_bodies().find_map(|p| match &p.body {
            PartType::Html(h) => Some(html::text(h)),
            _ => None,
        })
    };
    let name = format!("{mail}/body");
    let body = text.filter(|t| holds_table(t)).or_else(|| of_html().filter(|t| holds_table(t)));
    match body {
        Some(text) => walk.member(Member { name, bytes: text.into_bytes() }, depth)?,
        None if message.text_body_count() + message.html_body_count() > 0 => {
            walk.skip(name, "a letter without a table");
        }
        None => {}
    }
    Ok(())
}

/// A forwarded text without the marks that quote its lines.
fn unquoted(text: &str) -> String {
    let quoted = |l: &&str| l.starts_with('>');
    let filled = text.lines().filter(|l| !l.trim().is_empty());
    if filled.clone().filter(quoted).count() * 2 <= filled.count() {
        return text.to_owned();
    }
    let bare = |l: &str| {
        let line = l.trim_start_matches('>');
        line.strip_prefix(' ').filter(|_| line.len() < l.len()).unwrap_or(line).to_owned() + "\n"
    };
    text.lines().map(bare).collect()
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
    fn forwarded_lines() {
        assert_eq!(unquoted("FYI\n\n> a\tb\n>\n> > c\n"), "FYI\n\na\tb\n\n> c\n");
        assert_eq!(unquoted("> a\nb\nc\n"), "> a\nb\nc\n");
    }
}
