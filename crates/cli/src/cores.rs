//! How the work on one large document is shared out.

use rayon::ThreadPoolBuilder;
use yearend_source::Document;

/// Makes this thread one of those that share the work on a document, unless that is small.
/// Otherwise it would wait for as many others as there are cores.
///
/// The threads are this thread's own: work that other threads share out goes to the usual ones.
/// They are made when they are needed, not before: a system puts a new thread on a core that has
/// nothing to do, but wakes one that has slept on the core where it was.
pub(crate) fn join_in(document: &Document) {
    if !yearend_decode::is_large(document) || rayon::current_thread_index().is_some() {
        return;
    }
    // Where threads cannot be had, the usual ones do the work.
    if let Ok(pool) = ThreadPoolBuilder::new().use_current_thread().build() {
        // It is needed as long as this thread is.
        std::mem::forget(pool);
    }
}
