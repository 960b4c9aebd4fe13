//! The client of one company.

mod reads;
mod sorting;
mod writes;

use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use engine::fault::{Fault, FaultKind};
use engine::ports::{
    AccountDraft, ApplyDraft, Books, Changes, DepositDraft, Entity, JournalEntryDraft, Look, Page,
    PageFilter, PageRead, PaymentDraft, Written,
};
use engine::record::{Read, Record, RecordRef};
use jiff::Timestamp;
use ledger::books::Company;
use ledger::{Currency, RealmId, books};
use transport::{HttpRequest, HttpResponse, Limiter, Method, Quota, RequestCounter, Transport, Url};

use self::sorting::Sorting;
use crate::fault::{RequestContext, RequestTarget, in_answer, wants_new_token};
use crate::sign_in::Tokens;

/// The version of the API that this client is written for (reference 3).
const MINOR_VERSION: &str = "75";

/// The pace of one company: share it between all clients of the company.
pub struct Limits {
    /// All calls.
    calls: Limiter,
    /// Batches, which count twice.
    batches: Limiter,
}

impl Limits {
    /// QuickBooks' own limits.
    pub fn quickbooks() -> Self {
        Self { calls: Limiter::new(Quota::QuickbooksCalls), batches: Limiter::new(Quota::QuickbooksBatches) }
    }

    /// None, for services in the same process.
    pub fn unlimited() -> Self {
        Self { calls: Limiter::unlimited(), batches: Limiter::unlimited() }
    }
}

/// QuickBooks Online, one company.
pub struct QuickBooks {
    transport: Arc<dyn Transport>,
    api: Url,
    realm: RealmId,
    tokens: Tokens,
    limits: Arc<Limits>,
    counter: RequestCounter,
    /// What records without a currency are in. It never changes once a company has it.
    home: OnceLock<Currency>,
    sorting: Sorting,
}

/// What a call is, for counting and pacing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Read,
    Batch,
    Write,
}

impl QuickBooks {
    /// A client for the company `realm` at `api` (`https://quickbooks.api.intuit.com`). Without `home_currency` the
    /// first read asks for it, one request more.
    pub fn new(
        transport: Arc<dyn Transport>,
        api: Url,
        realm: RealmId,
        tokens: Tokens,
        limits: Arc<Limits>,
        home_currency: Option<Currency>,
    ) -> Self {
        let home = OnceLock::new();
        if let Some(currency) = home_currency {
            // A new lock is empty.
            let _first = home.set(currency);
        }
        let (counter, sorting) = (RequestCounter::default(), Sorting::default());
        Self { transport, api, realm, tokens, limits, counter, home, sorting }
    }

    /// The keeper of the sign-in, for `vault_trouble` and a new sign-in.
    pub fn tokens(&self) -> &Tokens {
        &self.tokens
    }

    /// `{api}/v3/company/{realm}/{path…}?{query}&minorversion=75`.
    fn address(&self, path: &[&str], query: &[(&str, &str)]) -> Url {
        let mut url = self.api.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(["v3", "company", self.realm.as_str()]).extend(path);
        }
        let pairs = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(query)
            .append_pair("minorversion", MINOR_VERSION)
            .finish();
        // A space as `+` belongs to forms; in an address `%20` is understood everywhere.
        url.set_query(Some(&pairs.replace('+', "%20")));
        url
    }

    fn get(&self, path: &[&str], query: &[(&str, &str)]) -> HttpRequest {
        HttpRequest::new(Method::GET, self.address(path, query)).accept_json()
    }

    fn post(&self, path: &[&str], query: &[(&str, &str)], body: String) -> HttpRequest {
        HttpRequest::new(Method::POST, self.address(path, query)).accept_json().json(body)
    }

    /// Sends with the access token; once more with a new one if it was refused. Everything that is not a good answer
    /// is a fault.
    async fn call(
        &self,
        request: HttpRequest,
        class: Class,
        target: RequestTarget,
    ) -> Result<(RequestContext, HttpResponse), Fault> {
        let context = RequestContext::new(&request, target);
        let token = self.tokens.access().await.map_err(|fault| before_sending(fault, class))?;
        match self.attempt(&context, request.clone(), class, &token).await {
            Ok(answer) => return Ok((context, answer)),
            Err(fault) if wants_new_token(&fault) => {}
            Err(fault) => return Err(fault),
        }
        let renewed = self.tokens.renewed(&token).await.map_err(|fault| before_sending(fault, class))?;
        let answer = self.attempt(&context, request, class, &renewed).await?;
        Ok((context, answer))
    }

    async fn attempt(
        &self,
        context: &RequestContext,
        request: HttpRequest,
        class: Class,
        token: &secrecy::SecretString,
    ) -> Result<HttpResponse, Fault> {
        let request = request.bearer(token).map_err(|error| context.unsendable(&error))?;
        if class == Class::Batch {
            self.limits.batches.turn().await;
        }
        self.limits.calls.turn().await;
        match class {
            Class::Read | Class::Batch => self.counter.read(),
            Class::Write => self.counter.write(),
        }
        let answer = self.transport.send(request).await.map_err(|error| context.unanswered(&error))?;
        match in_answer(context, &answer) {
            Some(fault) => Err(fault),
            None => Ok(answer),
        }
    }
}

/// What a failed refresh means for a write that was not sent, or was refused for its token: whatever became of the
/// refresh, the write did not take effect.
fn before_sending(fault: Fault, class: Class) -> Fault {
    match fault.kind {
        FaultKind::Unanswered | FaultKind::Unavailable | FaultKind::Unreadable if class == Class::Write => {
            Fault { kind: FaultKind::Offline, ..fault }
        }
        _ => fault,
    }
}

#[async_trait]
impl Books for QuickBooks {
    async fn company(&self) -> Result<Company, Fault> {
        self.read_company().await
    }

    async fn page(&self, page: &Page) -> Result<PageRead, Fault> {
        self.read_page(page).await
    }

    async fn count(&self, entity: Entity, filter: &PageFilter, ids: &[String]) -> Result<u64, Fault> {
        self.count_ids(entity, filter, ids).await
    }

    async fn changes(&self, entities: &[Entity], since: Timestamp) -> Result<Changes, Fault> {
        self.read_changes(entities, since).await
    }

    async fn look(&self, looks: &[Look]) -> Result<Vec<PageRead>, Fault> {
        self.read_looks(looks).await
    }

    async fn read(&self, reference: &RecordRef) -> Result<Read<Record>, Fault> {
        self.read_record(reference).await
    }

    async fn create_payment(
        &self,
        draft: &PaymentDraft,
        request_id: &str,
    ) -> Result<Written<books::PaymentId>, Fault> {
        self.write("Payment", &writes::payment(draft), None, request_id).await
    }

    async fn apply_payment(
        &self,
        draft: &ApplyDraft,
        request_id: &str,
    ) -> Result<Written<books::PaymentId>, Fault> {
        self.write("Payment", &writes::application(draft), Some("update"), request_id).await
    }

    async fn delete_payment(
        &self,
        id: &books::PaymentId,
        version: u64,
        request_id: &str,
    ) -> Result<Written<books::PaymentId>, Fault> {
        self.write("Payment", &writes::deletion(id.as_str(), version), Some("delete"), request_id).await
    }

    async fn delete_deposit(
        &self,
        id: &books::DepositId,
        version: u64,
        request_id: &str,
    ) -> Result<Written<books::DepositId>, Fault> {
        self.write("Deposit", &writes::deletion(id.as_str(), version), Some("delete"), request_id).await
    }

    async fn create_deposit(
        &self,
        draft: &DepositDraft,
        request_id: &str,
    ) -> Result<Written<books::DepositId>, Fault> {
        self.write("Deposit", &writes::deposit(draft), None, request_id).await
    }

    async fn journal_entries(&self, number: &str) -> Result<Vec<books::JournalEntry>, Fault> {
        self.read_journal_entries(number).await
    }

    async fn create_journal_entry(
        &self,
        draft: &JournalEntryDraft,
        request_id: &str,
    ) -> Result<Written<books::JournalEntryId>, Fault> {
        self.write("JournalEntry", &writes::journal_entry(draft), None, request_id).await
    }

    async fn create_account(
        &self,
        draft: &AccountDraft,
        request_id: &str,
    ) -> Result<Written<books::AccountId>, Fault> {
        self.write("Account", &writes::account(draft), None, request_id).await
    }

    async fn invoice_pdf(&self, id: &books::InvoiceId) -> Result<Vec<u8>, Fault> {
        self.read_pdf(id).await
    }

    fn take_request_counts(&self) -> (u64, u64) {
        self.counter.take()
    }
}
