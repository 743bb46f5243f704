//! SHA-256 over framed parts: the names of documents, readings, findings and audit entries.

use sha2::{Digest as _, Sha256};

/// A hash over a sequence of parts. Each part is framed by its length, so that no two sequences
/// give the same bytes.
pub(crate) struct Hash(Sha256);

impl Hash {
    /// `domain` keeps hashes of different things apart.
    pub(crate) fn new(domain: &str) -> Hash {
        let mut hash = Hash(Sha256::new());
        hash.add(domain);
        hash
    }

    pub(crate) fn add(&mut self, part: &str) {
        self.0.update((part.len() as u64).to_be_bytes());
        self.0.update(part.as_bytes());
    }

    /// Absent is not empty.
    pub(crate) fn add_opt(&mut self, part: Option<&str>) {
        match part {
            None => self.0.update([0xff; 8]),
            Some(part) => self.add(part),
        }
    }

    pub(crate) fn add_int(&mut self, part: i64) {
        self.0.update(part.to_be_bytes());
    }

    /// The hash in lower-case hexadecimal.
    pub(crate) fn hex(self) -> String {
        hex(&self.0.finalize())
    }
}

/// SHA-256 of the bytes of a document, lower-case hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_parts() {
        let of = |parts: &[Option<&str>]| {
            let mut h = Hash::new("test");
            parts.iter().for_each(|p| h.add_opt(*p));
            h.hex()
        };
        assert_ne!(of(&[Some("ab"), Some("c")]), of(&[Some("a"), Some("bc")]));
        assert_ne!(of(&[None]), of(&[Some("")]));
        // FIPS 180-2, appendix B.1.
        assert_eq!(&sha256(b"abc")[..16], "ba7816bf8f01cfea");
    }
}
