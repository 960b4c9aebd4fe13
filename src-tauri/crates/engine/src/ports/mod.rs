//! What the engine needs from the world, as traits: the books, the processor, a store, a vault, time and chance.

mod books;
mod change;
mod clock;
mod processor;
mod store;
mod vault;
mod wording;

pub use books::{
    AccountDraft, AccountUse, ApplyDraft, Books, Changes, DepositDraft, DepositLineDraft, Entity, Gone,
    JournalEntryDraft, Look, Page, PageFilter, PageRead, PaymentDraft, PaymentLineDraft, Unreadable, Written,
};
pub use change::{Change, ChangeSet};
pub use clock::{Clock, Entropy};
pub use processor::{
    CustomerBody, Event, EventPage, Installation, InvoiceBody, InvoiceLineBody, PlatformPage, Processor,
    Version,
};
pub use store::{
    Dirty, HoldQuery, JournalQuery, ListQuery, OutboxQuery, Store, StoreFault, TallyRow, TieRow, TieTotals,
};
pub use vault::{SecretName, Vault, VaultFault};
pub use wording::{Unworded, Wording};
