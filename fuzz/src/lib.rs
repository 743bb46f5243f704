//! What every fuzz target does with bytes: read them as a document, decode, judge, and write the
//! reading as JSON and read that back.

pub mod package;

use yearend_model::json::{ReadingJson, from_json};

/// Reads the bytes as whatever they are. Refusing them is fine; a panic, a hang or a reading that
/// its own JSON does not give back is not.
pub fn read(bytes: &[u8]) {
    let Ok(documents) = yearend_source::open("fuzz", bytes.to_vec()) else { return };
    for document in &documents {
        let mut reading = yearend_decode::decode(document);
        yearend_rules::check(&mut reading);
        let json = serde_json::to_value(ReadingJson(&reading)).expect("a reading serialises");
        let back = from_json(&json).expect("a reading's JSON is read back");
        assert_eq!(back.layouts.len(), reading.layouts.len());
    }
}
