//! What should happen, as a pure function of what is known: no clock, no network, no database.
//!
//! Each subject is planned by itself from a *view*: the subject's two sides, its link and the neighbors that its rules
//! speak of. The same view always gives the same [`Plan`], so a pass with nothing new plans nothing (rule F4), and a
//! preview is a plan that is not applied.

mod accounts;
mod before_start;
mod brake;
mod context;
mod currencies;
mod customer;
mod invoice;
mod payment;
mod payout;
mod tie;
mod unread;

pub use accounts::{AccountPurpose, AccountTrouble, UnusableAccount, UnusableAccounts};
pub(crate) use accounts::{chosen as chosen_accounts, plan_account, unusable as unusable_accounts};
pub use before_start::{Earlier, EarlierChoice, EarlierLedger, plan_before_start};
pub(crate) use brake::may_be_many;
pub use brake::{ArchiveKind, ArchiveLedger, Listed, Vanished, plan_brake};
pub use context::{Plan, PlanContext};
pub use currencies::{Foreign, ForeignLedger, plan_currencies};
pub use customer::{CustomerView, plan_customer};
pub use invoice::{InvoiceView, PayingView, Standing, plan_invoice};
pub use payment::{PaidInvoice, PaymentView, plan_payment};
pub(crate) use payment::{bears_our_sign, credit_when_told, in_order, is_ours, may_pay_again};
pub(crate) use payout::is_our_deposit;
pub use payout::{CollectedView, PayoutView, plan_payout};
pub(crate) use tie::clears;
pub use tie::expected_outstanding;
pub use unread::{UnreadView, plan_unread};
