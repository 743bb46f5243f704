//! Containers: archives and mails, opened member by member.
//!
//! Each member that is a document is opened as one, under the path that leads to it
//! (`mail.eml/layouts.zip/funds.xlsx`). A member that cannot be opened is a failure beside the
//! documents, never instead of them; what is no document at all (pictures, signatures, a letter
//! without a table) is passed over and said. Nothing is written to disk, and bounds on depth,
//! members and sizes hold for the whole file that was given, however deep it nests.

mod html;
mod limits;
mod mail;
mod member;
mod zip;

use crate::detect::{self, Format};
use crate::error::{Reason, SourceError};
use crate::workbook::package;
use crate::{Document, open};
use limits::Bounds;
use std::sync::Arc;

/// What a file held.
#[derive(Clone, Debug, Default)]
pub struct Opened {
    /// The documents, in the order of the members' names.
    pub documents: Vec<Document>,
    /// Members that could not be opened, and why.
    pub failures: Vec<SourceError>,
    /// Members that are no documents, and why they were passed over.
    pub skipped: Vec<Skipped>,
}

/// A member that is no document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The path that leads to it.
    pub name: String,
    /// What it is, in words.
    pub why: &'static str,
}

/// A member on its way to being opened.
struct Member {
    /// The path that leads to it, beginning with the file that was given.
    name: String,
    bytes: Vec<u8>,
}

/// Opens the bytes of a file: the document that it is, or those that it contains.
///
/// # Errors
/// When the file itself cannot be opened, or holds nothing that is a document.
pub fn open_all(name: &str, bytes: Vec<u8>) -> Result<Opened, SourceError> {
    let mut walk = Walk { bounds: Bounds::new(), opened: Opened::default() };
    walk.open(Member { name: name.to_owned(), bytes }, 0)?;
    walk.finish(name)
}

struct Walk {
    bounds: Bounds,
    opened: Opened,
}

impl Walk {
    /// Opens one file or member. An error is about this member as a whole.
    fn open(&mut self, member: Member, depth: usize) -> Result<(), SourceError> {
        match kind(&member.bytes) {
            Kind::Document(format) => {
                let bytes = Arc::new(member.bytes);
                let mut document = open::document(&member.name, &bytes, format)?;
                document.bytes = bytes;
                self.bounds
                    .document(&document)
                    .map_err(|reason| SourceError { name: member.name.clone(), reason })?;
                if depth > 0 {
                    let path: Arc<str> = member.name.into();
                    let parts = &mut document.source.parts;
                    parts.iter_mut().for_each(|p| p.member = Some(path.clone()));
                }
                self.opened.documents.push(document);
                Ok(())
            }
            container => {
                let name = member.name.clone();
                let fail = |reason| SourceError { name: name.clone(), reason };
                limits::depth(depth).map_err(fail)?;
                match container {
                    Kind::Mail => mail::members(self, member, depth),
                    _ => zip::members(self, member, depth),
                }
                .map_err(fail)
            }
        }
    }

    /// Opens a member of a container, unless it is none for us; its failure does not touch the
    /// others.
    fn member(&mut self, member: Member, depth: usize) -> Result<(), Reason> {
        self.bounds.member()?;
        match member::passed_over(&member.name, &member.bytes) {
            Some(why) => self.skip(member.name, why),
            None => {
                if let Err(e) = self.open(member, depth + 1) {
                    self.opened.failures.push(e);
                }
            }
        }
        Ok(())
    }

    fn skip(&mut self, name: String, why: &'static str) {
        self.opened.skipped.push(Skipped { name, why });
    }

    fn fail(&mut self, name: String, reason: Reason) {
        self.opened.failures.push(SourceError { name, reason });
    }

    /// A container from which nothing could be taken is an error itself.
    fn finish(mut self, name: &str) -> Result<Opened, SourceError> {
        let opened = &self.opened;
        if !opened.documents.is_empty() {
            return Ok(self.opened);
        }
        let locked = |e: &SourceError| matches!(e.reason, Reason::Encrypted(_));
        let one = opened.failures.len() == 1 || opened.failures.iter().all(locked);
        if one && !opened.failures.is_empty() {
            return Err(self.opened.failures.swap_remove(0));
        }
        if opened.failures.is_empty() {
            let held = match opened.skipped.len() {
                0 => "a container without files".to_owned(),
                n => format!("a container of {n} files, none of which is a document"),
            };
            return Err(SourceError { name: name.to_owned(), reason: Reason::UnknownFormat(held) });
        }
        Ok(self.opened)
    }
}

enum Kind {
    Document(Format),
    Zip,
    Mail,
}

/// Tells containers from documents: a workbook is a zip too.
fn kind(bytes: &[u8]) -> Kind {
    match detect::format(bytes) {
        Format::Mail => Kind::Mail,
        Format::Zip => match package::open(bytes).map(|mut a| package::contents(&mut a)) {
            Ok(package::Contents::Archive) => Kind::Zip,
            _ => Kind::Document(Format::Zip),
        },
        other => Kind::Document(other),
    }
}
