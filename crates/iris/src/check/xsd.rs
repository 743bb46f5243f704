//! Validation against the IRS's own schema with the `xmllint` program, where both are there.

use crate::error::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum XsdOutcome {
    /// The file is valid.
    Valid,
    /// It is not: the validator's messages with every value taken out.
    Invalid(Vec<String>),
    /// `xmllint` is not installed.
    NoValidator,
}

const MESSAGE: &str = "MSG/IRS-IRIntakeTransmissionMessage.xsd";

/// Validates a transmission against the IRS's package as it was downloaded (the folder that holds
/// `MSG`, or one above it).
///
/// # Errors
/// The folder holds no schema, or `xmllint` cannot be run.
pub fn validate_with_xsd(file: &Path, package: &Path) -> Result<XsdOutcome> {
    let schema = find_schema(package).ok_or_else(|| {
        let reason = format!("holds no `{MESSAGE}`: give the folder of the IRS's schema package");
        Error::xml(package, reason)
    })?;
    let output = Command::new("xmllint")
        .args(["--noout", "--nonet", "--huge", "--stream", "--schema"])
        .arg(&schema)
        .arg(file)
        .stdin(Stdio::null())
        .output();
    match output {
        Ok(o) if o.status.success() => Ok(XsdOutcome::Valid),
        Ok(o) => {
            let text = String::from_utf8_lossy(&o.stderr);
            Ok(XsdOutcome::Invalid(text.lines().take(50).map(without_values).collect()))
        }
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(XsdOutcome::NoValidator),
        Err(e) => Err(Error::io(Path::new("xmllint"))(e)),
    }
}

fn find_schema(package: &Path) -> Option<PathBuf> {
    ["", "schema", "XML", "XSD"]
        .iter()
        .map(|sub| package.join(sub).join(MESSAGE))
        .find(|p| p.is_file())
}

/// A message of libxml2 without the value it quotes: it may be a name or a number.
fn without_values(line: &str) -> String {
    let Some(at) = line.find("The value '") else { return line.to_owned() };
    let rest = &line[at + "The value '".len()..];
    let end = rest.find("' ").map_or("", |i| &rest[i + 1..]);
    format!("{}The value ‹…›{end}", &line[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_never_show() {
        let line = "a.xml:1: element TIN: error: [facet 'pattern'] The value '12-345' is not accepted by the pattern '[0-9]{9}'.";
        let shown = without_values(line);
        assert!(!shown.contains("12-345") && shown.contains("is not accepted by the pattern"));
    }
}
