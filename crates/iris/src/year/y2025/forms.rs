//! Form types of Submission 1 and the rules that want their totals.

use crate::year::FormType;

/// Form types of rule S1H003_001.
pub(super) const CFSF: &[&str] = &[
    "1099B", "1099DIV", "1099G", "1099INT", "1099K", "1099MISC", "1099NEC", "1099OID", "1099PATR",
    "1099R", "5498",
];

const fn form(code: &'static str, totals_rule: &'static str) -> FormType {
    FormType { code, totals_rule }
}

/// `FormTypeCd` of Submission 1.
pub(super) const SUBMISSION_1: &[FormType] = &[
    form("1099A", "S1H004"),
    form("1099B", "S1H005"),
    form("1099CAP", "S1H006"),
    form("1099C", "S1H007"),
    form("1099DIV", "S1H008"),
    form("1099G", "S1H009"),
    form("1099INT", "S1H011"),
    form("1099K", "S1H013"),
    form("1099LS", "S1H014"),
    form("1099LTC", "S1H015"),
    form("1099MISC", "S1H016"),
    form("1099NEC", "S1H017"),
    form("1099OID", "S1H018"),
    form("1099PATR", "S1H019"),
    form("1099Q", "S1H020"),
    form("1099QA", "S1H021"),
    form("1099R", "S1H022"),
    form("1099S", "S1H023"),
    form("1099SA", "S1H024"),
    form("1099SB", "S1H025"),
    form("1097BTC", "S1H034"),
    form("1098", "S1H035"),
    form("1098C", "S1H036"),
    form("1098F", "S1H037"),
    form("1098E", "S1H038"),
    form("1098Q", "S1H039"),
    form("1098T", "S1H040"),
    form("3921", "S1H041"),
    form("3922", "S1H042"),
    form("5498", "S1H043"),
    form("5498ESA", "S1H044"),
    form("5498SA", "S1H045"),
    form("W2G", "S1H046"),
    form("1099DA", "S1H051"),
    form("5498QA", "S1H052"),
];
