//! Saving what changed, taking it back after a restart, and going back to a snapshot.

use super::Platform;
use super::bucket::Bucket;
use super::records::{Company, Customer, Invoice, Payment, User};
use crate::table::{Change, Persistent, ReplayError, Table};

impl Platform {
    /// Goes back to an earlier state of the same account.
    pub fn revert_to(&mut self, earlier: &Self) {
        self.account.revert_to(&earlier.account);
        self.companies.revert_to(&earlier.companies);
        self.customers.revert_to(&earlier.customers);
        self.users.revert_to(&earlier.users);
        self.invoices.revert_to(&earlier.invoices);
        self.pdfs.revert_to(&earlier.pdfs);
        self.payments.revert_to(&earlier.payments);
        self.payouts.revert_to(&earlier.payouts);
        self.events.revert_to(&earlier.events);
        self.subscriptions.revert_to(&earlier.subscriptions);
        self.deliveries.revert_to(&earlier.deliveries);
        self.payment_requests.revert_to(&earlier.payment_requests);
        self.tokens.revert_to(&earlier.tokens);
        self.index = earlier.index.clone();
        self.bucket = Bucket::default();
    }
}

impl Persistent for Platform {
    fn drain(&mut self, prefix: &str, changes: &mut Vec<Change>) {
        let name = |table: &str| format!("{prefix}{table}");
        self.account.drain(&name("account"), changes);
        self.companies.drain(&name("companies"), changes);
        self.customers.drain(&name("customers"), changes);
        self.users.drain(&name("users"), changes);
        self.invoices.drain(&name("invoices"), changes);
        self.pdfs.drain(&name("pdfs"), changes);
        self.payments.drain(&name("payments"), changes);
        self.payouts.drain(&name("payouts"), changes);
        self.events.drain(&name("events"), changes);
        self.subscriptions.drain(&name("subscriptions"), changes);
        self.deliveries.drain(&name("deliveries"), changes);
        self.payment_requests.drain(&name("payment_requests"), changes);
        self.tokens.drain(&name("tokens"), changes);
    }

    fn replay(&mut self, table: &str, key: &str, value: Option<&str>) -> Result<(), ReplayError> {
        match table {
            "account" => self.account.replay(table, key, value),
            "companies" => {
                if let (number, Some(company)) = Table::<u64, Company>::decode(table, key, value)? {
                    self.index.realms.insert(company.realm_id, number);
                }
                self.companies.replay(table, key, value)
            }
            "customers" => {
                if let (number, Some(customer)) = Table::<u64, Customer>::decode(table, key, value)? {
                    let before = self.customers.get(&number).map(|row| &**row);
                    self.index.enter_customer(number, before, &customer);
                }
                self.customers.replay(table, key, value)
            }
            "invoices" => {
                if let (number, Some(invoice)) = Table::<u64, Invoice>::decode(table, key, value)? {
                    let before = self.invoices.get(&number).map(|row| &**row);
                    self.index.enter_invoice(number, before, &invoice);
                }
                self.invoices.replay(table, key, value)
            }
            "payments" => {
                if let (number, Some(payment)) = Table::<u64, Payment>::decode(table, key, value)? {
                    self.index.add_payment(number, &payment);
                }
                self.payments.replay(table, key, value)
            }
            "users" => {
                if let (number, Some(user)) = Table::<u64, User>::decode(table, key, value)? {
                    self.index.customer_users.insert((user.customer, number));
                }
                self.users.replay(table, key, value)
            }
            "pdfs" => self.pdfs.replay(table, key, value),
            "payouts" => self.payouts.replay(table, key, value),
            "events" => self.events.replay(table, key, value),
            "subscriptions" => self.subscriptions.replay(table, key, value),
            "deliveries" => {
                self.deliveries.replay(table, key, value)?;
                if let Ok(number) = key.parse() {
                    self.index_delivery(number);
                }
                Ok(())
            }
            "payment_requests" => self.payment_requests.replay(table, key, value),
            "tokens" => self.tokens.replay(table, key, value),
            _ => Err(ReplayError::Table(table.to_owned())),
        }
    }
}
