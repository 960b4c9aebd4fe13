//! One program for all fuzz targets; `FUZZ_TARGET` names the one.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use support::fuzz::{TARGETS, Target};

static TARGET: LazyLock<Target> = LazyLock::new(|| {
    let name = std::env::var("FUZZ_TARGET").unwrap_or_default();
    let names = TARGETS.map(|target| target.name).join(", ");
    TARGETS
        .into_iter()
        .find(|target| target.name == name)
        .unwrap_or_else(|| panic!("FUZZ_TARGET is one of {names}"))
});

fuzz_target!(|bytes: &[u8]| (TARGET.read)(bytes));
