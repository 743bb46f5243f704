//! Readings as `yearend.reading/1`.

use crate::error::WriteError;
use std::io::Write;
use yearend_model::Reading;
use yearend_model::json::{ReadingJson, write_compact};

fn io(e: serde_json::Error) -> WriteError {
    WriteError::Io(e.into())
}

/// One reading as one document.
pub(crate) fn write(readings: &[Reading], out: &mut dyn Write) -> Result<(), WriteError> {
    let [reading] = readings else { return Err(WriteError::Several(readings.len())) };
    serde_json::to_writer_pretty(&mut *out, &ReadingJson(reading)).map_err(io)?;
    Ok(out.write_all(b"\n")?)
}

/// A document a line.
pub(crate) fn write_lines(readings: &[Reading], out: &mut dyn Write) -> Result<(), WriteError> {
    for reading in readings {
        write_compact(reading, out)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}
