//! `forms.parquet` and `changes.parquet`, as `yearend allocate` writes them.

mod changes;
mod columns;
mod open;
mod rows;

pub use changes::{Change, ChangeKind, read_changes};
pub use rows::{FormBatch, FormRow, FormsFile};
