//! What is known of the properties of one entity.

/// What a body may say about an entity: read here, kept as it is, or set by the server and ignored.
pub struct Properties {
    pub read: &'static [&'static str],
    pub kept: &'static [&'static str],
    pub ignored: &'static [&'static str],
}
