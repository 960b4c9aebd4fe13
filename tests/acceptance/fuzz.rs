//! The fuzz targets over what rests in `tests/fuzz/corpus`, and a little beside each sample.

use std::path::Path;

use support::fuzz::{TARGETS, Target};

/// Changed samples a sample; a pass over spoiled answers takes longest.
fn variants(target: &Target) -> u64 {
    if target.name == "tick" { 2 } else { 60 }
}

/// Numbers that are the same in every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end.max(1)
    }
}

fn changed(sample: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut bytes = sample.to_vec();
    for _ in 0..=numbers.below(3) {
        let at = numbers.below(bytes.len());
        match numbers.below(4) {
            0 => bytes.truncate(at),
            1 => bytes.insert(at, u8::try_from(numbers.below(256)).unwrap()),
            2 => {
                let part = bytes[at..].iter().take(8).copied().collect::<Vec<_>>();
                bytes.splice(at..at, part);
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << numbers.below(8);
                }
            }
        }
    }
    bytes
}

fn samples_hold(name: &str) {
    let target = TARGETS.into_iter().find(|target| target.name == name).unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut read = 0;
    for entry in std::fs::read_dir(&folder).unwrap() {
        let sample = std::fs::read(entry.unwrap().path()).unwrap();
        (target.read)(&sample);
        let mut numbers = Numbers(sample.len() as u64);
        for _ in 0..variants(&target) {
            (target.read)(&changed(&sample, &mut numbers));
        }
        read += 1;
    }
    assert!(read > 0, "{} holds no samples", folder.display());
}

macro_rules! targets {
    ($($name:ident),*) => {
        $(
            #[test]
            fn $name() {
                samples_hold(stringify!($name));
            }
        )*

        #[test]
        fn every_target_has_its_test() {
            assert_eq!(TARGETS.map(|target| target.name), [$(stringify!($name)),*]);
        }
    };
}

targets!(callback, deep_link, query, quickbooks, alternative, body, document, tick);
