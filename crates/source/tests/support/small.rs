//! One small file of every kind but text and PDF.

use super::xlsb::{Value, xlsb};
use super::{xlsx, zip};

/// Every kind of file that is read here, small, with the ending of its name.
pub(crate) fn files() -> Vec<(&'static str, Vec<u8>)> {
    let sheet = xlsx(
        r#"<cols><col min="2" max="3" hidden="1"/></cols><sheetData><row r="1" hidden="1">
        <c r="A1" t="inlineStr"><is><t>CUSIP &amp; more</t></is></c><c r="B1" s="1"><v>45471</v></c>
        <c r="C1"><f>SUM(A1:B1)</f><v>0.30000000000000004</v></c><c r="D1" t="e"><v>#REF!</v></c>
        </row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>"#,
    );
    let binary = xlsb(
        &[(0, true, vec![(0, Value::Text("x")), (1, Value::Formula(0.5)), (2, Value::Error(7))])],
        1,
        [0, 0, 0, 2],
    );
    let open_document = zip(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        (
            "content.xml",
            br#"<office:document-content><table:table table:name="a"><table:table-row
            table:number-rows-repeated="2"><table:table-cell table:number-columns-repeated="3"
            office:value-type="float" office:value="1.5"><text:p>1.5</text:p></table:table-cell>
            </table:table-row></table:table></office:document-content>"#,
        ),
    ]);
    let mail = b"From: a@example.org\nTo: b@example.org\nMIME-Version: 1.0\n\
        Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/csv; name=a.csv\n\
        Content-Disposition: attachment\n\nFund,CUSIP\nA,471021402\n--b\n\
        Content-Type: message/rfc822\n\nFrom: c@example.org\nSubject: x\n\nhi\n--b--\n";
    let archive = zip(&[("a.xlsx", &sheet), ("b/m.eml", mail), ("c.ods", &open_document)]);
    let old = old_workbook();
    vec![
        ("xlsx", sheet),
        ("xlsb", binary),
        ("ods", open_document),
        ("eml", mail.to_vec()),
        ("zip", archive),
        ("xls", old),
    ]
}

/// A compound file around the records of a small xls: a number, a formula, what is hidden.
pub(crate) fn old_workbook() -> Vec<u8> {
    let mut book = Vec::new();
    let record = |out: &mut Vec<u8>, kind: u16, data: &[u8]| {
        out.extend(kind.to_le_bytes());
        out.extend((data.len() as u16).to_le_bytes());
        out.extend(data);
    };
    let bof = |kind: u8| [0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    record(&mut book, 0x809, &bof(5));
    let at = (book.len() + 4 + 9 + 4) as u32;
    let name = [at.to_le_bytes().as_slice(), &[0, 0, 1, 0, b'a']].concat();
    record(&mut book, 0x85, &name);
    record(&mut book, 0x0A, &[]);
    record(&mut book, 0x809, &bof(0x10));
    record(&mut book, 0x200, &[0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 9, 0, 0, 0]);
    record(&mut book, 0x208, &[0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0x20, 0, 0, 0]);
    record(&mut book, 0x203, &[[0; 6].as_slice(), &0.175_22_f64.to_le_bytes()].concat());
    let formula = [&[0, 0, 1, 0, 0, 0], 0.5_f64.to_le_bytes().as_slice(), &[0; 8]].concat();
    record(&mut book, 0x06, &formula);
    record(&mut book, 0xE5, &[1, 0, 0, 0, 1, 0, 0, 0, 1, 0]);
    record(&mut book, 0x0A, &[]);
    compound(&book)
}

/// The smallest compound file: header, table, directory, one stream.
fn compound(stream: &[u8]) -> Vec<u8> {
    let sectors = stream.len().max(4096).div_ceil(512);
    let mut out = vec![0; 512];
    out[..8].copy_from_slice(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    for (at, n) in [(24, 0x3E_u16), (26, 3), (28, 0xFFFE), (30, 9), (32, 6)] {
        out[at..at + 2].copy_from_slice(&n.to_le_bytes());
    }
    for (at, n) in [(44, 1_u32), (48, 1), (56, 4096), (60, 0xFFFF_FFFE), (68, 0xFFFF_FFFE)] {
        out[at..at + 4].copy_from_slice(&n.to_le_bytes());
    }
    out[76..512].fill(0xFF);
    out[76..80].fill(0);
    for id in 0..128_u32 {
        let last = 2 + sectors as u32 - 1;
        let next = match id {
            0 => 0xFFFF_FFFD,
            1 => 0xFFFF_FFFE,
            id if id == last => 0xFFFF_FFFE,
            id if id < last => id + 1,
            _ => 0xFFFF_FFFF,
        };
        out.extend(next.to_le_bytes());
    }
    let mut directory = vec![0; 512];
    for (at, name, kind, start, len) in
        [(0, "Root Entry", 5, u32::MAX - 1, 0), (128, "Workbook", 2, 2, sectors as u32 * 512)]
    {
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        directory[at..at + units.len()].copy_from_slice(&units);
        directory[at + 64] = units.len() as u8 + 2;
        directory[at + 66] = kind;
        directory[at + 116..at + 120].copy_from_slice(&u32::to_le_bytes(start));
        directory[at + 120..at + 124].copy_from_slice(&u32::to_le_bytes(len));
    }
    out.extend(directory);
    out.extend(stream);
    out.resize(512 * (3 + sectors), 0);
    out
}
