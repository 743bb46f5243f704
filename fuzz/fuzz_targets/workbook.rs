//! Workbooks (xlsx, xlsb, xls, ods), changed inside their parts.

#![no_main]

use libfuzzer_sys::{fuzz_mutator, fuzz_target};
use yearend_source::detect::{self, Format};

fuzz_target!(|bytes: &[u8]| {
    if matches!(detect::format(bytes), Format::Zip | Format::CompoundFile) {
        yearend_fuzz::read(bytes);
    }
});

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    yearend_fuzz::package::mutate(data, size, max_size, seed)
});
