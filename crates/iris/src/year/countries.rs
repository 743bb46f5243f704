//! IRS country codes (FIPS-like, not ISO 3166) and what an ISO code becomes.

use std::collections::HashMap;

/// The country codes of one tax year.
#[derive(Debug)]
pub struct Countries {
    codes: HashMap<&'static str, &'static str>,
    by_iso: HashMap<&'static str, CountryMatch>,
}

/// What an ISO 3166-1 alpha-2 code becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CountryMatch {
    /// The IRS's code.
    pub code: &'static str,
    /// Why it is not the territory's own code, where it has none.
    pub note: Option<&'static str>,
}

impl Countries {
    /// Reads the two tables of a year: `code, ISO or -, name` and `ISO, code, why`.
    pub(super) fn parse(table: &'static str, without_code: &'static str) -> Countries {
        let mut codes = HashMap::new();
        let mut by_iso = HashMap::new();
        for line in table.lines().filter(|l| !l.starts_with('#')) {
            let mut cells = line.split('\t');
            if let (Some(code), Some(iso), Some(name)) = (cells.next(), cells.next(), cells.next())
            {
                codes.insert(code, name);
                if iso != "-" {
                    by_iso.insert(iso, CountryMatch { code, note: None });
                }
            }
        }
        for line in without_code.lines().filter(|l| !l.starts_with('#')) {
            let mut cells = line.split('\t');
            if let (Some(iso), Some(code), Some(note)) = (cells.next(), cells.next(), cells.next())
            {
                by_iso.insert(iso, CountryMatch { code, note: Some(note) });
            }
        }
        Countries { codes, by_iso }
    }

    /// Whether the IRS knows the code (`US` is not among them: it is no foreign country).
    #[must_use]
    pub fn contains(&self, code: &str) -> bool {
        self.codes.contains_key(code)
    }

    /// The name of an IRS code.
    #[must_use]
    pub fn name(&self, code: &str) -> Option<&'static str> {
        self.codes.get(code).copied()
    }

    /// The IRS code of an ISO 3166-1 alpha-2 code (and `XK`, Kosovo); `None` for `US` and for
    /// anything that is no such code.
    #[must_use]
    pub fn from_iso(&self, iso: &str) -> Option<CountryMatch> {
        self.by_iso.get(iso).copied()
    }

    /// Every IRS code, sorted.
    #[must_use]
    pub fn codes(&self) -> Vec<&'static str> {
        let mut all: Vec<_> = self.codes.keys().copied().collect();
        all.sort_unstable();
        all
    }
}

#[cfg(test)]
mod tests {
    use crate::year::FilingYear;
    use std::collections::HashSet;

    /// ISO 3166-1 alpha-2, all 249 codes.
    const ISO: &str = "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ \
        BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY \
        CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM \
        GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE \
        KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML \
        MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF \
        PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN \
        SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ \
        VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

    #[test]
    fn every_iso_code_has_an_irs_code() {
        let countries = &FilingYear::get(2025).unwrap().countries;
        let iso: Vec<_> = ISO.split_whitespace().collect();
        assert_eq!(iso.len(), 249);
        for code in iso.iter().filter(|c| **c != "US") {
            let found = countries.from_iso(code).unwrap_or_else(|| panic!("{code} has no code"));
            assert!(countries.contains(found.code), "{code} becomes {}", found.code);
        }
        assert_eq!(countries.from_iso("US"), None);
    }

    #[test]
    fn no_two_territories_share_a_code_unless_it_is_said() {
        let countries = &FilingYear::get(2025).unwrap().countries;
        let mut own = HashSet::new();
        for iso in ISO.split_whitespace().chain(["XK"]).filter(|c| *c != "US") {
            let found = countries.from_iso(iso).unwrap();
            if found.note.is_none() {
                assert!(own.insert(found.code), "{iso}: {} is taken", found.code);
            }
        }
        assert_eq!(own.len(), 240);
    }

    /// Codes that are valid in both lists but mean different countries.
    #[test]
    fn the_traps() {
        let countries = &FilingYear::get(2025).unwrap().countries;
        for (iso, irs, name) in [
            ("DE", "GM", "Germany"),
            ("CH", "SZ", "Switzerland"),
            ("CN", "CH", "China"),
            ("GB", "UK", "United Kingdom"),
            ("AU", "AS", "Australia"),
            ("AT", "AU", "Austria"),
            ("SE", "SW", "Sweden"),
            ("SG", "SN", "Singapore"),
            ("SN", "SG", "Senegal"),
            ("NG", "NI", "Nigeria"),
            ("NE", "NG", "Niger"),
            ("ES", "SP", "Spain"),
            ("IE", "EI", "Ireland"),
            ("JP", "JA", "Japan"),
            ("KR", "KS", "Korea"),
            ("KP", "KN", "Korea"),
            ("GA", "GB", "Gabon"),
            ("GM", "GA", "The Gambia"),
            ("CD", "CG", "Congo (Kinshasa)"),
            ("CG", "CF", "Congo (Brazzaville)"),
            ("CF", "CT", "Central African"),
            ("PR", "RQ", "Puerto Rico"),
            ("IL", "IS", "Israel"),
            ("IS", "IC", "Iceland"),
            ("ZA", "SF", "South Africa"),
            ("ZM", "ZA", "Zambia"),
            ("LT", "LH", "Lithuania"),
            ("LS", "LT", "Lesotho"),
            ("LI", "LS", "Liechtenstein"),
            ("LR", "LI", "Liberia"),
            ("MO", "MC", "Macau"),
            ("MC", "MN", "Monaco"),
            ("MN", "MG", "Mongolia"),
            ("MG", "MA", "Madagascar"),
            ("MA", "MO", "Morocco"),
        ] {
            assert_eq!(countries.from_iso(iso).map(|c| c.code), Some(irs), "{iso}");
            assert!(countries.name(irs).unwrap().starts_with(name), "{irs}");
        }
    }

    #[test]
    fn two_hundred_and_fifty_eight_codes() {
        assert_eq!(FilingYear::get(2025).unwrap().countries.codes().len(), 258);
    }
}
