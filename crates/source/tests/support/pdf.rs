//! Small PDFs with text at places, nothing compressed.

use std::fmt::Write;

/// A PDF of its own: one page per content, all with the attributes, in the standard Helvetica.
pub(crate) fn pdf(contents: &[&str], attributes: &str) -> Vec<u8> {
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
pub(crate) fn shown(texts: &[(i32, i32, &str)]) -> String {
    let mut out = "BT /F 8 Tf ".to_owned();
    for (x, y, text) in texts {
        let _ = write!(out, "1 0 0 1 {x} {y} Tm ({text}) Tj ");
    }
    out + "ET"
}
