//! Whatever a reading holds, the rules judge it: no panic, the same findings every time, and a
//! security is under review exactly if an error or a warning names it.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;
use yearend_model::{
    Amounts, Date, DateValue, Decimal, Distribution, Field, Layout, Observation, ObservationKind,
    Place, PrintedTotal, Reading, Security, Severity, Status, TaxYear, Value,
};

fn amount() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        4 => Just(Decimal::ZERO),
        4 => (0i64..1_000_000_000, 0u32..10).prop_map(|(n, s)| Decimal::new(n, s)),
        1 => (any::<i64>(), 0u32..28).prop_map(|(n, s)| Decimal::new(n, s)),
        1 => prop_oneof![Just(Decimal::MAX), Just(Decimal::MIN)],
    ]
}

fn amounts() -> impl Strategy<Value = Amounts> {
    prop::collection::vec((10u8..=41, amount()), 0..40).prop_map(|values| {
        let mut out = Amounts::default();
        for (column, amount) in values {
            out.set(Field::from_column(column).unwrap(), Value::printed(amount, Place::default()));
        }
        out
    })
}

fn date() -> impl Strategy<Value = DateValue> {
    let some = prop_oneof![
        (2012i16..2015, 1i8..13, 1i8..29).prop_map(|(y, m, d)| Date::new(y, m, d).unwrap()),
        Just(Date::MIN),
        Just(Date::MAX),
    ];
    (prop::option::of(some), prop::option::of("DAILY")).prop_map(|(date, text)| DateValue {
        date,
        text,
        ..DateValue::default()
    })
}

fn distribution() -> impl Strategy<Value = Distribution> {
    let status = prop::option::of(prop_oneof![
        Just(Status::Estimated),
        Just(Status::Reclass),
        Just(Status::Corrected)
    ]);
    (date(), date(), date(), status, amounts(), prop::option::of("[MYX]")).prop_map(
        |(record_date, ex_dividend_date, payable_date, status, amounts, change)| Distribution {
            record_date,
            ex_dividend_date,
            payable_date,
            status,
            amounts,
            cusip_change: change.and_then(|c| c.chars().next()),
            place: Place::default(),
        },
    )
}

fn security() -> impl Strategy<Value = Security> {
    let total = prop::option::of(amounts());
    let cusip = prop_oneof![Just("12345A106".to_owned()), "[0-9A-Z]{9}", ".{0,12}"];
    let name = prop_oneof![Just("Example Fund".to_owned()), ".{0,12}"];
    let lines = prop::collection::vec(distribution(), 0..14);
    (cusip, prop::option::of(".{0,6}"), name, lines, total).prop_map(
        |(cusip, ticker, name, distributions, total)| Security {
            cusip,
            ticker,
            name,
            distributions,
            total: total.map(|amounts| PrintedTotal { amounts, place: Place::default() }),
            ..Security::default()
        },
    )
}

fn observation() -> impl Strategy<Value = Observation> {
    use ObservationKind as K;
    let kind = prop::sample::select(vec![
        K::LostValue,
        K::Ambiguous,
        K::TotalDiffers,
        K::UnreadableCell,
        K::NoTable,
        K::YearLabelDiffers,
        K::RepeatedLine,
    ]);
    let index = || prop::option::of(0usize..4);
    (kind, index(), index(), index(), ".{0,80}").prop_map(
        |(kind, layout, security, distribution, printed)| Observation {
            layout,
            security,
            distribution,
            printed,
            ..Observation::new(kind)
        },
    )
}

fn reading() -> impl Strategy<Value = Reading> {
    let layout = (prop::option::of(2007u16..2027), prop::collection::vec(security(), 0..4));
    let layouts = prop::collection::vec(layout, 0..3);
    (layouts, prop::collection::vec(observation(), 0..4)).prop_map(|(layouts, observations)| {
        let layout = |(year, securities)| Layout {
            tax_year: Option::and_then(year, TaxYear::new),
            securities,
            ..Layout::default()
        };
        let layouts = layouts.into_iter().map(layout).collect();
        Reading { layouts, observations, ..Reading::default() }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn is_judged(mut reading in reading()) {
        yearend_rules::check(&mut reading);
        let once = reading.clone();
        yearend_rules::check(&mut reading);
        prop_assert_eq!(&reading, &once);
        for (_, security) in reading.securities() {
            let named = reading.findings.iter().any(|f| {
                f.severity >= Severity::Warning && f.cusip.as_ref() == Some(&security.cusip)
            });
            prop_assert_eq!(security.review, named);
        }
        for finding in &reading.findings {
            prop_assert!(yearend_rules::find(finding.code).is_some());
            prop_assert!(finding.help.is_some() && !finding.message.is_empty());
        }
    }
}
