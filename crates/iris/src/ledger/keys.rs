//! Keyed hashes of accounts and contents.

use crate::error::{Error, Result};
use crate::files::{create_private, hex};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::cell::OnceCell;
use std::io::Write;
use std::path::Path;

/// The first 128 bits of HMAC-SHA-256.
pub type Hash = [u8; 16];

/// The secret of a ledger.
#[derive(Clone)]
pub struct Keys {
    mac: Hmac<Sha256>,
}

impl Keys {
    /// Reads the key file, or makes one that only its owner can read.
    ///
    /// # Errors
    /// The file cannot be read or made, or is damaged.
    pub fn open(path: &Path) -> Result<Keys> {
        match std::fs::read_to_string(path) {
            Ok(text) => Keys::from_hex(text.trim()).ok_or_else(|| Error::Ledger {
                path: path.to_owned(),
                reason: "the key file is damaged; restore it from a backup: without it the ledger \
                         cannot find its accounts"
                    .to_owned(),
            }),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                // Two random UUIDs hold 244 random bits.
                let text =
                    format!("{}{}", uuid::Uuid::new_v4().simple(), uuid::Uuid::new_v4().simple());
                let mut file = create_private(path).map_err(Error::io(path))?;
                writeln!(file, "{text}").and_then(|()| file.sync_all()).map_err(Error::io(path))?;
                Keys::from_hex(&text).ok_or_else(|| Error::Refused("no key".to_owned()))
            }
            Err(e) => Err(Error::io(path)(e)),
        }
    }

    fn from_hex(text: &str) -> Option<Keys> {
        let ok = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
        ok.then(|| Hmac::new_from_slice(text.as_bytes()).ok()).flatten().map(|mac| Keys { mac })
    }

    /// What tells this secret from another without giving it away, in hexadecimal.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let mut mac = self.mac.clone();
        mac.update(b"fingerprint\0");
        hex(&first_half(mac))
    }

    /// The hash of an account of a payer.
    #[must_use]
    pub fn account(&self, payer: &str, account: &str) -> Hash {
        let mut mac = self.mac.clone();
        mac.update(b"account\0");
        mac.update(payer.as_bytes());
        mac.update(b"\0");
        mac.update(account.as_bytes());
        first_half(mac)
    }

    /// The hash of a form's content.
    #[must_use]
    pub fn content(&self, content: &[u8]) -> Hash {
        let mut mac = self.mac.clone();
        mac.update(b"content\0");
        mac.update(content);
        first_half(mac)
    }
}

/// An account, hashed once it is asked for.
pub struct Account<'a> {
    keys: &'a Keys,
    payer: &'a str,
    account: &'a str,
    hash: OnceCell<Hash>,
}

impl<'a> Account<'a> {
    /// An account of a payer.
    #[must_use]
    pub fn new(keys: &'a Keys, payer: &'a str, account: &'a str) -> Account<'a> {
        Account { keys, payer, account, hash: OnceCell::new() }
    }

    /// Its hash.
    #[must_use]
    pub fn hash(&self) -> &Hash {
        self.hash.get_or_init(|| self.keys.account(self.payer, self.account))
    }
}

fn first_half(mac: Hmac<Sha256>) -> Hash {
    let full = mac.finalize().into_bytes();
    let mut half = [0; 16];
    half.copy_from_slice(&full[..16]);
    half
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_depend_on_key_payer_and_account() {
        let folder = tempfile::tempdir().unwrap();
        let one = Keys::open(&folder.path().join("a.key")).unwrap();
        let again = Keys::open(&folder.path().join("a.key")).unwrap();
        let other = Keys::open(&folder.path().join("b.key")).unwrap();
        assert_eq!(one.account("P", "1"), again.account("P", "1"));
        assert_ne!(one.account("P", "1"), other.account("P", "1"));
        assert_ne!(one.account("P", "1"), one.account("P1", ""));
        assert_ne!(one.account("P", "1"), one.content(b"P\x001"));
    }

    #[test]
    fn a_damaged_key_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.key");
        std::fs::write(&path, "zz").unwrap();
        assert!(Keys::open(&path).is_err());
    }
}
