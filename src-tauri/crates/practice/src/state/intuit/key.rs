//! The key that ID tokens are signed with.

use rsa::RsaPrivateKey;

use super::Intuit;
use crate::entropy::Entropy;

const KEY_BITS: usize = 2_048;

impl Intuit {
    /// The key; nothing when none can be made.
    pub fn signing_key(&self) -> Option<&RsaPrivateKey> {
        let make = || RsaPrivateKey::new(Entropy::new(self.key_seed, 0).rng(), KEY_BITS).ok();
        self.key.get_or_init(make).as_ref()
    }
}
