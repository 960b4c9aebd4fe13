//! Random people: each draws something to do from what is there.

mod books;
mod invoices;
mod payers;
mod settings;

use crate::scene::Scene;

/// What somebody may do, with how often it is drawn.
const ACTS: &[(u64, Act)] = &[
    (10, Act::NewInvoice),
    (5, Act::EditInvoice),
    (1, Act::MoveInvoice),
    (2, Act::VoidInvoice),
    (2, Act::DeleteInvoice),
    (4, Act::ExternalPayment),
    (2, Act::RemoveExternalPayment),
    (4, Act::KeyByHand),
    (2, Act::ApplyCredit),
    (2, Act::ChangeCustomer),
    (3, Act::RemoveOurPayment),
    (2, Act::EditOurPayment),
    (2, Act::RemoveOurDeposit),
    (1, Act::EditOurDeposit),
    (2, Act::DepositByHand),
    (3, Act::CloseBooks),
    (18, Act::Pay),
    (6, Act::PaySeveral),
    (8, Act::MovePayment),
    (6, Act::SettleAll),
    (9, Act::Payout),
    (7, Act::MovePayout),
    (3, Act::Dashboard),
    (2, Act::AlternativeOnly),
    (2, Act::Preferences),
];

#[derive(Debug, Clone, Copy)]
enum Act {
    NewInvoice,
    EditInvoice,
    MoveInvoice,
    VoidInvoice,
    DeleteInvoice,
    ExternalPayment,
    RemoveExternalPayment,
    KeyByHand,
    ApplyCredit,
    ChangeCustomer,
    RemoveOurPayment,
    EditOurPayment,
    RemoveOurDeposit,
    EditOurDeposit,
    DepositByHand,
    CloseBooks,
    Pay,
    PaySeveral,
    MovePayment,
    SettleAll,
    Payout,
    MovePayout,
    Dashboard,
    AlternativeOnly,
    Preferences,
}

impl Scene {
    /// Somebody does something, if there is anything to do it with.
    pub async fn somebody_acts(&mut self) {
        let _done = match self.chance.weighted(ACTS) {
            Act::NewInvoice => self.new_invoice().await,
            Act::EditInvoice => self.edit_invoice().await,
            Act::MoveInvoice => self.move_invoice().await,
            Act::VoidInvoice => self.end_invoice("void").await,
            Act::DeleteInvoice => self.end_invoice("delete").await,
            Act::ExternalPayment => self.external_payment().await,
            Act::RemoveExternalPayment => self.remove_external_payment().await,
            Act::KeyByHand => self.key_by_hand().await,
            Act::ApplyCredit => self.apply_credit().await,
            Act::ChangeCustomer => self.change_customer().await,
            Act::RemoveOurPayment => self.remove_our_payment().await,
            Act::EditOurPayment => self.edit_our_payment().await,
            Act::RemoveOurDeposit => self.remove_our_deposit().await,
            Act::EditOurDeposit => self.edit_our_deposit().await,
            Act::DepositByHand => self.deposit_by_hand().await,
            Act::CloseBooks => self.close_books().await,
            Act::Pay => self.pay().await,
            Act::PaySeveral => self.pay_several().await,
            Act::MovePayment => self.move_payment().await,
            Act::SettleAll => self.settle_all().await,
            Act::Payout => self.payout().await,
            Act::MovePayout => self.move_payout().await,
            Act::Dashboard => self.dashboard().await,
            Act::AlternativeOnly => self.alternative_only().await,
            Act::Preferences => self.preferences().await,
        };
    }
}
