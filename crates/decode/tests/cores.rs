//! A document reads the same on one core and on several.

#![allow(missing_docs, clippy::unwrap_used)]

use rayon::ThreadPoolBuilder;
use yearend_model::json::{ReadingJson, write_compact};
use yearend_specimen::{Shape, Specimen};

#[test]
fn cores_change_nothing_but_the_time() {
    for shape in [Shape::Csv, Shape::TabStacked] {
        // Enough for several pieces of work in every part.
        let specimen = Specimen::large(4, shape, 600);
        let read = || {
            let documents = yearend_source::open("large", specimen.bytes.clone()).unwrap();
            assert!(yearend_decode::is_large(&documents[0]));
            let mut reading = yearend_decode::decode(&documents[0]);
            yearend_rules::check(&mut reading);
            let mut compact = Vec::new();
            write_compact(&reading, &mut compact).unwrap();
            assert!(compact == serde_json::to_vec(&ReadingJson(&reading)).unwrap());
            assert_eq!(reading.securities().count(), 600);
            compact
        };
        let pool = |cores: usize| ThreadPoolBuilder::new().num_threads(cores);
        let on = |cores: usize| pool(cores).build().unwrap().install(read);
        let one = on(1);
        assert!(on(2) == one && on(5) == one, "{} differs", shape.name());
        // A thread that shares its own work, and one that leaves all of it to others.
        let sharing = || {
            let _pool = pool(3).use_current_thread().build().unwrap();
            read()
        };
        std::thread::scope(|scope| {
            assert!(scope.spawn(sharing).join().unwrap() == one);
            assert!(scope.spawn(read).join().unwrap() == one);
        });
    }
}

#[test]
fn a_small_document_is_the_same_in_a_pool() {
    for seed in 0..20 {
        let specimen = Specimen::clean(seed, Shape::ALL[seed as usize % Shape::ALL.len()]);
        let read = || {
            let documents = yearend_source::open("small", specimen.bytes.clone()).unwrap();
            let mut reading = yearend_decode::decode(&documents[0]);
            yearend_rules::check(&mut reading);
            serde_json::to_vec(&ReadingJson(&reading)).unwrap()
        };
        let pool = ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        assert!(pool.install(read) == read(), "seed {seed}");
    }
}
