use super::made::{pdf, shown};
use super::read;
use crate::{Document, Reason};

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
        super::pages(pdf(&[&shown(TABLE), &shown(TABLE)], "").into(), bounds).unwrap_err()
    };
    assert!(matches!(reason(200, 1000), Reason::TooLarge { what: "glyphs", .. }));
    assert!(matches!(reason(1000, 20), Reason::TooLarge { what: "drawing operations", .. }));
}

/// Zeros in the accounting format stand elsewhere in lines than in totals, here beside a column
/// that is empty. Each column has its zeros, and the empty one stays empty.
#[test]
fn zeros_of_lines_and_totals_share_their_columns() {
    // Column, its edges, its heading.
    let columns = [
        (28, 140, 202, "Cash Distr."),
        (29, 202, 264, "Noncash Distr."),
        (30, 264, 328, "Exempt Interest"),
        (31, 328, 380, "AMT in 30"),
        (32, 380, 426, "Change (M)"),
        (33, 426, 494, "Income"),
        (34, 494, 556, "Gain"),
    ];
    let numbers: Vec<String> = columns.iter().map(|c| c.0.to_string()).collect();
    let mut texts: Vec<(i32, i32, &str)> =
        vec![(20, 280, "1"), (90, 280, "2"), (20, 270, "Fund Name"), (90, 270, "CUSIP")];
    for ((_, left, right, words), number) in columns.iter().zip(&numbers) {
        let middle = i32::midpoint(*left, *right);
        texts.push((middle - 4, 280, number));
        texts.push((middle - 2 * i32::try_from(words.len()).unwrap(), 270, words));
    }
    let codes = ["00000AA11", "00000BB22", "00000CC33"];
    for (i, code) in (0..).zip(codes) {
        for line in 0..3 {
            let y = 250 - 80 * i - 10 * line;
            texts.extend([(20, y, "Alpha Bond Fund"), (90, y, code)]);
            for (_, _, right, _) in columns.iter().filter(|c| c.0 != 32) {
                texts.extend([(right - 10, y, "$"), (right - 4, y, "-")]);
            }
        }
        let y = 210 - 80 * i;
        texts.push((20, y, "Alpha Total"));
        for (_, left, right, _) in columns.iter().filter(|c| c.0 != 32) {
            texts.extend([(left + 3, y, "$"), (right - 20, y, "-")]);
        }
    }
    let read = rows(&open(pdf(&[&shown(&texts).replace("/F 8 Tf", "/F 6 Tf")], "")), 0);
    let wanted = "3|$ -  4|$ -  5|$ -  6|$ -  8|$ -  9|$ -";
    let zeros: Vec<&String> = read.iter().filter(|r| r.contains("$ -")).collect();
    assert_eq!(zeros.len(), 12);
    for row in zeros {
        assert!(row.ends_with(wanted), "{row}");
    }
}

/// The table, each text shown by `show`.
fn table_shown(show: impl Fn(i32, i32, &str) -> String) -> Vec<String> {
    let content: String = TABLE.iter().map(|(x, y, text)| show(*x, *y, text)).collect();
    rows(&open(pdf(&[&format!("BT /F 8 Tf {content} ET")], "")), 0)
}

fn plain() -> Vec<String> {
    table_shown(|x, y, text| format!("1 0 0 1 {x} {y} Tm ({text}) Tj "))
}

#[test]
fn glyphs_struck_twice_are_one() {
    // Every word glyph by glyph, each shown again a fifth of a point further right.
    let twice = table_shown(|x, y, text| {
        let mut out = format!("1 0 0 1 {x} {y} Tm ");
        for c in text.chars() {
            out.push_str(&format!("({c}) Tj "));
            if c.is_ascii_digit() {
                // A digit is 0.556 of the font size wide.
                out.push_str(&format!("[530] TJ ({c}) Tj [26] TJ "));
            }
        }
        out
    });
    assert_eq!(twice, plain());
}

#[test]
fn marks_of_footnotes_are_no_figures() {
    let marked = table_shown(|x, y, text| {
        let mark = if text.contains('.') { "4 Ts /F 4 Tf (1) Tj 0 Ts /F 8 Tf " } else { "" };
        format!("1 0 0 1 {x} {y} Tm ({text}) Tj {mark}")
    });
    assert_eq!(marked, plain());
}

#[test]
fn a_page_a_little_askew_is_read_straight() {
    let (sin, cos) = 1.5_f64.to_radians().sin_cos();
    let content = shown(TABLE);
    let turned = format!("q {cos} {sin} {} {cos} 0 0 cm {content} Q", -sin);
    assert_eq!(rows(&open(pdf(&[&turned], "")), 0), plain());
}

#[test]
fn zeros_after_the_end_do_not_count() {
    let mut bytes = pdf(&[&shown(TABLE)], "");
    bytes.resize(bytes.len() + 5000, 0);
    assert_eq!(rows(&open(bytes), 0), plain());
}

#[test]
fn names_on_lines_of_their_own_are_joined_to_their_figures() {
    let mut texts = vec![(40, 262, "Fund Name"), (150, 262, "CUSIP"), (260, 262, "Box 3")];
    let funds = [("Alpha", "00000AA11"), ("Beta", "00000BB22"), ("Gamma", "00000CC33")];
    let names: Vec<String> = funds.iter().map(|(n, _)| format!("{n} Income and Growth")).collect();
    for ((y, name), (_, code)) in (0..).map(|i| 240 - 30 * i).zip(&names).zip(funds) {
        texts.extend([(20, y + 5, name.as_str()), (20, y - 5, "Fund, Class A")]);
        texts.extend([(150, y, code), (260, y, "0.1250")]);
    }
    let got = rows(&open(pdf(&[&shown(&texts)], "")), 0);
    assert!(
        got.iter().any(|r| r.contains("1|Beta Income and Growth Fund, Class A  2|00000BB22")),
        "{got:#?}"
    );
}

/// What programs print around and against a table, none of which is a row of it or a word of its
/// neighbour: a footer, a column of text without a gap, a time behind a date.
#[test]
fn what_a_print_adds_stays_out_of_the_columns() {
    let mut texts = TABLE.to_vec();
    texts.extend([
        (290, 250, "Ex Date"),
        (340, 250, "AMT"),
        (340, 240, "0.1"),
        (351, 240, "N/A"),
        (20, 30, "layout.xlsx"),
        (150, 30, "11/23/2026"),
        (250, 30, "Page 1 of 3"),
    ]);
    let document = open(pdf(&[&shown(&texts)], ""));
    let got = rows(&document, 0);
    let footer = got.last().unwrap();
    assert!(footer.ends_with(": 1|layout.xlsx 11/23/2026 Page 1 of 3"), "{footer}");
    let sheet = &document.grid.sheets[0];
    let wide = sheet.cells(sheet.rows().last().unwrap())[0];
    assert!(wide.span > 3, "no column takes it");
    assert!(got[2].contains("|0.1  ") && got[2].ends_with("|N/A"), "{}", got[2]);
}

#[test]
fn headings_printed_upwards_on_two_lines_are_one_each() {
    let figures = [(20, 240, "Alpha Bond Fund"), (140, 240, "00000AA11"), (250, 240, "0.1250")];
    let names = [(40, 250, "Fund Name"), (150, 250, "CUSIP")];
    let more = [(300, 240, "0.2500"), (20, 230, "Beta Fund"), (140, 230, "00000BB22")];
    let rest = [(250, 230, "0.3750"), (300, 230, "0.5000")];
    let across: Vec<_> = figures.into_iter().chain(names).chain(more).chain(rest).collect();
    let up = [(258, "Total Capital"), (268, "Gain"), (308, "Box 3 Nondividend"), (318, "Distr.")];
    let up: String =
        up.iter().map(|(x, text)| format!("0 1 -1 0 {x} 250 Tm ({text}) Tj ")).collect();
    let content = format!("{} BT /F 8 Tf {up} ET", shown(&across));
    let got = rows(&open(pdf(&[&content], "")), 0);
    let header = "1|Fund Name  2|CUSIP  3|Total Capital Gain  4|Box 3 Nondividend Distr.";
    assert!(got.iter().any(|r| r.ends_with(header)), "{got:#?}");
}

#[test]
fn a_heading_at_one_edge_and_figures_at_the_other_are_one_column() {
    let mut texts = vec![(20, 250, "Fund"), (150, 250, "CUSIP"), (230, 250, "ROC")];
    texts.extend([(360, 250, "Box 6"), (420, 250, "Box 8")]);
    for (y, code) in [(240, "00000AA11"), (230, "00000BB22"), (220, "00000CC33")] {
        texts.extend([(20, y, "Alpha Fund"), (150, y, code), (310, y, "0.10")]);
        texts.extend([(360, y, "0.20"), (420, y, "0.30")]);
    }
    let got = rows(&open(pdf(&[&shown(&texts)], "")), 0);
    assert_eq!(got[0], "1: 1|Fund  2|CUSIP  3|ROC  4|Box 6  5|Box 8");
    assert_eq!(got[1], "2: 1|Alpha Fund  2|00000AA11  3|0.10  4|0.20  5|0.30");
}

/// A raised mark moves its cell off the line of the others, and is no cell itself.
#[test]
fn a_cell_beside_its_line_is_a_cell_of_it() {
    let moved: Vec<_> =
        TABLE.iter().map(|t| if t.2 == "12.5000" { (t.0, t.1 + 4, t.2) } else { *t }).collect();
    assert_eq!(rows(&open(pdf(&[&shown(&moved)], "")), 0)[1..], plain()[1..]);
}

/// A name too long for its column is cut where the next cell begins.
#[test]
fn a_name_that_runs_up_to_the_next_cell_is_a_cell() {
    let mut texts = TABLE.to_vec();
    let name = "Alpha Municipal Bond Fund Admi";
    texts.extend([(20, 200, name), (138, 200, "00000DD42"), (250, 200, "0.5000")]);
    let got = rows(&open(pdf(&[&shown(&texts)], "")), 0);
    let last = got.last().unwrap();
    assert!(last.contains("1|Alpha Municipal Bond Fund Admi  2|00000DD42  4|0.5000"), "{last}");
}
