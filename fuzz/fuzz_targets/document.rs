//! Bytes of any format: workbooks, PDF, mail, zip and text, told by content.

#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| yearend_fuzz::read(bytes));
