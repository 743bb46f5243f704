//! The contacts sheet: who answers questions about a fund's figures.

use crate::many;
use crate::view::{RowView, View};
use crate::words::{fold, words};
use yearend_model::Contact;
use yearend_source::CellKind;

/// The columns of a contacts table.
#[derive(Debug)]
struct Columns {
    at: [Option<u32>; 6],
}

/// Columns without which a row heads no contacts table.
const LEAST: usize = 3;

/// Whether a text has three letters in a row, as the shortest heading (`Fax`) has.
fn has_word(text: &str) -> bool {
    text.as_bytes().windows(3).any(|w| w.iter().all(u8::is_ascii_alphabetic))
}

/// Whether a cell may say what a column of a contacts table is.
fn is_wordy(kind: CellKind, text: &str) -> bool {
    kind == CellKind::Text && has_word(text)
}

/// Whether a row has enough words to head a contacts table. Most rows hold figures: their words are
/// not taken apart.
fn may_head(view: &View<'_>, index: usize) -> bool {
    let wordy = match view.plain_cells(index) {
        Some((sheet, cells)) => {
            cells.iter().filter(|c| is_wordy(c.kind, sheet.text(c))).take(LEAST).count()
        }
        None => view.row(index).cells.iter().filter(|c| is_wordy(c.kind, c.text)).count(),
    };
    wordy >= LEAST
}

impl Columns {
    /// A row heads a contacts table if it names an e-mail address or a telephone, and a person
    /// or a fund.
    fn new(row: &RowView<'_>) -> Option<Columns> {
        let mut at = [None; 6];
        for c in row.cells.iter().filter(|c| is_wordy(c.kind, c.text)) {
            let w = words(c.text);
            let has = |x: &str| w.iter().any(|y| y == x);
            let which = if has("email") || has("mail") {
                5
            } else if has("facsimile") || has("fax") {
                4
            } else if has("telephone") || has("phone") {
                3
            } else if has("affiliation") || has("company") || has("corporate") {
                2
            } else if has("person") || has("contact") {
                1
            } else if has("fund") || has("family") || has("name") {
                0
            } else {
                continue;
            };
            at[which].get_or_insert(c.column);
        }
        let reach = at[5].is_some() || at[3].is_some();
        (reach && at.iter().flatten().count() >= LEAST).then_some(Columns { at })
    }

    fn read(&self, row: &RowView<'_>) -> Option<Contact> {
        let text = |i: usize| {
            let cell = self.at[i].and_then(|c| row.at(c));
            cell.map(|c| fold(c.text)).unwrap_or_default()
        };
        let contact = Contact {
            fund: text(0),
            person: text(1),
            affiliation: text(2),
            telephone: text(3),
            facsimile: text(4),
            email: text(5),
        };
        let reachable = contact.email.contains('@')
            || contact.telephone.chars().filter(char::is_ascii_digit).count() >= 7;
        reachable.then_some(contact)
    }
}

/// Rows that one core looks at as one piece of work.
const PIECE: usize = 512;

/// The contacts of a view, in order.
pub(crate) fn find(view: &View<'_>) -> Vec<Contact> {
    let mut out = Vec::new();
    let mut columns: Option<Columns> = None;
    let rows: Vec<usize> = (0..view.len()).collect();
    let heads = many::map(&rows, PIECE, |i| {
        may_head(view, *i).then(|| Columns::new(&view.row(*i))).flatten()
    });
    for (i, head) in heads.into_iter().enumerate() {
        if head.is_some() {
            columns = head;
        } else if let Some(c) = &columns {
            let row = view.row(i);
            match c.read(&row) {
                Some(contact) => out.push(contact),
                // Notes under the table end it.
                None if row.cells.len() <= 1 => columns = None,
                None => {}
            }
        }
    }
    out
}
