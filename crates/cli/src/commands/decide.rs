//! `yearend decide FINDING`: a person's ruling.

use crate::context::Context;
use crate::exit::ExitStatus;
use crate::failure::Failure;
use crate::render::count;
use crate::store::{Actor, StoreArg, now};
use std::io::Write;
use yearend_model::decimal::parse_plain;
use yearend_model::{Decimal, Field};
use yearend_store::{Access, Judge, Verdict};

/// Record a person's ruling on a finding, with name, time and reason
///
/// The names of findings stand in `yearend log CUSIP` and `yearend status --review`. A ruling
/// survives importing the document again, is shown wherever the value is, and can be undone;
/// nothing is deleted.
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("verdict").required(true))]
pub(crate) struct Args {
    /// The finding, such as F3a91c27be04
    #[arg(value_name = "FINDING", required_unless_present = "two_person")]
    finding: Option<String>,

    /// The version as read is right and stands
    #[arg(long, group = "verdict")]
    accept: bool,

    /// This value stands (dollars per share)
    #[arg(long, group = "verdict", value_name = "VALUE", value_parser = value, allow_negative_numbers = true)]
    value: Option<Decimal>,

    /// The version must not stand
    #[arg(long, group = "verdict")]
    reject: bool,

    /// Earlier rulings on the finding no longer hold
    #[arg(long, group = "verdict")]
    undo: bool,

    /// Agree, as a second person, with the ruling that waits
    #[arg(long, group = "verdict")]
    approve: bool,

    /// Ask for a second person on every ruling from now on, or no longer
    #[arg(long, group = "verdict", value_name = "on|off", value_parser = on_off, conflicts_with = "finding")]
    two_person: Option<bool>,

    /// The field of --value, if not the finding's
    #[arg(long, value_name = "FIELD", requires = "value", value_parser = field)]
    field: Option<Field>,

    /// The distribution of --value (from 1 in the order of the document), if not the finding's
    #[arg(long, value_name = "N", requires = "value")]
    distribution: Option<i64>,

    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,

    #[command(flatten)]
    actor: Actor,

    #[command(flatten)]
    store: StoreArg,
}

fn value(text: &str) -> Result<Decimal, String> {
    parse_plain(text).ok_or_else(|| "not a decimal like 0.2025".to_owned())
}

fn field(text: &str) -> Result<Field, String> {
    Field::from_name(text)
        .filter(|f| f.is_amount())
        .ok_or_else(|| "no amount of the layout (income_dividends, ordinary_dividends, …)".to_owned())
}

fn on_off(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err("on or off".to_owned()),
    }
}

impl Args {
    pub(crate) fn run(self, cx: &mut Context) -> Result<ExitStatus, Failure> {
        let by = self.actor.name()?;
        let now = now();
        let judge = Judge { by: &by, reason: &self.reason, now: &now };
        let mut store = self.store.open(Access::Write)?;
        if let Some(on) = self.two_person {
            store.set_two_person(on, judge)?;
            let asked = if on { "needs" } else { "no longer needs" };
            writeln!(cx.out(), "a ruling {asked} a second person")?;
            store.close()?;
            return Ok(ExitStatus::Clean);
        }
        let finding = self.finding.as_deref().unwrap_or_default();
        let ruled = store.decide(finding, &self.verdict(), judge)?;
        super::log::ruling(cx, &ruled.decision, !ruled.waiting)?;
        let changed = count(ruled.changed, "security");
        writeln!(cx.out(), "standing figures changed in {changed}")?;
        for broken in &ruled.broken {
            writeln!(cx.err(), "warning: the line no longer keeps {broken}")?;
        }
        store.close()?;
        Ok(ExitStatus::Clean)
    }

    fn verdict(&self) -> Verdict {
        let distribution = self.distribution;
        match self.value {
            Some(value) => Verdict::Value { value, field: self.field, distribution },
            None if self.reject => Verdict::Reject,
            None if self.undo => Verdict::Undo,
            None if self.approve => Verdict::Approve,
            None => Verdict::Accept,
        }
    }
}
