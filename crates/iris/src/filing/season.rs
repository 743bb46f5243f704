//! Transmissions by name, questions to the IRS, withdrawals.

use crate::error::{Error, Result};
use crate::ledger::{Ledger, Standing, TransmissionRow};
use crate::xml::{SearchKind, SearchType, write_request};
use std::collections::BTreeMap;

/// A transmission by its unique ID, its receipt, or its file.
///
/// # Errors
/// The ledger knows none of this name, or more than one.
pub fn find_transmission(name: &str, ledger: &mut Ledger) -> Result<TransmissionRow> {
    let file = std::path::Path::new(name).file_name().map(|f| f.to_owned());
    let found: Vec<_> = ledger
        .transmissions()?
        .into_iter()
        .filter(|t| {
            t.utid == name
                || t.receipt.as_deref() == Some(name)
                || (file.is_some() && t.path.file_name().map(|f| f.to_owned()) == file)
        })
        .collect();
    match <[_; 1]>::try_from(found) {
        Ok([one]) => Ok(one),
        Err(all) if all.is_empty() => Err(Error::Refused(format!(
            "the ledger knows no transmission `{name}`; `yearend file log` lists them"
        ))),
        Err(_) => Err(Error::Refused(format!("`{name}` names more than one transmission"))),
    }
}

/// The questions for every transmission that awaits an answer: a file name and the XML, at most
/// 100 transmissions each. By receipt where it is known, since that search is reliable.
///
/// # Errors
/// The ledger refuses.
pub fn requests(what: SearchType, ledger: &mut Ledger) -> Result<Vec<(String, Vec<u8>)>> {
    let mut groups: BTreeMap<(String, bool), Vec<String>> = BTreeMap::new();
    for t in ledger.transmissions()? {
        let waits =
            t.state == "built" && Standing::from_status(t.status.as_deref()) == Standing::Pending;
        if waits {
            let id = t.receipt.clone().unwrap_or_else(|| t.utid.clone());
            groups.entry((t.tcc, t.receipt.is_some())).or_default().push(id);
        }
    }
    let mut out = Vec::new();
    for ((tcc, by_receipt), ids) in groups {
        let kind = if by_receipt { SearchKind::Receipt } else { SearchKind::Utid };
        for ids in ids.chunks(100) {
            let word = if what == SearchType::Status { "status" } else { "acknowledgement" };
            let name = format!("iris-{word}-request-{:03}.xml", out.len() + 1);
            out.push((name, write_request(&tcc, what, kind, ids)));
        }
    }
    Ok(out)
}

/// Withdraws a transmission that was not sent; its file is removed.
///
/// # Errors
/// It has a receipt: the IRS has it.
pub fn discard(t: &TransmissionRow, ledger: &mut Ledger, now: &str) -> Result<()> {
    if t.receipt.is_some() || t.status.is_some() {
        return Err(Error::Refused(format!(
            "{}: the IRS has it (receipt {}); what was sent cannot be withdrawn, only corrected \
             or replaced",
            t.utid,
            t.receipt.as_deref().unwrap_or("unknown")
        )));
    }
    // The ledger first: a file without an entry is harmless, an entry without a file is not.
    ledger.discard(t.id, now, "discarded before it was sent")?;
    match std::fs::remove_file(&t.path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(Error::io(&t.path)(e)),
        _ => Ok(()),
    }
}
