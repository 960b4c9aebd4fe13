//! Ids as opaque texts, one type each, so that a QuickBooks id is never taken for an Alternative one.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! opaque_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// From the text the service uses.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The text the service uses.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }
    };
}

opaque_id! {
    /// One pair of an Alternative partner account and a QuickBooks company in this installation (rule N1).
    CompanyId
}
opaque_id! {
    /// A QuickBooks company (`realmId`).
    RealmId
}
opaque_id! {
    /// The id of a record in QuickBooks Online, unique within its entity and company.
    QboId
}
opaque_id! {
    /// The id of a record in Alternative Payments.
    AltId
}
