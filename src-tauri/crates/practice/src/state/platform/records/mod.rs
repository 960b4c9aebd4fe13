//! What the platform keeps. Rows are small on purpose: a million invoices must fit in memory.

mod feed;
mod invoicing;
mod mapping;
mod money;

pub use feed::{Delivery, DeliveryStatus, Event, PaymentRequest, Subscription, Topic};
pub use invoicing::{Address, Customer, Invoice, Line, Pdf, User};
pub use mapping::{Archive, ArchiveReason, ArchivedBy, Company, Digest, Mapping, Owner, Pair};
pub use money::{
    Allocation, Fee, LineKind, LinkState, Method, Payment, PaymentLink, PaymentStatus, Payout, PayoutLine,
    PayoutLink, PayoutStatus, Return,
};
