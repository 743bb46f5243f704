//! A document reads the same on one core and on several.

#![allow(missing_docs, clippy::unwrap_used)]

use yearend_model::json::{ReadingJson, write_compact};
use yearend_specimen::{Shape, Specimen};

#[test]
fn cores_change_nothing_but_the_time() {
    for shape in [Shape::Csv, Shape::TabStacked] {
        // Enough for several pieces of work in every part.
        let specimen = Specimen::large(4, shape, 600);
        let read = |cores: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(cores).build().unwrap();
            pool.install(|| {
                let documents = yearend_source::open("large", specimen.bytes.clone()).unwrap();
                let mut reading = yearend_decode::decode(&documents[0]);
                yearend_rules::check(&mut reading);
                let mut compact = Vec::new();
                write_compact(&reading, &mut compact).unwrap();
                assert!(compact == serde_json::to_vec(&ReadingJson(&reading)).unwrap());
                assert_eq!(reading.securities().count(), 600);
                compact
            })
        };
        let one = read(1);
        assert!(read(2) == one && read(5) == one, "{} differs", shape.name());
    }
}
