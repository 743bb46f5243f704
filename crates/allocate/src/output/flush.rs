//! Bringing a file to disk while it is written, so that little is left to wait for at its end.

use std::fs::File;
use std::io;
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;

/// Bytes that are written before the disk is asked to take them.
const BYTES: usize = 8 << 20;

/// Asks the disk from time to time, on a thread of its own that does little but wait for it.
pub(super) struct Flusher {
    sender: SyncSender<()>,
    thread: JoinHandle<io::Result<()>>,
    asked_at: usize,
}

impl Flusher {
    pub(super) fn start(file: &File) -> io::Result<Flusher> {
        let file = file.try_clone()?;
        let (sender, receiver) = sync_channel(1);
        let thread = std::thread::Builder::new()
            .spawn(move || receiver.iter().try_for_each(|()| file.sync_data()))?;
        Ok(Flusher { sender, thread, asked_at: 0 })
    }

    /// Tells how many bytes were written.
    pub(super) fn written(&mut self, bytes: usize) {
        if bytes - self.asked_at < BYTES {
            return;
        }
        match self.sender.try_send(()) {
            // An error of the disk is told by `finish`.
            Ok(()) | Err(TrySendError::Disconnected(())) => self.asked_at = bytes,
            Err(TrySendError::Full(())) => {}
        }
    }

    /// Waits for what was asked. The disk tells an error once, so it may be told here.
    pub(super) fn finish(self) -> io::Result<()> {
        drop(self.sender);
        self.thread.join().unwrap_or_else(|_| Err(io::Error::other("the disk was not asked")))
    }
}
