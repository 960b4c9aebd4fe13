//! Commands over the company they name.

use contract::Problem;
use contract::activity::{ActivityEntry, ActivityRequest, Explanation};
use contract::doctor::{RemedyRequest, Report};
use contract::hold::{DecideRequest, Decided, HoldCard};
use contract::preview::PreviewView;
use contract::reason::AccountPurpose;
use contract::rows::{CustomerRow, InvoiceRow, PaymentRow, PayoutRow, RowsRequest};
use contract::setup::{
    AccountRow, AccountsRequest, AlternativeConnected, CompanyRequest, DisconnectRequest, Disconnected,
    PreferencesView, SetPreferences,
};
use contract::status::Status;
use contract::table::{
    ActivityPage, ActivityPageRequest, Chain, ChainRequest, InvoiceTable, InvoiceTableRequest, PayoutRequest,
    SearchRequest, SearchResult, Statement,
};
use contract::transit::Transit;
use contract::walk::{AlternativeKeyRequest, SignInRequest, StartRequest, Walk, WalkRequest};
use contract::window::{
    AppInfo, OpenRequest, Opened, PauseRequest, SavePdfRequest, SaveRequest, Saved, WindowSettings,
};
use tokio_util::sync::CancellationToken;

use super::App;
use crate::use_cases::activity::Wanted;
use crate::use_cases::rows::Filter;

type Answer<T> = Result<T, Problem>;

pub(super) async fn status(app: &App, request: CompanyRequest) -> Answer<Status> {
    app.status(&request.company).await
}

pub(super) async fn status_all(app: &App, (): ()) -> Answer<Vec<Status>> {
    app.status_all().await
}

pub(super) async fn holds(app: &App, request: CompanyRequest) -> Answer<Vec<HoldCard>> {
    let member = app.member(&request.company).await?;
    crate::use_cases::holds::holds(&member.host, &member.company).await
}

pub(super) async fn decide(app: &App, request: DecideRequest) -> Answer<Decided> {
    let member = app.member(&request.company).await?;
    let (hold, choice) = (&request.hold, &request.choice);
    let decided =
        crate::use_cases::holds::decide(&member.host, &member.company, hold, choice, &request.arguments)
            .await?;
    app.ring(&member);
    Ok(decided)
}

fn filter(request: &RowsRequest) -> Filter {
    Filter { since: request.since, state: request.state }
}

pub(super) async fn invoices(app: &App, request: RowsRequest) -> Answer<Vec<InvoiceRow>> {
    let member = app.member(&request.company).await?;
    crate::use_cases::rows::invoices(&member.host, &member.company, &filter(&request)).await
}

pub(super) async fn customers(app: &App, request: RowsRequest) -> Answer<Vec<CustomerRow>> {
    let member = app.member(&request.company).await?;
    crate::use_cases::rows::customers(&member.host, &member.company, &filter(&request)).await
}

pub(super) async fn payments(app: &App, request: RowsRequest) -> Answer<Vec<PaymentRow>> {
    let member = app.member(&request.company).await?;
    crate::use_cases::rows::payments(&member.host, &member.company, &filter(&request)).await
}

pub(super) async fn payouts(app: &App, request: RowsRequest) -> Answer<Vec<PayoutRow>> {
    let member = app.member(&request.company).await?;
    crate::use_cases::rows::payouts(&member.host, &member.company, &filter(&request)).await
}

pub(super) async fn activity(app: &App, request: ActivityRequest) -> Answer<Vec<ActivityEntry>> {
    let member = app.member(&request.company).await?;
    let wanted = Wanted { since: request.since, record: request.record, limit: request.limit };
    crate::use_cases::activity::activity(&member.host, &member.company, &wanted).await
}

pub(super) async fn explain(app: &App, request: ActivityRequest) -> Answer<Explanation> {
    let member = app.member(&request.company).await?;
    let record = request.record.unwrap_or_default();
    crate::use_cases::explain::explain(&member.host, &member.company, &record).await
}

pub(super) async fn accounts(app: &App, request: AccountsRequest) -> Answer<Vec<AccountRow>> {
    let member = app.member(&request.company).await?;
    let purpose = request.purpose.unwrap_or(AccountPurpose::Deposits);
    crate::use_cases::accounts::accounts(&member.host, &member.company, purpose).await
}

pub(super) async fn preferences(app: &App, request: CompanyRequest) -> Answer<PreferencesView> {
    let member = app.member(&request.company).await?;
    crate::use_cases::preferences::preferences(&member.host, &member.company).await
}

pub(super) async fn set_preferences(app: &App, request: SetPreferences) -> Answer<PreferencesView> {
    let member = app.member(&request.company).await?;
    let view =
        crate::use_cases::preferences::set_preferences(&member.host, &member.company, &request.set).await?;
    app.ring(&member);
    Ok(view)
}

pub(super) async fn preview(app: &App, request: CompanyRequest) -> Answer<PreviewView> {
    let member = app.member(&request.company).await?;
    // Whoever asks this way waits for the whole of it.
    let stop = CancellationToken::new();
    crate::runtime::preview::plan(&member.host, &member.company, &mut |_| {}, stop).await
}

pub(super) async fn disconnect(app: &App, request: DisconnectRequest) -> Answer<Disconnected> {
    app.disconnect(request).await
}

pub(super) async fn app(app: &App, (): ()) -> Answer<AppInfo> {
    app.info().await
}

pub(super) async fn window_settings(app: &App, (): ()) -> Answer<WindowSettings> {
    Ok(app.window_settings())
}

pub(super) async fn set_window_settings(app: &App, request: WindowSettings) -> Answer<WindowSettings> {
    app.set_window_settings(request).await
}

pub(super) async fn open(app: &App, request: OpenRequest) -> Answer<Opened> {
    app.open(request).await
}

pub(super) async fn walk(app: &App, request: CompanyRequest) -> Answer<Walk> {
    app.walk(&request.company).await
}

pub(super) async fn walk_to(app: &App, request: WalkRequest) -> Answer<Walk> {
    app.walk_to(request).await
}

pub(super) async fn begin_practice(app: &App, (): ()) -> Answer<Walk> {
    app.begin_practice().await
}

pub(super) async fn connect_alternative(
    app: &App,
    request: AlternativeKeyRequest,
) -> Answer<AlternativeConnected> {
    app.connect_alternative(request).await
}

pub(super) async fn still_here(app: &App, (): ()) -> Answer<()> {
    app.still_here();
    Ok(())
}

pub(super) async fn keep_until_quit(app: &App, (): ()) -> Answer<()> {
    app.keep_until_quit().await
}

pub(super) async fn begin_sign_in(app: &App, request: SignInRequest) -> Answer<Walk> {
    app.begin_sign_in(request).await
}

pub(super) async fn cancel_sign_in(app: &App, request: CompanyRequest) -> Answer<Walk> {
    app.cancel_sign_in(&request.company).await
}

pub(super) async fn begin_preview(app: &App, request: CompanyRequest) -> Answer<Walk> {
    app.begin_preview(&request.company).await
}

pub(super) async fn cancel_preview(app: &App, request: CompanyRequest) -> Answer<Walk> {
    app.cancel_preview(&request.company).await
}

pub(super) async fn start_syncing(app: &App, request: StartRequest) -> Answer<Walk> {
    app.start_syncing(request).await
}

pub(super) async fn compare_now(app: &App, request: CompanyRequest) -> Answer<Status> {
    app.compare_now(&request.company).await
}

pub(super) async fn sync_now(app: &App, request: CompanyRequest) -> Answer<Status> {
    app.sync_now(&request.company).await
}

pub(super) async fn pause(app: &App, request: PauseRequest) -> Answer<Status> {
    app.pause(request).await
}

pub(super) async fn resume(app: &App, request: CompanyRequest) -> Answer<Status> {
    app.resume(&request.company).await
}

pub(super) async fn transit(app: &App, request: CompanyRequest) -> Answer<Transit> {
    let member = app.member(&request.company).await?;
    crate::use_cases::transit::transit(&member.host, &member.company).await
}

pub(super) async fn invoice_table(app: &App, request: InvoiceTableRequest) -> Answer<InvoiceTable> {
    let member = app.member(&request.company).await?;
    crate::use_cases::invoice_table::invoice_table(&member.host, &member.company, &request.records).await
}

pub(super) async fn activity_page(app: &App, request: ActivityPageRequest) -> Answer<ActivityPage> {
    let member = app.member(&request.company).await?;
    crate::use_cases::activity_page::activity_page(&member.host, &member.company, &request).await
}

pub(super) async fn chain(app: &App, request: ChainRequest) -> Answer<Chain> {
    let member = app.member(&request.company).await?;
    crate::use_cases::chain::chain(&member.host, &member.company, request.seq).await
}

pub(super) async fn payout(app: &App, request: PayoutRequest) -> Answer<Statement> {
    let member = app.member(&request.company).await?;
    crate::use_cases::statement::statement(&member.host, &member.company, &request.id).await
}

pub(super) async fn search(app: &App, request: SearchRequest) -> Answer<SearchResult> {
    let member = app.member(&request.company).await?;
    crate::use_cases::search::search(&member.host, &member.company, &request.text).await
}

pub(super) async fn save(app: &App, request: SaveRequest) -> Answer<Saved> {
    let member = app.member(&request.company).await?;
    crate::use_cases::save::save(&member.host, &member.company, request.what).await
}

pub(super) async fn save_pdf(app: &App, request: SavePdfRequest) -> Answer<Saved> {
    let member = app.member(&request.company).await?;
    crate::use_cases::save::save_pdf(&member.host, &member.company, &request.invoice).await
}

pub(super) async fn doctor(app: &App, request: CompanyRequest) -> Answer<Report> {
    let member = app.member(&request.company).await?;
    crate::use_cases::doctor::doctor(&member.host, None).await
}

pub(super) async fn remedy(app: &App, request: RemedyRequest) -> Answer<Report> {
    app.remedy(&request).await
}
