//! Where a record is.

use super::entity::Entity;
use crate::table::Key;

/// A record's place: ids are unique per entity; transactions share one number space.
pub type Place = (Entity, u64);

impl Key for Place {
    fn to_text(&self) -> String {
        format!("{}:{}", self.0.name(), self.1)
    }
    fn from_text(text: &str) -> Option<Self> {
        let (entity, id) = text.split_once(':')?;
        Some((Entity::named(entity)?, id.parse().ok()?))
    }
}
