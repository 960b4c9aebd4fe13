//! Unpredictable bytes from the operating system.

use engine::ports::Entropy;

/// The operating system's random numbers.
#[derive(Debug, Clone, Copy, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    fn fill(&self, buffer: &mut [u8]) {
        // A system without random numbers cannot sign anybody in safely, and none that we run on is one.
        if getrandom::fill(buffer).is_err() {
            std::process::abort();
        }
    }
}
