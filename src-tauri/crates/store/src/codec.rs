//! Bodies as they rest in the database: JSON, compressed with words that all of them share.
//!
//! Records are small, so that an ordinary compressor learns little from any one of them. The words are sample records
//! of every kind; with them a body takes a fifth to a third of its text, half of what it would take without. They are
//! part of the file format: a changed file of words gets a new number, and the old one stays for what was written with
//! it.

use std::io;
use std::sync::LazyLock;

use engine::ports::StoreFault;
use serde::Serialize;
use serde::de::DeserializeOwned;
use zstd::bulk::{Compressor, Decompressor};
use zstd::dict::{DecoderDictionary, EncoderDictionary};

/// First byte of a body kept as it is.
const PLAIN: u8 = 0;
/// First byte of a body compressed with [`WORDS_1`].
const ZSTD_1: u8 = 1;
/// A body cannot be longer than this; anything that claims to be is damaged.
const BODY_BYTES_MAX: u64 = 256 * 1024 * 1024;
const LEVEL: i32 = 6;

const WORDS_1: &[u8] = include_bytes!("words_1.txt");
static ENCODER_1: LazyLock<EncoderDictionary<'static>> =
    LazyLock::new(|| EncoderDictionary::copy(WORDS_1, LEVEL));
static DECODER_1: LazyLock<DecoderDictionary<'static>> = LazyLock::new(|| DecoderDictionary::copy(WORDS_1));

/// Packs texts; made once for a list of changes.
pub(crate) struct Packer {
    compressor: Compressor<'static>,
}

impl Packer {
    pub(crate) fn new() -> Result<Self, StoreFault> {
        let compressor =
            Compressor::with_prepared_dictionary(&ENCODER_1).map_err(|error| not_packed(&error))?;
        Ok(Self { compressor })
    }

    /// Packs a text; one that would not shrink is kept as it is.
    pub(crate) fn text(&mut self, text: &str) -> Result<Vec<u8>, StoreFault> {
        let packed = self.compressor.compress(text.as_bytes()).map_err(|error| not_packed(&error))?;
        let (tag, body) =
            if packed.len() < text.len() { (ZSTD_1, &packed[..]) } else { (PLAIN, text.as_bytes()) };
        let mut bytes = Vec::with_capacity(body.len() + 1);
        bytes.push(tag);
        bytes.extend_from_slice(body);
        Ok(bytes)
    }

    /// Packs the JSON of a value.
    pub(crate) fn json<T: Serialize>(&mut self, value: &T) -> Result<Vec<u8>, StoreFault> {
        self.text(&json(value)?)
    }
}

/// The JSON of a value.
pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Result<String, StoreFault> {
    serde_json::to_string(value)
        .map_err(|error| StoreFault::Other(format!("a value has no JSON form: {error}")))
}

/// Unpacks bodies; made once for a list of rows.
pub(crate) struct Unpacker {
    decompressor: Decompressor<'static>,
}

impl Unpacker {
    pub(crate) fn new() -> Result<Self, StoreFault> {
        let decompressor =
            Decompressor::with_prepared_dictionary(&DECODER_1).map_err(|error| not_packed(&error))?;
        Ok(Self { decompressor })
    }

    /// The text of a body.
    pub(crate) fn text(&mut self, bytes: &[u8]) -> Result<String, StoreFault> {
        let damaged = |why: &str| StoreFault::Damaged(format!("a body cannot be unpacked: {why}"));
        let (tag, body) = bytes.split_first().ok_or_else(|| damaged("it is empty"))?;
        let unpacked = match *tag {
            PLAIN => body.to_vec(),
            ZSTD_1 => {
                let length = zstd::zstd_safe::get_frame_content_size(body)
                    .ok()
                    .flatten()
                    .filter(|length| *length <= BODY_BYTES_MAX)
                    .and_then(|length| usize::try_from(length).ok())
                    .ok_or_else(|| damaged("it has no believable length"))?;
                self.decompressor.decompress(body, length).map_err(|error| damaged(&error.to_string()))?
            }
            _ => return Err(damaged("it is packed in a way this version does not know")),
        };
        String::from_utf8(unpacked).map_err(|error| damaged(&error.to_string()))
    }

    /// The value of a JSON body.
    pub(crate) fn json<T: DeserializeOwned>(&mut self, bytes: &[u8]) -> Result<T, StoreFault> {
        from_json(&self.text(bytes)?)
    }
}

/// The text of a body as it rests in the database.
///
/// # Errors
///
/// It is damaged: nothing that a file can hold is trusted.
pub fn unpack(bytes: &[u8]) -> Result<String, StoreFault> {
    Unpacker::new()?.text(bytes)
}

/// The value of a JSON text out of the database.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, StoreFault> {
    serde_json::from_str(text).map_err(|error| StoreFault::Damaged(format!("a body cannot be read: {error}")))
}

fn not_packed(error: &io::Error) -> StoreFault {
    StoreFault::Other(format!("the compressor did not start: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn there_and_back(text: &str) -> String {
        let packed = Packer::new().unwrap().text(text).unwrap();
        assert!(packed.len() <= text.len() + 1);
        Unpacker::new().unwrap().text(&packed).unwrap()
    }

    #[test]
    fn the_words_never_change() {
        assert_eq!(
            engine::reference::sha256_hex(WORDS_1),
            "a31636c73692436b4a6ea67dfab7f0436682aaccd2291b3a423548e3f6c3304a",
            "bodies in existing databases can only be read with the words they were written with; add words_2.txt"
        );
    }

    #[test]
    fn what_is_damaged_is_said_to_be() {
        let mut unpacker = Unpacker::new().unwrap();
        let mut packed = Packer::new().unwrap().text(&"an invoice ".repeat(20)).unwrap();
        packed.truncate(packed.len() - 3);
        for bytes in [&packed[..], &[], &[9, 1, 2], &[PLAIN, 0xff], &[ZSTD_1, 1, 2, 3]] {
            assert!(matches!(unpacker.text(bytes), Err(StoreFault::Damaged(_))), "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in ".{0,400}") {
            prop_assert_eq!(there_and_back(&text), text);
        }
    }
}
