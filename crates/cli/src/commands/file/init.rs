//! `yearend file init`: a blank `filer.toml`.

use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use std::io::Write;
use std::path::PathBuf;
use yearend_iris::filer::BLANK;
use yearend_iris::files::create_private;

/// Write a blank filer.toml, every entry explained
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The file to write
    #[arg(value_name = "FILE", default_value = "filer.toml")]
    file: PathBuf,
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        if self.file.exists() {
            return Err(Failure::new(format_args!("{} is there already", self.file.display()))
                .help("give another name; it is not replaced"));
        }
        let mut file = create_private(&self.file)?;
        file.write_all(BLANK.as_bytes())?;
        writeln!(cx.out(), "{}: fill it in; keep it private", self.file.display())?;
        Ok(ExitStatus::Clean)
    }
}
