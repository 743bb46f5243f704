use super::read;
use crate::{Document, Reason};
use std::fmt::Write;

/// A PDF of its own: one page per content, all with the attributes, in the standard Helvetica.
fn pdf(contents: &[&str], attributes: &str) -> Vec<u8> {
    let kids: String = (0..contents.len()).fold(String::new(), |mut out, i| {
        let _ = write!(out, "{} 0 R ", 4 + 2 * i);
        out
    });
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Count {} /Kids [{kids}] >>", contents.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
            .to_owned(),
    ];
    for (i, content) in contents.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 300] {attributes} \
             /Resources << /Font << /F 3 0 R >> >> /Contents {} 0 R >>",
            5 + 2 * i
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    let mut out = "%PDF-1.7\n".to_owned();
    let mut offsets = Vec::new();
    for (n, object) in (1..).zip(&objects) {
        offsets.push(out.len());
        let _ = write!(out, "{n} 0 obj\n{object}\nendobj\n");
    }
    let start = out.len();
    let _ = write!(out, "xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for offset in offsets {
        let _ = writeln!(out, "{offset:010} 00000 n ");
    }
    let size = objects.len() + 1;
    let _ = write!(out, "trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n");
    out.into_bytes()
}

/// Texts shown at places: `x y text`.
fn shown(texts: &[(i32, i32, &str)]) -> String {
    let mut out = "BT /F 8 Tf ".to_owned();
    for (x, y, text) in texts {
        let _ = write!(out, "1 0 0 1 {x} {y} Tm ({text}) Tj ");
    }
    out + "ET"
}

/// A table whose third column has neither figures nor rules.
const TABLE: &[(i32, i32, &str)] = &[
    (250, 280, "PRIMARY LAYOUT 2023"),
    (40, 250, "Fund Name"),
    (150, 250, "CUSIP"),
    (210, 250, "Box 2b"),
    (260, 250, "Box 3"),
    // Out of order, as content streams are.
    (250, 240, "0.1250"),
    (20, 240, "Alpha Bond Fund"),
    (140, 240, "00000AA11"),
    (20, 230, "Beta Fund"),
    (140, 230, "00000BB22"),
    (250, 230, "12.5000"),
    (20, 210, "Gamma Fund"),
    (140, 210, "00000CC33"),
    (250, 210, "0.5000"),
];

fn rows(document: &Document, part: usize) -> Vec<String> {
    let sheet = &document.grid.sheets[part];
    let cell = |c: &crate::Cell| format!("{}|{}", c.column, sheet.text(c));
    let row = |r: &crate::Row| {
        let cells: Vec<String> = sheet.cells(r).iter().map(cell).collect();
        format!("{}: {}", r.line, cells.join("  "))
    };
    sheet.rows().iter().map(row).collect()
}

fn open(bytes: Vec<u8>) -> Document {
    read("layout.pdf", bytes).unwrap()
}

fn reason(bytes: Vec<u8>) -> Reason {
    read("layout.pdf", bytes).unwrap_err().reason
}

#[test]
fn a_table_without_rules() {
    let document = open(pdf(&[&shown(TABLE)], ""));
    assert_eq!(document.source.media_type, "application/pdf");
    assert_eq!(document.source.parts[0].page, Some(1));
    let got = rows(&document, 0);
    assert_eq!(
        got[1..],
        [
            "3: 1|Fund Name  2|CUSIP  3|Box 2b  4|Box 3",
            "4: 1|Alpha Bond Fund  2|00000AA11  4|0.1250",
            "5: 1|Beta Fund  2|00000BB22  4|12.5000",
            "7: 1|Gamma Fund  2|00000CC33  4|0.5000",
        ]
    );
}

#[test]
fn rotation_and_transforms_change_nothing() {
    let plain = rows(&open(pdf(&[&shown(TABLE)], "")), 0);
    let table = shown(TABLE);
    // Printed sideways on a page that is turned, or on one that is not; tiny; mirrored twice.
    let cases = [
        (format!("0 1 -1 0 300 0 cm {table}"), "/Rotate 90 /MediaBox [0 0 300 600]"),
        (format!("0 1 -1 0 300 0 cm {table}"), "/MediaBox [0 0 300 600]"),
        (format!("0 -1 1 0 0 600 cm {table}"), "/Rotate 270 /MediaBox [0 0 300 600]"),
        (format!("-1 0 0 -1 600 300 cm {table}"), "/Rotate 180"),
        (format!("0.2 0 0 0.2 10 10 cm {table}"), ""),
        (format!("0.5 0 0 0.5 0 0 cm q 3 0 0 1.5 0 0 cm {table} Q"), "/MediaBox [0 0 900 300]"),
    ];
    for (content, attributes) in cases {
        assert_eq!(rows(&open(pdf(&[&content], attributes)), 0), plain, "{attributes}");
    }
}

#[test]
fn pages_of_one_print_share_columns() {
    let first: Vec<_> = TABLE.iter().copied().filter(|t| t.2 != "12.5000").collect();
    let mut second = first.clone();
    second.push((205, 230, "9.0000"));
    let document = open(pdf(&[&shown(&first), &shown(&second)], ""));
    assert_eq!(document.source.parts[1].page, Some(2));
    assert_eq!(rows(&document, 0)[2], "4: 1|Alpha Bond Fund  2|00000AA11  4|0.1250");
    assert_eq!(rows(&document, 1)[3], "5: 1|Beta Fund  2|00000BB22  3|9.0000");
}

#[test]
fn headings_printed_upwards() {
    let heading = "BT /F 8 Tf 0 1 -1 0 262 244 Tm (Box 3) Tj 0 1 -1 0 222 244 Tm (Box 2b) Tj ET ";
    let flat: Vec<_> = TABLE.iter().copied().filter(|t| !t.2.starts_with("Box")).collect();
    let got = rows(&open(pdf(&[&(heading.to_owned() + &shown(&flat))], "")), 0);
    assert!(got.iter().any(|r| r.contains("3|Box 2b  4|Box 3")), "{got:#?}");
}

#[test]
fn text_shown_twice_is_read_once() {
    let twice: Vec<_> = TABLE.iter().flat_map(|t| [*t, *t]).collect();
    assert_eq!(
        rows(&open(pdf(&[&shown(&twice)], "")), 0),
        rows(&open(pdf(&[&shown(TABLE)], "")), 0)
    );
}

#[test]
fn clipped_text_does_not_reach_into_the_next_cell() {
    let name = "q 18 238 100 10 re W n BT /F 8 Tf 1 0 0 1 20 240 Tm \
                (Alpha Innovation Option Income Strategy Bond Fund) Tj ET Q ";
    let rest: Vec<_> = TABLE.iter().copied().filter(|t| !t.2.starts_with("Alpha")).collect();
    let got = rows(&open(pdf(&[&(name.to_owned() + &shown(&rest))], "")), 0);
    let want = "4: 1|Alpha Innovation Option Income Strategy Bond Fund  2|00000AA11  4|0.1250";
    assert_eq!(got[2], want);
}

#[test]
fn what_cannot_be_read_says_why() {
    let scan = pdf(&["q 600 0 0 300 0 0 cm Q"], "");
    assert!(matches!(reason(scan), Reason::NoText(why) if why.contains("pictures")));
    let recognised = pdf(&[&shown(TABLE).replace("BT", "BT 3 Tr")], "");
    assert!(matches!(reason(recognised), Reason::NoText(why) if why.contains("recognition")));
    let whole = pdf(&[&shown(TABLE)], "");
    for keep in [whole.len() - 10, whole.len() / 2, 20] {
        assert!(matches!(reason(whole[..keep].to_vec()), Reason::Damaged { .. }), "{keep}");
    }
    let no_pages = pdf(&[], "");
    assert!(matches!(reason(no_pages), Reason::Damaged { .. }));
}

#[test]
fn a_document_beyond_the_bounds_is_refused() {
    let reason = |glyphs, operations| {
        let bounds = super::Budget { glyphs, operations };
        super::pages(pdf(&[&shown(TABLE), &shown(TABLE)], ""), bounds).unwrap_err()
    };
    assert!(matches!(reason(200, 1000), Reason::TooLarge { what: "glyphs", .. }));
    assert!(matches!(reason(1000, 20), Reason::TooLarge { what: "drawing operations", .. }));
}
