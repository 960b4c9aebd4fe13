//! Who may act from the practice desk's page.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The value of the desk's cookie, once somebody has opened the page.
#[derive(Debug, Clone, Default)]
pub struct Session(Option<String>);

impl Session {
    /// The value, made when first asked for. Not from the seed: that would be the same everywhere.
    pub fn value(&mut self) -> Result<&str, getrandom::Error> {
        if self.0.is_none() {
            let mut bytes = [0_u8; 32];
            getrandom::fill(&mut bytes)?;
            self.0 = Some(URL_SAFE_NO_PAD.encode(bytes));
        }
        Ok(self.0.as_deref().unwrap_or_default())
    }

    /// The value, if the page was ever opened.
    pub fn known(&self) -> Option<&str> {
        self.0.as_deref()
    }
}
