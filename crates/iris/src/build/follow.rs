//! Reads a file while it is being written: what was written is read back at once.

use std::fs::File;
use std::io::{self, Read};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// A file is brought to the disk part by part.
const PART: u64 = 16 << 20;

/// How far a file is written.
#[derive(Debug, Default)]
pub(super) struct Progress {
    state: Mutex<State>,
    changed: Condvar,
    /// A part is full, or the file has ended.
    due: Condvar,
}

#[derive(Clone, Copy, Debug, Default)]
struct State {
    bytes: u64,
    ended: bool,
}

impl Progress {
    /// So many bytes are in the file.
    pub(super) fn written(&self, bytes: u64) {
        let before = std::mem::replace(&mut self.lock().bytes, bytes);
        self.changed.notify_all();
        if bytes / PART > before / PART {
            self.due.notify_all();
        }
    }

    /// No more will come.
    pub(super) fn end(&self) {
        self.lock().ended = true;
        self.changed.notify_all();
        self.due.notify_all();
    }

    /// Brings the file to the disk while it is being written, so that little is left at its end.
    pub(super) fn sync(&self, file: &File) -> io::Result<()> {
        let mut parts = 0;
        loop {
            let waits = |s: &mut State| s.bytes / PART <= parts && !s.ended;
            let state = self.due.wait_while(self.lock(), waits);
            let State { bytes, ended } = *state.unwrap_or_else(PoisonError::into_inner);
            if ended {
                return file.sync_all();
            }
            file.sync_data()?;
            parts = bytes / PART;
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until there is more than `bytes`, or the end.
    fn beyond(&self, bytes: u64) -> State {
        let state = self.changed.wait_while(self.lock(), |s| s.bytes <= bytes && !s.ended);
        *state.unwrap_or_else(PoisonError::into_inner)
    }
}

/// A reader that waits for the writer.
pub(super) struct Follow {
    pub(super) file: File,
    pub(super) progress: Arc<Progress>,
    read: u64,
}

impl Follow {
    pub(super) fn new(file: File, progress: Arc<Progress>) -> Follow {
        Follow { file, progress, read: 0 }
    }
}

impl Read for Follow {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let state = self.progress.beyond(self.read);
        let there = usize::try_from(state.bytes - self.read).unwrap_or(usize::MAX);
        let room = buffer.len().min(there);
        let n = self.file.read(&mut buffer[..room])?;
        self.read += n as u64;
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn the_reader_sees_everything_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let mut file = File::create(&path).unwrap();
        let progress = Arc::new(Progress::default());
        let mut follow = Follow::new(File::open(&path).unwrap(), progress.clone());
        let reader = std::thread::spawn(move || {
            let mut all = Vec::new();
            follow.read_to_end(&mut all).unwrap();
            all
        });
        let mut wanted = Vec::new();
        for i in 0..200u8 {
            let part = vec![i; usize::from(i) * 7];
            file.write_all(&part).unwrap();
            wanted.extend_from_slice(&part);
            progress.written(wanted.len() as u64);
        }
        progress.end();
        assert_eq!(reader.join().unwrap(), wanted);
    }
}
