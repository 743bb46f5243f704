//! Archives of files, changed inside their members.

#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use yearend_source::detect::{self, Format};

fuzz_target!(|bytes: &[u8]| {
    if matches!(detect::format(bytes), Format::Zip) {
        yearend_fuzz::read(bytes);
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    yearend_fuzz::package::mutate(data, size, max_size, seed)
});
