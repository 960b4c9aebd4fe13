//! List entries, and the records that exist once or are only kept.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::meta::Meta;
use crate::state::books::account_kind::AccountKind;
use crate::state::books::entity::Entity;
use crate::state::books::kept::Kept;

/// An account of the chart of accounts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub meta: Meta,
    pub name: Box<str>,
    pub kind: AccountKind,
    pub subtype: Box<str>,
    pub number: Option<Box<str>>,
    pub parent: Option<u64>,
    pub active: bool,
    pub kept: Kept,
}

/// A customer or sub-customer (job).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    pub meta: Meta,
    /// Without the suffix that an inactive name shows.
    pub display_name: Box<str>,
    pub parent: Option<u64>,
    pub email: Option<Box<str>>,
    pub active: bool,
    pub kept: Kept,
}

/// A vendor or an employee.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vendor {
    pub meta: Meta,
    pub display_name: Box<str>,
    pub active: bool,
    pub kept: Kept,
}

/// A product, service, bundle or category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub meta: Meta,
    pub name: Box<str>,
    pub kind: Box<str>,
    pub active: bool,
    pub taxable: bool,
    pub parent: Option<u64>,
    pub income: Option<u64>,
    pub expense: Option<u64>,
    pub asset: Option<u64>,
    #[serde(with = "rust_decimal::serde::str_option")]
    pub price: Option<Decimal>,
    pub sku: Option<Box<str>>,
    /// Of a bundle: its items with their quantities.
    pub members: Vec<Member>,
    pub kept: Kept,
}

/// One item of a bundle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub item: u64,
    #[serde(with = "rust_decimal::serde::str")]
    pub quantity: Decimal,
}

/// A payment term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    pub meta: Meta,
    pub name: Box<str>,
    pub active: bool,
    pub due_days: Option<u16>,
    pub kept: Kept,
}

/// A list entry with nothing but a name: class, department, payment method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub meta: Meta,
    pub name: Box<str>,
    pub active: bool,
    pub kept: Kept,
}

/// The company's own card, or its preferences.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Single {
    pub meta: Meta,
    pub kept: Kept,
}

/// A record that is kept and given back without acting on it: tax codes and rates, currencies, hours worked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    pub entity: Entity,
    pub meta: Meta,
    pub active: bool,
    pub kept: Kept,
}

/// What a note or file is attached to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attached {
    /// The entity's name, as answers spell it; clients may name entities that these books do not keep.
    pub kind: Box<str>,
    pub id: Box<str>,
    pub include_on_send: bool,
}

/// A note or a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachable {
    pub meta: Meta,
    pub attached: Vec<Attached>,
    /// The file in base64, when there is one.
    pub file: Option<Box<str>>,
    /// The file's length in bytes.
    pub size: Option<u64>,
    pub kept: Kept,
}
