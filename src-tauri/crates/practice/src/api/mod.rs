//! What the practice services answer: handlers over the world, one folder a service.

pub mod alternative;
pub mod control;
pub mod desk;
pub mod intuit;
pub mod quickbooks;
pub mod webhooks;
