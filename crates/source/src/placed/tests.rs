use crate::aligned;
use crate::grid::Sheet;

/// One line per row: `number: column|text`, a span as `column+more|text`.
fn shown(sheet: &Sheet) -> Vec<String> {
    let cell = |c: &crate::Cell| {
        let span = if c.span > 1 { format!("+{}", c.span - 1) } else { String::new() };
        format!("{}{span}|{}", c.column, sheet.text(c))
    };
    let row = |r: &crate::Row| {
        let cells: Vec<String> = sheet.cells(r).iter().map(cell).collect();
        format!("{}: {}", r.line, cells.join("  "))
    };
    sheet.rows().iter().map(row).collect()
}

fn grid(lines: &[&str]) -> Vec<String> {
    shown(&aligned::sheet(&lines.join("\n")))
}

#[test]
fn columns_without_figures_keep_their_place() {
    let got = grid(&[
        "                    2013 YEAR-END TAX REPORTING INFORMATION",
        "",
        "       1             2         4          5       7         10          11         14",
        "                           Estimated  Reclass  Record     Total       2012      Income",
        "   Fund Name       CUSIP      (E)       (R)     Date   Distribution  (Prior   Dividends",
        "Alpha Bond Fund  000000AA1                     6/8/2013     0.10000              0.10000",
        "Alpha Bond Fund  000000AA1                    12/8/2013     0.20000              0.20000",
        "Beta Stock Fund  000000BB9      E             6/10/2013     1.25000              1.25000",
        "Beta Stock Fund Total                                       1.25000              1.25000",
    ]);
    assert_eq!(got[1], "3: 1|1  2|2  3|4  4|5  5|7  6|10  7|11  8|14");
    assert_eq!(got[2], "4: 3|Estimated  4|Reclass  5|Record  6|Total  7|2012  8|Income");
    assert_eq!(got[4], "6: 1|Alpha Bond Fund  2|000000AA1  5|6/8/2013  6|0.10000  8|0.10000");
    assert_eq!(got[6], "8: 1|Beta Stock Fund  2|000000BB9  3|E  5|6/10/2013  6|1.25000  8|1.25000");
    assert_eq!(got[7], "9: 1|Beta Stock Fund Total  6|1.25000  8|1.25000");
}

#[test]
fn headings_make_columns_where_there_is_no_number_row() {
    let got = grid(&[
        "                             Form 1099 Box 1a Breakdown",
        " Fund Name         CUSIP      Income       Short-term     Box 2a     Box 2b Unrecap",
        "                             Dividends    Capital Gain    Gain       Section 1250",
        "Alpha Bond Fund  000000AA1    0.10000        0.00000      1.00000",
        "Beta Stock Fund  000000BB9    0.20000        0.30000      2.00000",
    ]);
    assert_eq!(got[0], "1: 3+1|Form 1099 Box 1a Breakdown");
    assert_eq!(
        got[1],
        "2: 1|Fund Name  2|CUSIP  3|Income  4|Short-term  5|Box 2a  6|Box 2b Unrecap"
    );
    assert_eq!(got[4], "5: 1|Beta Stock Fund  2|000000BB9  3|0.20000  4|0.30000  5|2.00000");
}

#[test]
fn accounting_cells_that_drift_and_touch() {
    let got = grid(&[
        "Alpha Fund 000000AA1  $     0.10000000 $          -   $     0.10000000",
        "Alpha Fund 000000AA1  $     0.10000000   $          - $     0.10000000",
        "Alpha Fund 000000AA1  $    12.10000000 $   0.50000000 $    12.60000000",
        "Alpha Fund 000000AA1  $    12.10000000 $12.50000000 $    24.60000000",
    ]);
    for (i, want) in [(0, "4|$ -"), (1, "4|$ -"), (2, "4|$ 0.50000000")] {
        assert!(got[i].contains(want), "{}", got[i]);
        assert!(got[i].contains("5|$ "), "{}", got[i]);
    }
}

#[test]
fn pages_of_one_print_have_the_same_columns() {
    let page = |x: &str| {
        format!(
            "  Fund      CUSIP     Date     Box 2a   Box 2b   Box 3\n\
             Alpha    000000AA1  6/8/2013  {x}\n\
             Alpha    000000AA1  7/8/2013  {x}\n"
        )
    };
    let text =
        format!("{}\x0c{}", page("0.1000            0.300"), page("         0.2000   0.400"));
    let got = shown(&aligned::sheet(&text));
    assert_eq!(got[1], "2: 1|Alpha  2|000000AA1  3|6/8/2013  4|0.1000  6|0.300");
    assert_eq!(got[4], "5: 1|Alpha  2|000000AA1  3|6/8/2013  5|0.2000  6|0.400");
}

#[test]
fn tables_below_each_other_have_their_own_columns() {
    let got = grid(&[
        "  Fund      CUSIP     Date     Box 2a",
        "Alpha    000000AA1  6/8/2013   0.1000",
        "Alpha    000000AA1  7/8/2013   0.2000",
        "",
        "  Contact          Telephone        Electronic mail",
        "  A. Person      (000) 555-0100     a@example.com",
        "  B. Person      (000) 555-0101     b@example.com",
    ]);
    assert_eq!(got[3], "5: 1|Contact  2|Telephone  3|Electronic mail");
    assert_eq!(got[4], "6: 1|A. Person  2|(000) 555-0100  3|a@example.com");
}

#[test]
fn a_long_name_is_not_cut_at_the_next_column() {
    let got = grid(&[
        "  Fund Name           CUSIP   Ticker   Date    Box 2a",
        "Alpha Bond Fund     000000AA1  AAAA  6/8/2013  0.1000",
        "Beta Innovation Fund 00000BB9  BBBB  6/8/2013  0.1000",
        "Beta Innovation Option Fund Total              0.1000",
    ]);
    assert!(got[3].contains("|Beta Innovation Option Fund Total  5|0.1000"), "{}", got[3]);
}

#[test]
fn nothing_is_nothing() {
    assert!(aligned::sheet("").is_empty());
    assert!(aligned::sheet(" \n\t\n\x0c\n").is_empty());
}

#[test]
fn wrapped_names_are_one_name() {
    let got = grid(&[
        "  Fund Name          CUSIP      Date    Box 2a",
        "Alpha Innovation   00000AA11  6/8/2013  0.1000",
        "Income Fund",
        "Alpha Innovation   00000AA11  9/8/2013  0.2000",
        "Income Fund",
        "Beta Fund          00000BB22  9/8/2013  0.3000",
        "Beta Fund Total                         0.3000",
    ]);
    assert_eq!(got[1], "2: 1|Alpha Innovation Income Fund  2|00000AA11  3|6/8/2013  4|0.1000");
    assert_eq!(got[2], "4: 1|Alpha Innovation Income Fund  2|00000AA11  3|9/8/2013  4|0.2000");
    assert_eq!(got[3], "6: 1|Beta Fund  2|00000BB22  3|9/8/2013  4|0.3000");
    assert_eq!(got.len(), 5);
}

#[test]
fn names_alone_on_a_line_stay_rows() {
    // A page of the right-hand columns: the totals have no figures here.
    let got = grid(&[
        "  Fund Name                   Box 2a   Box 3",
        "Alpha Innovation Income Fund   0.1000   0.2",
        "Alpha Innovation Income Fund   0.1000   0.2",
        "Alpha Innovation Income Fund Total",
        "Beta Fund                      0.3000   0.2",
        "Beta Fund Total",
    ]);
    assert_eq!(got[3], "4: 1|Alpha Innovation Income Fund Total");
    assert_eq!(got[4], "5: 1|Beta Fund  2|0.3000  3|0.2");
    assert_eq!(got.len(), 6);
}

#[test]
fn a_sentence_with_a_rate_is_no_row() {
    let got = grid(&[
        "  Fund      CUSIP     Date     Box 2a",
        "Alpha    000000AA1  6/8/2013   0.1000",
        "Alpha    000000AA1  7/8/2013   0.2000",
        "Not tax advice; a rate of 20.0% may apply to you.",
    ]);
    assert!(got[3].ends_with("|Not tax advice; a rate of 20.0% may apply to you."), "{}", got[3]);
    assert_eq!(got[1], "2: 1|Alpha  2|000000AA1  3|6/8/2013  4|0.1000");
}

#[test]
fn cells_at_both_edges_of_a_column_are_in_one() {
    // The accounting format sets the currency sign left; text in the same column stands right.
    let got = grid(&[
        "    1          2          14                   15              16",
        "Alpha     00000AA11  $          -          $       -     $          -   ",
        "Beta      00000BB22  $     0.5000          $       -     $     0.5000   ",
        "Gamma     00000CC33                   $ -            $ -             $ -",
        "                                  $ 0.125            $ -             $ -",
    ]);
    assert_eq!(got[1], "2: 1|Alpha  2|00000AA11  3|$ -  4|$ -  5|$ -");
    assert_eq!(got[3], "4: 1|Gamma  2|00000CC33  3|$ -  4|$ -  5|$ -");
    assert_eq!(got[4], "5: 3|$ 0.125  4|$ -  5|$ -");
}

#[test]
fn ruling_lines_of_characters_are_no_cells() {
    let table = [
        "  Fund      CUSIP     Date     Box 2a",
        "--------  ---------  -------  -------",
        "Alpha    000000AA1  6/8/2013   0.1000",
        "Beta     000000BB9  7/8/2013       --",
        "======================================",
        "Total                          0.1000",
    ];
    let got = grid(&table);
    assert_eq!(got.len(), 4, "{got:?}");
    assert_eq!(got[2], "4: 1|Beta  2|000000BB9  3|7/8/2013  4|--");
}

#[test]
fn headings_a_blank_apart_are_headings_of_their_own_columns() {
    // The first line looks like one phrase; each of its words stands in line with those below.
    let got = grid(&[
        "  Fund      CUSIP     Date     Long-Term Nondividend    Box 2b",
        "                                Capital Distributions   Unrecap",
        "                                  Gain       (3)         Gain",
        "Alpha    000000AA1  6/8/2013        -         -            -",
        "Beta     000000BB9  7/8/2013        -         -            -",
    ]);
    assert!(got[0].contains("4|Long-Term  5|Nondividend"), "{}", got[0]);
    assert!(got[1].contains("4|Capital  5|Distributions"), "{}", got[1]);
}

#[test]
fn columns_a_blank_apart_that_no_row_fills_both_are_two() {
    let got = grid(&[
        "                                     Income    Nondividend  Tax-Exempt",
        "Fund Name     CUSIP     Pay Date    Dividends    Distrib.    Interest",
        "Alpha Fund  000000AA1   6/8/2023  0.1000000000              0.3000000000",
        "Beta Fund   000000BB9   6/9/2023  0.2000000000 0.4000000000             ",
        "Gamma Fund  000000CC7   6/9/2023  0.2000000000              0.5000000000",
    ]);
    assert_eq!(got[0], "1: 4|Income  5|Nondividend  6|Tax-Exempt");
    assert!(got[2].ends_with("4|0.1000000000  6|0.3000000000"), "{}", got[2]);
    assert!(got[3].ends_with("4|0.2000000000  5|0.4000000000"), "{}", got[3]);
}

#[test]
fn column_numbers_in_brackets_are_a_number_row() {
    let got = grid(&[
        "                          Ex-Dividend               Total        Income",
        "Fund Name     CUSIP              Date  Pay Date  Distribution  Dividends",
        "   (1)         (2)            (8)        (9)         (10)        (14)",
        "Alpha Fund  000000AA1        6/1/2023  6/8/2023        0.1000     0.1000",
        "Beta Fund   000000BB9        6/2/2023  6/9/2023        0.2000     0.2000",
    ]);
    assert_eq!(got[0], "1: 3|Ex-Dividend  5|Total  6|Income");
    assert_eq!(got[2], "3: 1|(1)  2|(2)  3|(8)  4|(9)  5|(10)  6|(14)");
    assert!(got[3].contains("3|6/1/2023  4|6/8/2023"), "{}", got[3]);
}

#[test]
fn headings_that_touch_go_to_the_column_numbers_over_them() {
    let got = grid(&[
        "    1           2         3        4         7         9         10",
        "Fund Name     CUSIP    Symbol Estimated Record Date Pay Date  Total",
        "Alpha Fund  000000AA1   AAAX              6/1/2023  6/8/2023  0.1000",
        "Beta Fund   000000BB9   BBBX              6/2/2023  6/9/2023  0.2000",
    ]);
    assert!(got[1].contains("3|Symbol  4|Estimated  5|Record Date  6|Pay Date"), "{}", got[1]);
    assert!(got[2].contains("3|AAAX  5|6/1/2023"), "{}", got[2]);
}

#[test]
fn a_bracket_before_the_currency_sign_belongs_to_the_amount() {
    let got = grid(&[
        "Fund Name     CUSIP     Pay Date       Income       Capital Gain",
        "Alpha Fund  000000AA1   6/8/2023  $  0.1000000     $  0.3000000",
        "Alpha Fund  000000AA1   6/8/2023  ($ 0.0500000)    $          -",
    ]);
    assert!(got[2].contains("4|($ 0.0500000)"), "{}", got[2]);
}

#[test]
fn a_page_without_headings_goes_on_with_words_among_its_dates() {
    // `DAILY` is set to the left, the dates of the page before to the right.
    let text = [
        "Fund Name        CUSIP             Record Date    Payable Date   Ordinary Dividends",
        "Alpha Fund       000000AA1           12/01/2023     12/04/2023              0.1000",
        "                                     12/08/2023     12/11/2023              0.2000",
        "\x0c                            DAILY                   12/15/2023              0.3000",
        "                            DAILY                   12/18/2023              0.4000",
    ];
    let got = grid(&text);
    let last = got.last().unwrap();
    assert!(last.ends_with("4|12/18/2023  5|0.4000"), "{got:#?}");
}

#[test]
fn a_percent_sign_stands_with_the_word_after_it() {
    let got = grid(&[
        "                        Exempt-Interest",
        "Fund        CUSIP        Dividends (Box % Subject to   Cash",
        "                              12)           AMT     Liquidation",
        "Alpha Fund  000000AA1            0.1000      0.0500      0.0000",
        "Beta Fund   000000BB9            0.2000      0.0500      0.0000",
    ]);
    assert_eq!(got[1], "2: 1|Fund  2|CUSIP  3|Dividends (Box  4|% Subject to  5|Cash");
}

#[test]
fn pages_that_repeat_the_headings_without_the_title_share_its_columns() {
    // Headings a blank apart, which only the cells of the first page tell from each other.
    let headings =
        "Fund Name   CUSIP     Distribution Per Share Income Dividends Short-term Gain Return";
    let text = [
        "2023 Year-End Tax Information",
        headings,
        "Alpha Fund  000000AA1                 0.3000           0.1000          0.1000 0.1000",
        "Beta Fund   000000BB9                 0.4000           0.1000          0.2000 0.1000",
        &format!("\x0c{headings}"),
        "Gamma Fund  000000CC7                 0.4000                                  0.4000",
    ];
    let got = grid(&text);
    let last = got.last().unwrap();
    assert_eq!(last, "6: 1|Gamma Fund  2|000000CC7  3|0.4000  6|0.4000", "{got:#?}");
}

#[test]
fn a_column_without_a_number_is_not_that_of_the_blank_column_beside_it() {
    let got = grid(&[
        "     1          2           30            31",
        "                         Exempt-      Percentage",
        "                         Interest       of AMT in   U.S. Gov't",
        " Fund Name    CUSIP      Dividends      Column 30    Income %",
        "Alpha Fund  000000AA1      0.3000                      29.54%",
        "Beta Fund   000000BB9      0.4000                      12.00%",
    ]);
    assert_eq!(got[4], "5: 1|Alpha Fund  2|000000AA1  3|0.3000  5|29.54%", "{got:#?}");
    assert!(got[3].ends_with("4|Column 30  5|Income %"), "{got:#?}");
}

#[test]
fn dashes_at_the_ends_of_wrapped_headings_are_no_cells() {
    let got = grid(&[
        "Fund Name   CUSIP      Sec. 1202 Gain -  28% Rate Gain -  Ordinary",
        "                            Box 2c           - Box 2d     Dividends - Box",
        "                                                          1a",
        "Alpha Fund  000000AA1            0.0000           0.0000           0.1000",
        "Beta Fund   000000BB9            0.0000           0.0000           0.2000",
    ]);
    assert_eq!(
        got[0], "1: 1|Fund Name  2|CUSIP  3|Sec. 1202 Gain -  4|28% Rate Gain -  5|Ordinary",
        "{got:#?}"
    );
    assert_eq!(got[1], "2: 3|Box 2c  4|- Box 2d  5|Dividends - Box");
}
