//! Mails: header fields, parts, encodings, attachments.

#![no_main]

use libfuzzer_sys::fuzz_target;
use yearend_source::detect::{self, Format};

fuzz_target!(|bytes: &[u8]| {
    if matches!(detect::format(bytes), Format::Mail) {
        yearend_fuzz::read(bytes);
    }
});
