//! The bare scan of a Parquet file: every column decoded, nothing done with it. The yardstick of
//! `benches/allocate`: `cargo run --release -p yearend-allocate --example scan -- FILE THREADS`.

#![allow(clippy::print_stdout, missing_docs)]

use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReaderBuilder,
};
use std::fs::File;
use std::sync::atomic::{AtomicUsize, Ordering};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("give the file")?;
    let threads: usize = args.next().map_or(Ok(1), |t| t.parse())?;
    let metadata = ArrowReaderMetadata::load(&File::open(&path)?, ArrowReaderOptions::new())?;
    let groups = metadata.metadata().num_row_groups();
    let (next, rows) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let one = || -> Result<()> {
        loop {
            let group = next.fetch_add(1, Ordering::Relaxed);
            if group >= groups {
                return Ok(());
            }
            let file = File::open(&path)?;
            let reader = ParquetRecordBatchReaderBuilder::new_with_metadata(file, metadata.clone())
                .with_row_groups(vec![group])
                .with_batch_size(1 << 13)
                .build()?;
            for batch in reader {
                rows.fetch_add(batch?.num_rows(), Ordering::Relaxed);
            }
        }
    };
    std::thread::scope(|s| {
        let all: Vec<_> = (0..threads).map(|_| s.spawn(one)).collect();
        all.into_iter().try_for_each(|t| t.join().map_err(|_| "a thread failed")?)
    })?;
    println!("{} rows", rows.into_inner());
    Ok(())
}
