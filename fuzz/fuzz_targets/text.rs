//! Text of any kind: encodings, separators, aligned text.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    // Text only: other formats have targets of their own.
    if yearend_source::detect::format(bytes) == yearend_source::detect::Format::Text {
        yearend_fuzz::read(bytes);
    }
});
