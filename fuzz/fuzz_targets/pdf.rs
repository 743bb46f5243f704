//! PDF: structure, streams, fonts, content.

#![no_main]

use libfuzzer_sys::fuzz_target;
use yearend_source::detect::{self, Format};

fuzz_target!(|bytes: &[u8]| {
    if matches!(detect::format(bytes), Format::Pdf) {
        yearend_fuzz::read(bytes);
    }
});
