//! What is encoded here is what any reader of Parquet gets back.

use crate::output::groups::{Column, GroupFile, Store};
use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{
    Array, ArrayRef, BooleanArray, Date32Array, Decimal64Array, DictionaryArray, Int32Array,
    RecordBatch, StringArray,
};
use arrow_schema::{DataType, Field, Schema};
use arrow_select::concat::concat;
use parquet::arrow::arrow_reader::{ArrowReaderOptions, ParquetRecordBatchReaderBuilder};
use parquet::basic::Encoding;
use proptest::prelude::*;
use std::fs::File;
use std::sync::Arc;

/// Writes row groups of one column, each in parts, and reads them back; also how the first group
/// is encoded.
fn back(field: Field, store: Store, groups: &[Vec<ArrayRef>]) -> (Vec<RecordBatch>, Vec<Encoding>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    let schema = Schema::new(vec![field]);
    let file = GroupFile::create(&path, schema.clone(), |_| store, Vec::new()).unwrap();
    for (i, parts) in groups.iter().enumerate() {
        file.put_parts(i, &[Column::Arrays(parts.clone())], |_, _| Ok(())).unwrap();
    }
    file.close().unwrap();
    let options = ArrowReaderOptions::new().with_schema(Arc::new(schema));
    let file = File::open(&path).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new_with_options(file, options).unwrap();
    let encodings = reader.metadata().row_group(0).column(0).encodings().collect();
    (reader.build().unwrap().collect::<Result<_, _>>().unwrap(), encodings)
}

fn put(file: &GroupFile, column: ArrayRef) -> crate::Result<()> {
    file.put_parts(0, &[Column::Arrays(vec![column])], |_, _| Ok(()))
}

fn check(field: Field, store: Store, groups: Vec<Vec<ArrayRef>>) -> Vec<Encoding> {
    let plain: Vec<ArrayRef> = groups
        .iter()
        .flatten()
        .map(|p| crate::input::clean::plain(p, std::path::Path::new("")).unwrap())
        .collect();
    let plain: Vec<&dyn Array> = plain.iter().map(AsRef::as_ref).collect();
    let expected = concat(&plain).unwrap();
    let (batches, encodings) = back(field, store, &groups);
    let got: Vec<&dyn Array> = batches.iter().map(|b| b.column(0).as_ref()).collect();
    assert_eq!(&concat(&got).unwrap(), &expected);
    encodings
}

fn cents(all: &[i64]) -> ArrayRef {
    let array = Decimal64Array::from(all.to_vec());
    Arc::new(array.with_data_type(DataType::Decimal64(18, 2)))
}

fn text(optional: bool) -> Field {
    Field::new("a", DataType::Utf8, optional)
}

fn by_dictionary(keys: Vec<Option<i32>>, texts: Vec<Option<&str>>) -> ArrayRef {
    let values = Arc::new(StringArray::from(texts));
    Arc::new(DictionaryArray::<Int32Type>::new(Int32Array::from(keys), values))
}

#[test]
fn columns_of_one_value_take_a_few_bytes() {
    let amounts = Field::new("a", DataType::Decimal64(18, 2), false);
    let of = |e: Vec<Encoding>| e.contains(&Encoding::RLE_DICTIONARY);
    assert!(of(check(amounts, Store::Packed, vec![vec![cents(&[-7; 1_000])]])));
    let year = Field::new("a", DataType::Int32, false);
    let years = |all: &[i32]| -> ArrayRef { Arc::new(Int32Array::from(all.to_vec())) };
    assert!(of(check(year.clone(), Store::Dictionary, vec![vec![years(&[2025; 9])]])));
    for far in [2024, i32::MIN, i32::MAX] {
        check(year.clone(), Store::Dictionary, vec![vec![years(&[2025, far, -1])]]);
    }
    let nothing: ArrayRef = Arc::new(StringArray::new_null(1_000));
    check(text(true), Store::Dictionary, vec![vec![nothing]]);
    let one = by_dictionary(vec![Some(1); 100], vec![Some("a"), Some("b")]);
    assert!(of(check(text(false), Store::Plain, vec![vec![one]])));
}

#[test]
fn a_missing_value_that_must_be_there_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = GroupFile::create(
        &folder.path().join("a.parquet"),
        Schema::new(vec![text(false)]),
        |_| Store::Plain,
        Vec::new(),
    )
    .unwrap();
    for bad in [
        by_dictionary(vec![Some(0), None], vec![Some("a")]),
        by_dictionary(vec![Some(0), Some(1)], vec![Some("a"), None]),
        Arc::new(StringArray::from(vec![Some("a"), None])),
        cents(&[1]),
    ] {
        assert!(put(&file, bad).is_err());
    }
}

#[test]
fn dictionaries_of_several_row_groups_come_together() {
    let a = by_dictionary(vec![Some(2), Some(0), None, Some(2)], vec![Some("x"), None, Some("z")]);
    let b = by_dictionary(vec![Some(0), Some(1), Some(1)], vec![Some("z"), Some("x")]);
    let c = by_dictionary(vec![Some(1), Some(0)], vec![Some("z"), None]);
    check(text(true), Store::Dictionary, vec![vec![a.clone(), b, c], vec![a.slice(1, 2), a]]);
}

#[test]
fn texts_with_and_without_dictionary_come_together() {
    let a = by_dictionary(vec![Some(0), None], vec![Some("x")]);
    let b: ArrayRef = Arc::new(StringArray::from(vec![Some("y"), None, Some("")]));
    for store in [Store::Dictionary, Store::Plain] {
        check(text(true), store, vec![vec![a.clone(), b.clone()]]);
    }
}

#[test]
fn keys_tell_their_least_and_greatest() {
    let keys: ArrayRef = Arc::new(StringArray::from(vec!["8", "9", "10", "11"]));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.parquet");
    let schema = Schema::new(vec![text(false)]);
    let file = GroupFile::create(&path, schema, |_| Store::Key, Vec::new()).unwrap();
    put(&file, keys).unwrap();
    file.close().unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(&path).unwrap()).unwrap();
    let statistics = reader.metadata().row_group(0).column(0).statistics().unwrap().clone();
    assert_eq!(statistics.min_bytes_opt(), Some(b"10".as_slice()));
    assert_eq!(statistics.max_bytes_opt(), Some(b"9".as_slice()));
}

/// An array in two parts, each a slice.
fn halves(a: &ArrayRef, at: usize) -> Vec<ArrayRef> {
    let at = at.min(a.len());
    vec![a.slice(0, at), a.slice(at, a.len() - at)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn amounts(all in proptest::collection::vec(
        prop_oneof![Just(0), -1_000i64..1_000, any::<i64>().prop_map(|v| v / 10)], 1..700,
    ), at in 0usize..700) {
        let field = Field::new("a", DataType::Decimal64(18, 2), false);
        check(field, Store::Packed, vec![halves(&cents(&all), at)]);
    }

    #[test]
    fn dates(all in proptest::collection::vec(
        proptest::option::of(prop_oneof![3 => 20_000i32..20_400, 1 => any::<i32>()]), 1..400,
    ), at in 0usize..400) {
        let array: ArrayRef = Arc::new(Date32Array::from(all));
        let field = Field::new("a", DataType::Date32, true);
        check(field, Store::Dictionary, vec![halves(&array, at)]);
    }

    #[test]
    fn flags(all in proptest::collection::vec(any::<bool>(), 1..100), at in 0usize..100) {
        let array: ArrayRef = Arc::new(BooleanArray::from(all));
        check(Field::new("a", DataType::Boolean, false), Store::Plain, vec![halves(&array, at)]);
    }

    #[test]
    fn texts(
        all in proptest::collection::vec(proptest::option::of("[a-zé]{0,6}"), 1..300),
        at in 0usize..300,
    ) {
        let array: ArrayRef = Arc::new(StringArray::from(all));
        let parts = halves(&array, at);
        if array.null_count() == 0 {
            check(text(false), Store::Key, vec![parts.clone()]);
        }
        check(text(true), Store::Plain, vec![parts]);
    }

    #[test]
    fn dictionaries(
        keys in proptest::collection::vec(proptest::option::of(0usize..50), 1..300),
        texts in proptest::collection::vec(proptest::option::of("[a-z]{0,30}"), 1..50),
        at in 0usize..300,
    ) {
        let n = texts.len();
        let keys = keys.into_iter().map(|k| k.map(|k| (k % n) as i32)).collect();
        let texts = texts.iter().map(Option::as_deref).collect();
        let array = by_dictionary(keys, texts);
        prop_assert!(array.as_dictionary_opt::<Int32Type>().is_some());
        check(text(true), Store::Plain, vec![halves(&array, at)]);
    }
}
