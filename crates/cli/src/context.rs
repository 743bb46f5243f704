//! The outside world as a command sees it: standard streams and colour.

use anstream::{AutoStream, ColorChoice};
use std::io::{self, BufWriter, IsTerminal, StderrLock, StdoutLock, Write};

/// When to colour output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum ColorWhen {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Standard output and error; styles written to them are dropped where colour is not wanted.
pub(crate) struct Context {
    out: BufWriter<AutoStream<StdoutLock<'static>>>,
    err: AutoStream<StderrLock<'static>>,
}

/// Standard output without the search for ends of lines that its handle makes: in a large JSON, which
/// is one line, that takes as long as writing it.
#[cfg(unix)]
type Data = std::fs::File;
#[cfg(unix)]
fn data() -> io::Result<Data> {
    use std::os::fd::AsFd;
    let out = io::stdout().as_fd().try_clone_to_owned()?;
    widen(&out);
    Ok(out.into())
}

/// Lets a pipe hold more than it does at first, so that writer and reader need not take turns at
/// every few pages. What is no pipe, or may not grow, stays as it is.
#[cfg(target_os = "linux")]
fn widen(out: &std::os::fd::OwnedFd) {
    const SIZE: usize = 1 << 20;
    let _ = rustix::pipe::fcntl_setpipe_size(out, SIZE);
}

#[cfg(all(unix, not(target_os = "linux")))]
fn widen(_: &std::os::fd::OwnedFd) {}

#[cfg(not(unix))]
type Data = StdoutLock<'static>;
#[cfg(not(unix))]
fn data() -> io::Result<Data> {
    Ok(io::stdout().lock())
}

impl Context {
    /// The streams of this process.
    pub(crate) fn new(color: ColorWhen) -> Context {
        let choice = match color {
            ColorWhen::Auto => ColorChoice::Auto,
            ColorWhen::Always => ColorChoice::Always,
            ColorWhen::Never => ColorChoice::Never,
        };
        Context {
            out: BufWriter::with_capacity(1 << 16, AutoStream::new(io::stdout().lock(), choice)),
            err: AutoStream::new(io::stderr().lock(), choice),
        }
    }

    /// Standard output, buffered. Flushed at the end of the process.
    pub(crate) fn out(&mut self) -> &mut impl Write {
        &mut self.out
    }

    /// Standard output for data (JSON, CSV, bytes): nothing is filtered out of it.
    pub(crate) fn data(&mut self) -> io::Result<BufWriter<Data>> {
        self.out.flush()?;
        Ok(BufWriter::with_capacity(1 << 14, data()?))
    }

    /// Standard error.
    pub(crate) fn err(&mut self) -> &mut impl Write {
        &mut self.err
    }

    /// Whether a person watches standard output.
    pub(crate) fn out_is_terminal(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// Writes what is buffered.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()?;
        self.err.flush()
    }
}
