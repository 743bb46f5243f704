//! The schema's text types: which characters an element may hold, what is wrong with a value, and
//! how a name or address from the real world is brought into them.

mod charset;
mod clean;
mod name_control;
mod simple;
mod transliterate;

pub use charset::{CharSet, Fault};
pub use clean::{Change, Cleaned, clean, clean_two_lines};
pub use name_control::{Control, business as business_name_control, person as person_name_control};
pub(crate) use simple::is_receipt;
pub use simple::{Cvc, Simple};
