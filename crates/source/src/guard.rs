//! Readers of other people's making, kept from ending the program.
//!
//! calamine indexes records of the binary formats by lengths that the file states, and panics
//! where they lie; a PDF interpreter has more such places. A hostile or damaged file must give an
//! error like any other, so the reading is caught at this boundary, and the panic's message,
//! which would speak of source lines, is not printed.

use crate::error::Reason;
use std::any::Any;
use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Runs a reader; a panic in it is damage of the file.
pub(crate) fn guarded<T>(
    format: &'static str,
    read: impl FnOnce() -> Result<T, Reason>,
) -> Result<T, Reason> {
    quietly(read).unwrap_or_else(|_| {
        Err(Reason::Damaged { format, detail: "its records contradict each other".to_owned() })
    })
}

/// Runs a reader; what a panic in it carried is given back, and nothing is printed.
pub(crate) fn quietly<T>(read: impl FnOnce() -> T) -> Result<T, Box<dyn Any + Send>> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let previous = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                previous(info);
            }
        }));
    });
    let outer = QUIET.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(read));
    QUIET.set(outer);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_damage() {
        let records = [1, 2, 3];
        let beyond = records.len();
        let result = guarded("an xls workbook", || Ok(records[beyond]));
        assert!(matches!(result, Err(Reason::Damaged { .. })));
        assert_eq!(guarded("an xls workbook", || Ok(7)), Ok(7));
    }
}
