//! Where finished accounts go: collected in order, cut into row groups of a fixed number of rows,
//! encoded by whichever thread is free. Cuts depend on the data only, so the files do not depend
//! on the threads.

use super::account_order;
use super::pieces::{Piece, Pieces};
use super::schedule::Job;
use crate::error::{Error, Result};
use crate::output::forms::FormCounts;
use crate::output::groups::{Closing, GroupFile};
use crate::output::{exceptions, forms, lines};
use crate::state::{Block, Exception, Extra, Forms, Line};
use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_select::filter::filter_record_batch;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::fs::File;
use std::path::{Path, PathBuf};

/// Rows of a row group.
pub(super) const GROUP_ROWS: usize = 1 << 16;

/// A row group to be made.
pub(super) enum Work {
    Forms(usize, Vec<Piece<Forms>>),
    Lines(usize, Vec<Piece<Vec<Line>>>, Vec<Extra>),
    Exceptions(usize, Vec<Piece<Vec<Exception>>>),
}

impl Work {
    /// The row group of forms, which reads recipients; those of one are read after those of the one
    /// before.
    pub(super) fn reads(&self) -> Option<usize> {
        match self {
            Work::Forms(index, _) => Some(*index),
            Work::Lines(..) | Work::Exceptions(..) => None,
        }
    }
}

/// Finished accounts that do not fill a row group yet, and how many row groups were cut.
#[derive(Default)]
pub(super) struct Pending {
    forms: Pieces<Forms>,
    lines: Pieces<Vec<Line>>,
    extras: Vec<Extra>,
    exceptions: Pieces<Vec<Exception>>,
    cut: [usize; 3],
}

impl Pending {
    /// Takes finished accounts, in order, and cuts what row groups they fill.
    pub(super) fn push(&mut self, mut block: Block, out: &mut impl Extend<Work>) {
        self.forms.push(block.forms);
        self.lines.push(block.lines);
        self.extras.append(&mut block.extras);
        self.exceptions.push(block.exceptions);
        self.cut(GROUP_ROWS, out);
    }

    /// Cuts what is left.
    pub(super) fn finish(&mut self, out: &mut impl Extend<Work>) {
        self.cut(1, out);
    }

    fn cut(&mut self, at_least: usize, out: &mut impl Extend<Work>) {
        while self.forms.len() >= at_least {
            out.extend([Work::Forms(self.cut[0], self.forms.take(GROUP_ROWS))]);
            self.cut[0] += 1;
        }
        while self.lines.len() >= at_least {
            let lines = self.lines.take(GROUP_ROWS);
            let last = lines.last().and_then(|p| p.items().last()).map(|l| (l.rank, l.entry));
            let n = self.extras.partition_point(|e| Some((e.rank, e.entry)) <= last);
            let rest = self.extras.split_off(n);
            let extras = std::mem::replace(&mut self.extras, rest);
            out.extend([Work::Lines(self.cut[1], lines, extras)]);
            self.cut[1] += 1;
        }
        while self.exceptions.len() >= at_least {
            out.extend([Work::Exceptions(self.cut[2], self.exceptions.take(GROUP_ROWS))]);
            self.cut[2] += 1;
        }
    }
}

/// The slices of a row group, one after the other.
fn slices<T>(pieces: &[Piece<Vec<T>>]) -> Vec<&[T]> {
    pieces.iter().map(Piece::items).collect()
}

/// The files of a run.
pub(super) struct Files {
    forms_path: PathBuf,
    forms: GroupFile,
    lines: Option<GroupFile>,
    exceptions: GroupFile,
}

fn metadata(job: &Job<'_>) -> Vec<(String, String)> {
    vec![
        ("yearend.tax_year".to_owned(), job.plan.year.to_string()),
        ("yearend.account_order".to_owned(), account_order(job.directory).to_owned()),
    ]
}

impl Files {
    pub(super) fn create(job: &Job<'_>) -> Result<Files> {
        job.recipients.rewind();
        let several = job.directory.payers.len() > 1;
        let forms_path =
            job.folder.file(if several { ".forms.by-account" } else { "forms.parquet" });
        let path = |name| job.folder.file(name);
        let lines = job.options.lines.then(|| {
            GroupFile::create(&path("lines.parquet"), lines::schema(), lines::store, metadata(job))
        });
        Ok(Files {
            forms: GroupFile::create(&forms_path, forms::schema(), forms::store, metadata(job))?,
            forms_path,
            lines: lines.transpose()?,
            exceptions: GroupFile::create(
                &path("exceptions.parquet"),
                exceptions::schema(),
                exceptions::store,
                metadata(job),
            )?,
        })
    }

    /// Makes a row group; what it says of forms is returned. `read` is called when recipients are
    /// read.
    pub(super) fn make(
        &self,
        job: &Job<'_>,
        work: &Work,
        read: impl FnOnce(),
    ) -> Result<FormCounts> {
        let (plan, directory) = (job.plan, job.directory);
        match work {
            Work::Forms(index, all) => {
                let all: Vec<_> = all.iter().map(Piece::stretch).collect();
                let ranks: Vec<u32> =
                    all.iter().flat_map(|(f, rows)| &f.ranks[rows.clone()]).copied().collect();
                let recipients = job.recipients.read(*index, &ranks)?;
                read();
                forms::columns(plan.year, directory, &all, &recipients, &self.forms_path)?.put(
                    &self.forms,
                    *index,
                    &all,
                    directory,
                )
            }
            Work::Lines(index, all, extras) => {
                let Some(file) = &self.lines else { return Ok(FormCounts::default()) };
                let columns = lines::columns(plan, directory, &slices(all), extras);
                file.put_parts(*index, &columns, |_, _| Ok(()))?;
                Ok(FormCounts::default())
            }
            Work::Exceptions(index, all) => {
                let path = job.folder.file("exceptions.parquet");
                let schema = self.exceptions.schema();
                let batch = exceptions::batch(plan, directory, &slices(all), schema, &path)?;
                self.exceptions.put(*index, &batch)?;
                Ok(FormCounts::default())
            }
        }
    }

    /// Ends the files and brings forms in the order of payers. The files are written when they are
    /// closed.
    pub(super) fn end(self, job: &Job<'_>) -> Result<Vec<Closing>> {
        let mut closing = vec![self.exceptions.end()?];
        if let Some(lines) = self.lines {
            closing.push(lines.end()?);
        }
        let forms = self.forms.end()?;
        if job.directory.payers.len() > 1 {
            forms.wait()?;
            by_payer(job, &self.forms_path)?;
            std::fs::remove_file(&self.forms_path).map_err(Error::io(&self.forms_path))?;
        } else {
            closing.push(forms);
        }
        Ok(closing)
    }
}

/// Bytes of encoded forms that regrouping may hold at a time, as rows.
const PAYER_ROWS: usize = 1 << 18;

/// Sorts forms by payer: passes over the file, each for as many payers as memory holds, since
/// within a payer they are in order already.
fn by_payer(job: &Job<'_>, from: &Path) -> Result<()> {
    let path = job.folder.file("forms.parquet");
    let file = GroupFile::create(&path, forms::schema(), forms::store, metadata(job))?;
    let mut out = 0;
    let payers = &job.directory.payers;
    let mut rows = vec![0usize; payers.len()];
    let index = |name: &str| payers.binary_search_by(|p| p.as_str().cmp(name)).unwrap_or(0);
    each_batch(from, |batch| {
        for p in batch.column(1).as_string::<i32>().iter().flatten() {
            rows[index(p)] += 1;
        }
        Ok(())
    })?;
    let mut first = 0;
    while first < payers.len() {
        let mut last = first;
        let mut held = rows[first];
        while last + 1 < payers.len() && held + rows[last + 1] <= PAYER_ROWS {
            last += 1;
            held += rows[last];
        }
        let mut kept: Vec<Vec<RecordBatch>> = vec![Vec::new(); last - first + 1];
        each_batch(from, |batch| {
            let of: Vec<usize> =
                batch.column(1).as_string::<i32>().iter().flatten().map(index).collect();
            for p in first..=last {
                let mask: Vec<bool> = of.iter().map(|o| *o == p).collect();
                if mask.contains(&true) {
                    let part = filter_record_batch(batch, &mask.into());
                    kept[p - first].push(part.map_err(Error::arrow(from))?);
                }
            }
            // A payer beyond what memory holds is alone in its pass and leaves as it comes.
            if first == last {
                flush(&file, &mut kept[0], &mut out, GROUP_ROWS, from)?;
            }
            Ok(())
        })?;
        for mut parts in kept {
            flush(&file, &mut parts, &mut out, 1, from)?;
        }
        first = last + 1;
    }
    file.close()
}

fn flush(
    file: &GroupFile,
    parts: &mut Vec<RecordBatch>,
    index: &mut usize,
    at_least: usize,
    from: &Path,
) -> Result<()> {
    let rows: usize = parts.iter().map(RecordBatch::num_rows).sum();
    if rows < at_least {
        return Ok(());
    }
    let all = arrow_select::concat::concat_batches(&file.schema(), parts.iter())
        .map_err(Error::arrow(from))?;
    parts.clear();
    let mut at = 0;
    while rows - at >= at_least.max(1) {
        let n = (rows - at).min(GROUP_ROWS);
        file.put(*index, &all.slice(at, n))?;
        *index += 1;
        at += n;
    }
    if at < rows {
        parts.push(all.slice(at, rows - at));
    }
    Ok(())
}

fn each_batch(path: &Path, mut each: impl FnMut(&RecordBatch) -> Result<()>) -> Result<()> {
    let damaged = Error::parquet(path);
    let file = File::open(path).map_err(Error::io(path))?;
    let options = parquet::arrow::arrow_reader::ArrowReaderOptions::new()
        .with_schema(std::sync::Arc::new(forms::schema()));
    let reader = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options)
        .map_err(damaged)?
        .with_batch_size(1 << 14)
        .build()
        .map_err(damaged)?;
    for batch in reader {
        each(&batch.map_err(Error::arrow(path))?)?;
    }
    Ok(())
}
