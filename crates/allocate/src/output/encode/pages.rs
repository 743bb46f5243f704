//! Encoded values into a column chunk: one page of them, after a page of distinct values if there
//! is one.

use parquet::basic::{Compression, Encoding, PageType};
use parquet::column::page::{CompressedPage, Page, PageWriter};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::Result;
use parquet::file::metadata::{ColumnChunkMetaData, PageEncodingStats};
use parquet::file::statistics::Statistics;
use parquet::file::writer::{SerializedPageWriter, TrackedWrite};
use parquet::schema::types::ColumnDescPtr;

/// What a page of a column holds.
#[derive(Default)]
pub(super) struct Values {
    /// How many rows there are.
    pub(super) rows: usize,
    /// Distinct values in plain encoding, and how many they are.
    pub(super) dictionary: Option<(Vec<u8>, usize)>,
    /// Which rows have a value, if they may have none; then the values.
    pub(super) data: Vec<u8>,
    /// How the values are encoded.
    pub(super) encoding: Option<Encoding>,
    /// Least and greatest, where readers get them.
    pub(super) statistics: Option<Statistics>,
}

/// A column of a row group in the bytes that stand in the file.
pub(crate) struct Chunk {
    pub(crate) bytes: bytes::Bytes,
    pub(crate) close: ColumnCloseResult,
}

impl Values {
    /// The pages, not compressed: the encodings leave little to gain.
    pub(super) fn into_chunk(self, column: &ColumnDescPtr) -> Result<Chunk> {
        let encoding = self.encoding.unwrap_or(Encoding::PLAIN);
        let room = 256 + self.data.len() + self.dictionary.as_ref().map_or(0, |d| d.0.len());
        let mut sink = TrackedWrite::new(Vec::with_capacity(room));
        let mut pages = SerializedPageWriter::new(&mut sink);
        let mut kinds = Vec::new();
        let mut size = 0;
        let mut dictionary_offset = None;
        if let Some((buf, n)) = self.dictionary {
            let uncompressed = buf.len();
            let page = Page::DictionaryPage {
                buf: buf.into(),
                num_values: n as u32,
                encoding: Encoding::PLAIN,
                is_sorted: false,
            };
            let spec = pages.write_page(CompressedPage::new(page, uncompressed))?;
            size += spec.uncompressed_size;
            dictionary_offset = Some(spec.offset as i64);
            kinds.push((PageType::DICTIONARY_PAGE, Encoding::PLAIN));
        }
        let uncompressed = self.data.len();
        let page = Page::DataPage {
            buf: self.data.into(),
            num_values: self.rows as u32,
            encoding,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        };
        let spec = pages.write_page(CompressedPage::new(page, uncompressed))?;
        size += spec.uncompressed_size;
        kinds.push((PageType::DATA_PAGE, encoding));
        let bytes = sink.into_inner()?;
        let stats = |(page_type, encoding)| PageEncodingStats { page_type, encoding, count: 1 };
        let mut metadata = ColumnChunkMetaData::builder(column.clone())
            .set_compression(Compression::UNCOMPRESSED)
            .set_encodings(kinds.iter().map(|k| k.1).chain([Encoding::RLE]).collect())
            .set_page_encoding_stats(kinds.into_iter().map(stats).collect())
            .set_total_compressed_size(bytes.len() as i64)
            .set_total_uncompressed_size(size as i64)
            .set_num_values(self.rows as i64)
            .set_data_page_offset(spec.offset as i64)
            .set_dictionary_page_offset(dictionary_offset);
        if let Some(statistics) = self.statistics {
            metadata = metadata.set_statistics(statistics);
        }
        let close = ColumnCloseResult {
            bytes_written: bytes.len() as u64,
            rows_written: self.rows as u64,
            metadata: metadata.build()?,
            bloom_filter: None,
            column_index: None,
            offset_index: None,
        };
        Ok(Chunk { bytes: bytes.into(), close })
    }
}
