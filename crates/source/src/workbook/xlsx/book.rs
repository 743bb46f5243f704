//! The workbook part: the sheets and where they stand, the date system, how values were
//! calculated.

use super::damaged;
use super::text::push_text;
use super::tokens::{Tag, Token, Tokens, yes};
use crate::error::Reason;
use crate::workbook::limits;
use crate::workbook::package::{self, Archive, Relationship};

/// A sheet of the workbook.
#[derive(Debug)]
pub(crate) struct SheetRef {
    pub(crate) name: String,
    pub(crate) hidden: bool,
    pub(crate) path: String,
}

/// What the workbook part says.
#[derive(Debug, Default)]
pub(crate) struct Book {
    pub(crate) sheets: Vec<SheetRef>,
    /// Days count from 1904, as on old Macintoshes.
    pub(crate) from_1904: bool,
    /// The workbook asks to be calculated when it is opened, because the program that wrote it
    /// calculated nothing: cached values may be placeholders.
    pub(crate) uncalculated: bool,
    /// The part with the shared texts.
    pub(crate) strings: Option<String>,
    /// The part with the styles.
    pub(crate) styles: Option<String>,
}

impl Book {
    /// Finds and reads the workbook part.
    pub(crate) fn read(archive: &mut Archive<'_>) -> Result<Book, Reason> {
        let root = package::relationships(archive, "_rels/.rels");
        let main = root.iter().find(|r| r.kind.ends_with("/officeDocument"));
        let path = main.map_or("xl/workbook.xml", |r| r.target.trim_start_matches('/')).to_owned();
        let (folder, file) = match path.rsplit_once('/') {
            Some((folder, file)) => (format!("{folder}/"), file),
            None => (String::new(), path.as_str()),
        };
        let parts = package::relationships(archive, &format!("{folder}_rels/{file}.rels"));
        let locate = |target: &str| match target.strip_prefix('/') {
            Some(absolute) => absolute.to_owned(),
            None => format!("{folder}{}", target.trim_start_matches("./")),
        };
        let of_kind =
            |kind: &str| parts.iter().find(|r| r.kind.ends_with(kind)).map(|r| locate(&r.target));
        let mut book = Book {
            // Some programs leave the usual places unsaid.
            strings: of_kind("/sharedStrings").or_else(|| Some(locate("sharedStrings.xml"))),
            styles: of_kind("/styles").or_else(|| Some(locate("styles.xml"))),
            ..Book::default()
        };
        let xml = package::read(archive, &path, limits::HELD_BYTES)?;
        let mut xml = Tokens::new(&xml[..], limits::HELD_BYTES);
        let mut closed = false;
        while let Some(token) = xml.next()? {
            match token {
                Token::Start { tag, .. } => book.element(tag, &parts, &locate)?,
                Token::End(name) => closed = name == b"workbook",
                _ => {}
            }
        }
        if closed { Ok(book) } else { Err(damaged("its list of sheets is cut off")) }
    }

    fn element(
        &mut self,
        tag: Tag<'_>,
        parts: &[Relationship],
        locate: &dyn Fn(&str) -> String,
    ) -> Result<(), Reason> {
        match tag.name() {
            b"workbookPr" => {
                self.from_1904 |= yes(tag.attribute(b"date1904"));
            }
            b"calcPr" => self.uncalculated = yes(tag.attribute(b"fullCalcOnLoad")),
            b"sheet" => {
                let text = |key: &[u8]| {
                    let mut text = String::new();
                    push_text(tag.attribute(key).unwrap_or_default(), &mut text).map(|()| text)
                };
                let (name, id) = (text(b"name")?, text(b"id")?);
                let part = parts.iter().find(|r| r.id == id);
                let part = part
                    .ok_or_else(|| damaged(&format!("sheet {name} has no part in the package")))?;
                // Charts and dialogs have sheets without cells.
                if part.kind.ends_with("/worksheet") {
                    let hidden = matches!(tag.attribute(b"state"), Some(b"hidden" | b"veryHidden"));
                    self.sheets.push(SheetRef { name, hidden, path: locate(&part.target) });
                }
                if self.sheets.len() > limits::SHEETS {
                    return Err(limits::sheets());
                }
            }
            _ => {}
        }
        Ok(())
    }
}
