//! A Parquet file whose row groups are encoded by any thread and appended in order.

use super::encode::{self, Cents, Chunk, Facts};
use super::flush::{Behind, Ending};
use crate::error::{Error, Result};
use crate::input::clean::plain;
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_writer::{
    ArrowColumnChunk, ArrowRowGroupWriterFactory, ArrowWriterOptions, compute_leaves,
};
use parquet::basic::{Compression, Encoding};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{ColumnDescPtr, ColumnPath};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// How a column is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Store {
    /// Cents and other integers: differences in as few bits as they need.
    Packed,
    /// Few distinct values.
    Dictionary,
    /// Nearly all values distinct.
    Plain,
    /// As plain; the file is sorted by it, so readers get its least and greatest value by row group.
    Key,
    /// The same, where each value is repeated.
    RepeatedKey,
}

impl Store {
    pub(super) fn is_dictionary(self) -> bool {
        matches!(self, Store::Dictionary | Store::RepeatedKey)
    }

    /// Whether the file is sorted by the column.
    pub(super) fn is_key(self) -> bool {
        matches!(self, Store::Key | Store::RepeatedKey)
    }

    /// Least and greatest values are for readers that look for something: accounts and amounts.
    /// Names and taxpayer numbers do not belong in a file's footer.
    fn statistics(self) -> EnabledStatistics {
        match self {
            Store::Packed | Store::Key | Store::RepeatedKey => EnabledStatistics::Chunk,
            Store::Dictionary | Store::Plain => EnabledStatistics::None,
        }
    }
}

/// A file that takes row groups.
pub struct GroupFile {
    path: PathBuf,
    schema: SchemaRef,
    columns: Vec<(ColumnDescPtr, Store)>,
    factory: ArrowRowGroupWriterFactory,
    writer: Mutex<Ordered>,
}

struct Ordered {
    file: SerializedFileWriter<Behind>,
    next: usize,
    waiting: BTreeMap<usize, Vec<Made>>,
}

/// A column of a row group to be.
pub(crate) enum Column<'a> {
    /// In arrays that follow each other. Texts may come by dictionaries of 32-bit numbers.
    Arrays(Vec<ArrayRef>),
    /// Amounts.
    Cents(Cents<'a>),
}

/// An encoded column of a row group.
enum Made {
    Here(Chunk),
    /// By the Parquet writer.
    There(ArrowColumnChunk),
}

/// Creates a file that only its owner can read.
pub fn create_private(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).read(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(Error::io(path))
}

impl GroupFile {
    /// Creates the file. `store` says how each column is kept, in the order of the schema.
    ///
    /// # Errors
    /// The file cannot be created.
    pub fn create(
        path: &Path,
        schema: Schema,
        store: impl Fn(&str) -> Store,
        metadata: Vec<(String, String)>,
    ) -> Result<GroupFile> {
        let mut properties = WriterProperties::builder()
            .set_created_by(concat!("yearend ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(None)
            .set_offset_index_disabled(true)
            .set_key_value_metadata(Some(
                metadata.into_iter().map(|(k, v)| KeyValue::new(k, v)).collect(),
            ));
        for f in schema.fields() {
            let column = ColumnPath::from(f.name().as_str());
            let store = store(f.name());
            properties = properties
                .set_column_dictionary_enabled(column.clone(), store.is_dictionary())
                .set_column_statistics_enabled(column.clone(), store.statistics());
            if store == Store::Packed {
                properties = properties
                    .set_column_encoding(column.clone(), Encoding::DELTA_BINARY_PACKED)
                    .set_column_compression(column, Compression::UNCOMPRESSED);
            }
        }
        let unwritten = Error::unwritten(path);
        let schema = Arc::new(schema);
        let options = ArrowWriterOptions::new()
            .with_properties(properties.build())
            .with_skip_arrow_metadata(true);
        let file = Behind::start(create_private(path)?).map_err(Error::io(path))?;
        let writer = ArrowWriter::try_new_with_options(file, schema.clone(), options);
        let (file, factory) =
            writer.and_then(ArrowWriter::into_serialized_writer).map_err(unwritten)?;
        let columns = std::iter::zip(file.schema_descr().columns(), schema.fields())
            .map(|(c, f)| (c.clone(), store(f.name())))
            .collect();
        let writer = Mutex::new(Ordered { file, next: 0, waiting: BTreeMap::new() });
        Ok(GroupFile { path: path.to_owned(), schema, columns, factory, writer })
    }

    /// The columns.
    #[must_use]
    pub fn schema(&self) -> SchemaRef {
        self.schema.clone()
    }

    /// Encodes a row group and writes it when those before it are written.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn put(&self, index: usize, batch: &RecordBatch) -> Result<()> {
        let columns: Vec<Column<'_>> =
            batch.columns().iter().map(|c| Column::Arrays(vec![c.clone()])).collect();
        self.put_parts(index, &columns, |_, _| Ok(()))
    }

    /// As [`GroupFile::put`], with columns in parts. What the amounts of a column are is `told` by
    /// its number before anything is written.
    ///
    /// # Errors
    /// The file cannot be written; or what `told` returns.
    pub(crate) fn put_parts(
        &self,
        index: usize,
        columns: &[Column<'_>],
        mut told: impl FnMut(usize, Facts) -> Result<()>,
    ) -> Result<()> {
        let unwritten = Error::unwritten(&self.path);
        let mut chunks = Vec::with_capacity(columns.len());
        let mut writers = None;
        for (i, given) in columns.iter().enumerate() {
            let (column, store) = &self.columns[i];
            let field = self.schema.field(i);
            let parts = match given {
                Column::Arrays(parts) => parts,
                Column::Cents(cents) => {
                    let (chunk, facts) = encode::amounts(cents, column).map_err(unwritten)?;
                    told(i, facts)?;
                    chunks.push(Made::Here(chunk));
                    continue;
                }
            };
            self.check(field, parts)?;
            let parts = self.alike(parts)?;
            if let Some(chunk) = encode::column(&parts, *store, column).map_err(unwritten)? {
                chunks.push(Made::Here(chunk));
                continue;
            }
            if writers.is_none() {
                let all = self.factory.create_column_writers(index).map_err(unwritten)?;
                writers = Some(all.into_iter().map(Some).collect::<Vec<_>>());
            }
            let writer = writers.as_mut().and_then(|all| all[i].take());
            let Some(mut writer) = writer else { continue };
            for array in parts.iter() {
                for leaf in compute_leaves(field, array).map_err(unwritten)? {
                    writer.write(&leaf).map_err(unwritten)?;
                }
            }
            chunks.push(Made::There(writer.close().map_err(unwritten)?));
        }
        let mut ordered = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        ordered.waiting.insert(index, chunks);
        loop {
            let next = ordered.next;
            let Some(chunks) = ordered.waiting.remove(&next) else { return Ok(()) };
            let mut group = ordered.file.next_row_group().map_err(unwritten)?;
            for chunk in chunks {
                match chunk {
                    Made::Here(c) => group.append_column(&c.bytes, c.close),
                    Made::There(c) => c.append_to_row_group(&mut group),
                }
                .map_err(unwritten)?;
            }
            group.close().map_err(unwritten)?;
            ordered.next += 1;
        }
    }

    /// Arrays of which some have a dictionary and some have none: all without.
    fn alike<'p>(&self, parts: &'p [ArrayRef]) -> Result<Cow<'p, [ArrayRef]>> {
        let by_dictionary = |p: &ArrayRef| matches!(p.data_type(), DataType::Dictionary(_, _));
        if parts.iter().all(by_dictionary) || !parts.iter().any(by_dictionary) {
            return Ok(Cow::Borrowed(parts));
        }
        parts.iter().map(|p| plain(p, &self.path)).collect::<Result<_>>().map(Cow::Owned)
    }

    /// A column of another type than its field's is a defect.
    fn check(&self, field: &Field, parts: &[ArrayRef]) -> Result<()> {
        let fits = |t: &DataType| match t {
            DataType::Dictionary(key, value) => {
                **key == DataType::Int32 && *value.as_ref() == *field.data_type()
            }
            plain => plain == field.data_type(),
        };
        match parts.iter().find(|p| !fits(p.data_type())) {
            None => Ok(()),
            Some(p) => {
                let reason = format!("has type {}, not {}", p.data_type(), field.data_type());
                Err(Error::column(&self.path, field.name(), reason))
            }
        }
    }

    /// Writes the footer and brings the file to disk.
    ///
    /// # Errors
    /// The file cannot be written, or a row group is missing.
    pub fn close(self) -> Result<()> {
        self.end()?.wait()
    }

    /// Writes the footer; the file is brought to disk meanwhile.
    pub(crate) fn end(self) -> Result<Closing> {
        let ordered = self.writer.into_inner().unwrap_or_else(PoisonError::into_inner);
        assert!(ordered.waiting.is_empty(), "a row group before the last one is missing");
        let file = ordered.file.into_inner().map_err(Error::unwritten(&self.path))?;
        let ending = file.end().map_err(Error::io(&self.path))?;
        Ok(Closing { path: self.path, ending })
    }
}

/// A file that is being brought to disk.
pub(crate) struct Closing {
    path: PathBuf,
    ending: Ending,
}

impl Closing {
    /// Waits until it is there.
    pub(crate) fn wait(self) -> Result<()> {
        self.ending.wait().map_err(Error::io(&self.path))
    }
}
