//! The control API and the practice desk.

use crate::http::{Reply, Request};
use crate::world::World;

/// Handles one call under `/practice` (but for `/practice/time`).
pub fn handle(_world: &mut World, _request: &Request) -> Reply {
    Reply::text(404, "not found")
}
