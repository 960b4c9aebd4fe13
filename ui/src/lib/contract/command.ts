// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

import type { ActivityEntry, ActivityRequest, Explanation } from "./activity";
import type { RemedyRequest, Report } from "./doctor";
import type { DecideRequest, Decided, HoldCard } from "./hold";
import type { PreviewView } from "./preview";
import type { CustomerRow, InvoiceRow, PaymentRow, PayoutRow, RowsRequest } from "./rows";
import type { AccountRow, AccountsRequest, AlternativeConnected, CompanyRequest, DisconnectRequest, Disconnected, PreferencesView, SetPreferences } from "./setup";
import type { Status } from "./status";
import type { ActivityPage, ActivityPageRequest, Chain, ChainRequest, InvoiceTable, InvoiceTableRequest, PayoutRequest, SearchRequest, SearchResult, Statement } from "./table";
import type { Tag } from "./tag";
import type { Transit } from "./transit";
import type { AlternativeKeyRequest, SignInRequest, StartRequest, Walk, WalkRequest } from "./walk";
import type { AppInfo, OpenRequest, Opened, PauseRequest, SavePdfRequest, SaveRequest, Saved, WindowSettings } from "./window";

/** Every command: what it takes and gives. */
export type Commands = {
  status: { request: CompanyRequest; response: Status };
  status_all: { request: null; response: Array<Status> };
  holds: { request: CompanyRequest; response: Array<HoldCard> };
  decide: { request: DecideRequest; response: Decided };
  invoices: { request: RowsRequest; response: Array<InvoiceRow> };
  customers: { request: RowsRequest; response: Array<CustomerRow> };
  payments: { request: RowsRequest; response: Array<PaymentRow> };
  payouts: { request: RowsRequest; response: Array<PayoutRow> };
  activity: { request: ActivityRequest; response: Array<ActivityEntry> };
  explain: { request: ActivityRequest; response: Explanation };
  accounts: { request: AccountsRequest; response: Array<AccountRow> };
  preferences: { request: CompanyRequest; response: PreferencesView };
  set_preferences: { request: SetPreferences; response: PreferencesView };
  preview: { request: CompanyRequest; response: PreviewView };
  disconnect: { request: DisconnectRequest; response: Disconnected };
  app: { request: null; response: AppInfo };
  window_settings: { request: null; response: WindowSettings };
  set_window_settings: { request: WindowSettings; response: WindowSettings };
  open: { request: OpenRequest; response: Opened };
  walk: { request: CompanyRequest; response: Walk };
  walk_to: { request: WalkRequest; response: Walk };
  begin_practice: { request: null; response: Walk };
  connect_alternative: { request: AlternativeKeyRequest; response: AlternativeConnected };
  keep_until_quit: { request: null; response: null };
  still_here: { request: null; response: null };
  begin_sign_in: { request: SignInRequest; response: Walk };
  cancel_sign_in: { request: CompanyRequest; response: Walk };
  begin_preview: { request: CompanyRequest; response: Walk };
  cancel_preview: { request: CompanyRequest; response: Walk };
  start_syncing: { request: StartRequest; response: Walk };
  sync_now: { request: CompanyRequest; response: Status };
  compare_now: { request: CompanyRequest; response: Status };
  pause: { request: PauseRequest; response: Status };
  resume: { request: CompanyRequest; response: Status };
  transit: { request: CompanyRequest; response: Transit };
  invoice_table: { request: InvoiceTableRequest; response: InvoiceTable };
  activity_page: { request: ActivityPageRequest; response: ActivityPage };
  chain: { request: ChainRequest; response: Chain };
  payout: { request: PayoutRequest; response: Statement };
  search: { request: SearchRequest; response: SearchResult };
  save: { request: SaveRequest; response: Saved };
  save_pdf: { request: SavePdfRequest; response: Saved };
  doctor: { request: CompanyRequest; response: Report };
  remedy: { request: RemedyRequest; response: Report };
};

export type CommandName = keyof Commands;

/** Tags that a command's answer is held under, and tags that it puts out of date. */
export const COMMANDS: Record<CommandName, { provides: Tag[]; invalidates: Tag[] }> = {
  status: { provides: ["status"], invalidates: [] },
  status_all: { provides: ["status", "companies"], invalidates: [] },
  holds: { provides: ["holds"], invalidates: [] },
  decide: { provides: [], invalidates: ["holds", "status", "activity", "payments", "payouts", "invoices", "customers"] },
  invoices: { provides: ["invoices"], invalidates: [] },
  customers: { provides: ["customers"], invalidates: [] },
  payments: { provides: ["payments"], invalidates: [] },
  payouts: { provides: ["payouts"], invalidates: [] },
  activity: { provides: ["activity"], invalidates: [] },
  explain: { provides: ["activity"], invalidates: [] },
  accounts: { provides: ["accounts"], invalidates: [] },
  preferences: { provides: ["preferences"], invalidates: [] },
  set_preferences: { provides: [], invalidates: ["preferences", "accounts", "status", "activity", "payouts", "holds"] },
  preview: { provides: [], invalidates: [] },
  disconnect: { provides: [], invalidates: ["companies", "status", "activity"] },
  app: { provides: ["companies"], invalidates: [] },
  window_settings: { provides: ["window"], invalidates: [] },
  set_window_settings: { provides: [], invalidates: ["window"] },
  open: { provides: [], invalidates: [] },
  walk: { provides: ["walk"], invalidates: [] },
  walk_to: { provides: [], invalidates: ["walk", "companies"] },
  begin_practice: { provides: [], invalidates: ["walk", "companies"] },
  connect_alternative: { provides: [], invalidates: ["walk", "companies", "status"] },
  keep_until_quit: { provides: [], invalidates: ["walk", "status"] },
  still_here: { provides: [], invalidates: [] },
  begin_sign_in: { provides: [], invalidates: ["walk"] },
  cancel_sign_in: { provides: [], invalidates: ["walk"] },
  begin_preview: { provides: [], invalidates: ["walk"] },
  cancel_preview: { provides: [], invalidates: ["walk"] },
  start_syncing: { provides: [], invalidates: ["walk", "companies", "status", "activity"] },
  sync_now: { provides: [], invalidates: ["status"] },
  compare_now: { provides: [], invalidates: ["status"] },
  pause: { provides: [], invalidates: ["status", "activity"] },
  resume: { provides: [], invalidates: ["status", "activity"] },
  transit: { provides: ["transit"], invalidates: [] },
  invoice_table: { provides: ["invoices"], invalidates: [] },
  activity_page: { provides: ["activity"], invalidates: [] },
  chain: { provides: ["activity"], invalidates: [] },
  payout: { provides: ["payouts", "payments"], invalidates: [] },
  search: { provides: [], invalidates: [] },
  save: { provides: [], invalidates: [] },
  save_pdf: { provides: [], invalidates: [] },
  doctor: { provides: [], invalidates: [] },
  remedy: { provides: [], invalidates: ["status", "holds", "activity", "invoices", "customers", "payments", "payouts", "preferences", "companies", "walk", "transit"] },
};
