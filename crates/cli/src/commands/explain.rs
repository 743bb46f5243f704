//! `yearend explain CODE`: a rule's page.

use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use crate::render::sarif::RuleText;
use std::io::Write;

/// Explain a rule: what it checks, why it matters, an example, what to do, and its source
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The rule's code, such as YE0301, or its name
    #[arg(value_name = "CODE", required = true)]
    codes: Vec<String>,
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        for (i, code) in self.codes.iter().enumerate() {
            let named = yearend_rules::RULES.iter().find(|r| r.name == code).map(|r| r.code);
            let page = yearend_rules::explain(named.unwrap_or(code)).ok_or_else(|| {
                Failure::new(format_args!("there is no rule {code}"))
                    .help("`yearend rules` lists them all")
            })?;
            if i > 0 {
                writeln!(cx.out())?;
            }
            writeln!(cx.out(), "{}", page.trim_end())?;
        }
        Ok(ExitStatus::Clean)
    }
}

/// The texts of a rule for SARIF.
pub(super) fn text(code: &str) -> Option<RuleText> {
    let rule = yearend_rules::find(code)?;
    Some(RuleText {
        name: rule.name.to_owned(),
        summary: rule.summary().to_owned(),
        page: yearend_rules::explain(code)?,
    })
}
