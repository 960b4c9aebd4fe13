//! Ids as opaque texts, one type for each entity of each side: an account can't be taken for a deposit, nor a QuickBooks
//! invoice for one of Alternative. Those of entities are beside them, in `books` and `alternative`.

/// A text that only its own service understands.
macro_rules! opaque_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
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

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
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

pub(crate) use opaque_id;
