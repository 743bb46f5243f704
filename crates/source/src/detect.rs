//! Which format the bytes are in, by content. A name never decides: files are renamed often.

/// What the bytes look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// No bytes, or nothing but blanks.
    Empty,
    /// A PDF.
    Pdf,
    /// A zip: a workbook (xlsx, xlsb, ods) or an archive of documents.
    Zip,
    /// An OLE compound file: an old workbook (xls), or an encrypted new one.
    CompoundFile,
    /// A mail message (RFC 5322).
    Mail,
    /// Text of any kind.
    Text,
    /// Something that yearend does not read, in words.
    Other(&'static str),
}

/// The beginnings of formats that people send in place of a layout.
const OTHERS: &[(&[u8], &str)] = &[
    (b"\x89PNG", "a PNG image; a picture of a table cannot be read exactly"),
    (b"\xff\xd8\xff", "a JPEG image; a picture of a table cannot be read exactly"),
    (b"II*\0", "a TIFF image; a picture of a table cannot be read exactly"),
    (b"MM\0*", "a TIFF image; a picture of a table cannot be read exactly"),
    (b"GIF8", "a GIF image; a picture of a table cannot be read exactly"),
    (b"\x1f\x8b", "a gzip file; unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive; unpack it first"),
    (b"Rar!", "a RAR archive; unpack it first"),
    (b"{\\rtf", "a rich-text document; save it as text or PDF"),
    (b"PAR1", "a Parquet file"),
    (b"SQLite format 3", "an SQLite database"),
];

/// Tells the format.
#[must_use]
pub fn format(bytes: &[u8]) -> Format {
    if bytes.iter().all(|b| b.is_ascii_whitespace() || *b == 0) {
        return Format::Empty;
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Format::Zip;
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Format::CompoundFile;
    }
    // The PDF reference lets the header stand anywhere in the first 1024 bytes.
    let head = &bytes[..bytes.len().min(1024)];
    if head.windows(5).any(|w| w == b"%PDF-") {
        return Format::Pdf;
    }
    if let Some((_, what)) = OTHERS.iter().find(|(start, _)| bytes.starts_with(start)) {
        return Format::Other(what);
    }
    if is_mail(head) {
        return Format::Mail;
    }
    if is_binary(bytes) {
        return Format::Other("binary data of no known kind");
    }
    Format::Text
}

/// Header fields of which a mail has at least two among its first lines.
const MAIL_FIELDS: &[&str] = &[
    "received",
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "return-path",
    "delivered-to",
    "content-type",
    "x-mailer",
    "dkim-signature",
    "reply-to",
];

/// A mail begins with header fields: `name: value`, continued by lines that begin with a blank.
fn is_mail(head: &[u8]) -> bool {
    let Ok(head) = std::str::from_utf8(&head[..head.len().min(valid_prefix(head))]) else {
        return false;
    };
    let mut fields = 0;
    for (i, line) in head.lines().enumerate() {
        if line.is_empty() || (i > 0 && line.starts_with([' ', '\t'])) {
            continue;
        }
        if i == 0 && line.starts_with("From ") {
            continue;
        }
        let Some((name, _)) = line.split_once(':') else { break };
        if !name.bytes().all(|b| b.is_ascii_graphic()) {
            break;
        }
        fields += usize::from(MAIL_FIELDS.contains(&name.to_ascii_lowercase().as_str()));
    }
    fields >= 2
}

fn valid_prefix(bytes: &[u8]) -> usize {
    bytes.utf8_chunks().next().map_or(0, |c| c.valid().len())
}

/// Control characters that no text has, in more than one of a hundred characters. UTF-16 has zero
/// bytes, but in every second place only, and is told by that or by its mark.
fn is_binary(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(1 << 16)];
    let zeros = |from: usize| sample.iter().skip(from).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let control = |u: u16| u < 0x20 && !matches!(u, 0x09 | 0x0a | 0x0b | 0x0c | 0x0d | 0x1b);
    let mark = sample.get(..2);
    let little = mark == Some(b"\xff\xfe") || odd > 4 * even && odd * 4 > sample.len();
    let big = mark == Some(b"\xfe\xff") || even > 4 * odd && even * 4 > sample.len();
    if little || big {
        let unit = |p: &[u8]| {
            let pair = [p[0], p[1]];
            if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
        };
        let strange = sample.chunks_exact(2).filter(|p| control(unit(p))).count();
        return strange * 200 > sample.len();
    }
    let strange = sample.iter().filter(|b| **b != 0 && control(u16::from(**b))).count();
    strange * 100 > sample.len() || even.min(odd) * 20 > sample.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_show_by_their_beginning() {
        for (bytes, expected) in [
            (&b""[..], Format::Empty),
            (b" \r\n\t", Format::Empty),
            (b"PK\x03\x04rest", Format::Zip),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Format::CompoundFile),
            (b"%PDF-1.7", Format::Pdf),
            (b"\n\n%PDF-1.4", Format::Pdf),
            (b"From: a@example.org\r\nTo: b@example.org\r\n\r\nhi", Format::Mail),
            (b"PRIMARY LAYOUT\n2013\n", Format::Text),
            (b"From: the transfer agent\nCUSIP\tTicker\n", Format::Text),
            (b"a\0b\0\t\x000\0", Format::Text),
            (b"\xff\xfea\0\x14\x20\t\0\x14\x20\t\0\x14\x20", Format::Text),
        ] {
            assert_eq!(format(bytes), expected, "{:?}", String::from_utf8_lossy(bytes));
        }
        assert!(matches!(format(b"\x89PNG\r\n"), Format::Other(_)));
        assert!(matches!(format(&[1, 2, 3, 4, 5, 6]), Format::Other(_)));
    }
}
