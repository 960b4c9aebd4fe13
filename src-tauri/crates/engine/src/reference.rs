//! How the companion recognizes its own records and makes every write idempotent (rule P6).

use data_encoding::BASE32_NOPAD;
use ledger::{MinorUnits, RealmId, alternative, books};
use sha2::{Digest, Sha256};

/// What every `PaymentRefNum` of ours begins with.
pub const PAYMENT_REFERENCE_PREFIX: &str = "AP-";

/// `PaymentRefNum` of the QuickBooks Payment for this Alternative payment and this QuickBooks customer: `AP-` and 16
/// base32 characters of their SHA-256, 19 characters of at most 21. The same on every computer and after every
/// re-install, so that what another companion wrote is found.
pub fn payment_reference(payment: &alternative::PaymentId, customer: &books::CustomerId) -> String {
    let mut encoded = BASE32_NOPAD.encode(&digest(&[payment.as_str(), customer.as_str()]));
    encoded.truncate(16);
    format!("{PAYMENT_REFERENCE_PREFIX}{encoded}")
}

/// `DocNumber` of the journal entry for what went back of this payment's part until then (rule P8): `AR-` and 16 base32
/// characters, the same on every computer.
pub fn entry_number(
    payment: &alternative::PaymentId,
    customer: &books::CustomerId,
    up_to: MinorUnits,
) -> String {
    let up_to = up_to.0.to_string();
    let mut encoded = BASE32_NOPAD.encode(&digest(&[payment.as_str(), customer.as_str(), &up_to]));
    encoded.truncate(16);
    format!("AR-{encoded}")
}

/// `requestid` of a write: hash of (company, intent, generation), 32 of at most 50 characters. The company is the
/// realm, so that two computers on the same books send the same id for the same intent.
pub fn request_id(realm: &RealmId, intent: &str, generation: u32) -> String {
    let mut encoded = BASE32_NOPAD.encode(&digest(&[realm.as_str(), intent, &generation.to_string()]));
    encoded.truncate(32);
    encoded.to_ascii_lowercase()
}

/// Fingerprint of a value: SHA-256 in hexadecimal of its JSON form.
pub fn fingerprint<T: serde::Serialize>(value: &T) -> String {
    let json = serde_json::to_vec(value).unwrap_or_default();
    data_encoding::HEXLOWER.encode(&Sha256::digest(json))
}

/// SHA-256 of bytes, in hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(&Sha256::digest(bytes))
}

/// Length-prefixed, so that no two different lists of parts give the same bytes.
fn digest(parts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p6_references_are_stable_and_short_enough() {
        let reference = payment_reference(&"pay-1".into(), &"15".into());
        assert_eq!(reference, payment_reference(&"pay-1".into(), &"15".into()));
        assert_eq!(reference.len(), 19);
        assert!(reference.starts_with(PAYMENT_REFERENCE_PREFIX));
        assert_ne!(reference, payment_reference(&"pay-1".into(), &"16".into()));
        assert_ne!(
            payment_reference(&"a".into(), &"bc".into()),
            payment_reference(&"ab".into(), &"c".into())
        );
    }

    #[test]
    fn p6_a_new_generation_is_a_new_request() {
        let first = request_id(&"9341".into(), "record_payment:p:15", 0);
        assert_eq!(first.len(), 32);
        assert_ne!(first, request_id(&"9341".into(), "record_payment:p:15", 1));
        assert_ne!(first, request_id(&"9342".into(), "record_payment:p:15", 0));
    }
}
