// Generated from src-tauri/crates/contract by `cargo xtask generate`. Do not edit.

/** ISO 4217 code. */
export type Currency = string;

/** Whole minor units (cents for USD) of a currency. */
export type Money = { minor: number; currency: Currency };

/** A bank account that payouts go to. */
export type PayoutBank = { name: string; last4: string };

/** A bank account that can be chosen. */
export type AccountRow = {
  /** Id in QuickBooks. */
  id: string,
  /** Full name. */
  name: string,
  /** Its last four digits, where QuickBooks keeps a number. */
  last4: string | null,
  /** QuickBooks' own word for its type (`Checking`). */
  kind: string | null,
  /** Its currency. */
  currency: Currency,
  /** Its balance. */
  balance_minor: number,
  /** Looks like the bank account that payouts go to (rule D11). */
  suggested: boolean,
  /** Chosen for deposits. */
  chosen: boolean, };

/** One entry of the journal. */
export type ActivityEntry = {
  /** Rises by one within a company. */
  seq: number,
  /** When. */
  at: string,
  /** What it tells. */
  kind: EntryKind,
  /** What it is about, as `kind:id`. */
  record: string | null,
  /** Row of the board. */
  item: Item | null,
  /** One sentence. */
  text: string,
  /** Before and after, request, answer, reason; null when there is nothing to add. */
  details: unknown, };

/** A page of changes, newest first. */
export type ActivityPage = {
  /** The rows. */
  rows: Array<ActivityRow>,
  /** There are older ones. */
  more: boolean,
  /** Changes today, in the company's time zone. */
  today: number, };

/** Which changes. */
export type ActivityPageRequest = {
  /** Which company. */
  company: string,
  /** Number, customer or amount. */
  text: string | null,
  /** Only this item. */
  item: Item | null,
  /** Only this way. */
  direction: Direction | null,
  /** Only in this state. */
  state: State | null,
  /** Only since then. */
  since: string | null,
  /** Only before this number: the next page. */
  before: number | null,
  /** At most. */
  limit: number, };

/** Which entries. */
export type ActivityRequest = {
  /** Which company. */
  company: string,
  /** Only after this number, oldest first; without it the newest come first. */
  since: number | null,
  /** Only about this record, as `kind:id`. */
  record: string | null,
  /** At most. */
  limit: number, };

/** A change, or a question, in one line. */
export type ActivityRow = {
  /** Number of its newest journal entry; rises within a company. */
  seq: number,
  /** When. */
  at: string,
  /** Row of the board. */
  item: Item | null,
  /** Which way; nothing: nothing was written. */
  direction: Direction | null,
  /** One sentence. */
  text: string,
  /** The record, as `kind:id`; it opens the chain. */
  record: string | null,
  /** How much. */
  amount: Money | null,
  /** How it stands. */
  state: State,
  /** A question was asked about it: not written. */
  held: boolean, };

/** An API key that was accepted. */
export type AlternativeConnected = {
  /** Which company of this installation. */
  company: string,
  /** Base address of the API. */
  api: string,
  /** Id of the key. */
  client_id: string,
  /** What its server offers. */
  mode: Mode,
  /** Practice services, no real books. */
  practice: boolean,
  /** The bank account that payouts go to. */
  payout_bank: PayoutBank | null,
  /** The QuickBooks company that is bound there already. */
  bound_realm: string | null,
  /** Its name. */
  bound_company: string | null,
  /** Alternative's own QuickBooks link is active (rule N8). */
  other_link: boolean,
  /** Where everything but secrets is kept. */
  data: string,
  /** Quiet lines. */
  notes: Array<string>, };

/** An invoice's Alternative side. */
export type AlternativeInvoice = {
  /** Id. */
  id: string,
  /** Alternative's word for its status. */
  status: string,
  /** Total. */
  total_minor: number,
  /** What the payer is still asked for. */
  outstanding_minor: number | null,
  /** Archived. */
  archived: boolean, };

/** An API key to be checked and kept. */
export type AlternativeKeyRequest = {
  /** Which company. */
  company: string,
  /** Base address of the API; Alternative's own where it is left out. */
  api: string | null,
  /** Id of the key. */
  client_id: string,
  /** Its secret; left out for the practice services, whose key the host has. */
  client_secret: string | null, };

/** The Alternative side. */
export type AlternativeStatus = {
  /** How it is doing. */
  state: SideState,
  /** When it was last heard. */
  heard_at: string | null,
  /** What its server offers; nothing while not connected. */
  mode: Mode | null, };

/** The program. */
export type AppInfo = {
  /** Version of the companion. */
  version: string,
  /** Operating system and processor. */
  system: string,
  /** Where everything but secrets is kept. */
  data: string,
  /** The companies, the practice company last. */
  companies: Array<CompanyInfo>,
  /** The practice services can be started here. */
  can_practise: boolean,
  /** There is a tray, autostart and notifications: the real window, not a browser. */
  has_desktop: boolean, };

/** Light or dark. */
export type Appearance = "system" | "light" | "dark";

/** What a choice asks before it can be taken. */
export type Ask = "account" | "date" | "payment" | "payments";

/** Why an invoice's sides differ. */
export type Because = "clearing" | "listed" | "unexplained";

/** What led to a change, oldest first. */
export type Chain = {
  /** The record, as `kind:id`. */
  record: string | null,
  /** The links. */
  links: Array<ChainLink>,
  /** Where the values below changed: `QuickBooks` or `Alternative`. */
  place: string | null,
  /** Before and after. */
  changes: Array<FieldChange>, };

/** A link of the chain. */
export type ChainLink = {
  /** When. */
  at: string,
  /** What it tells. */
  stage: Stage,
  /** In words. */
  text: string,
  /** Request, record id or reference, for *Copy*. */
  id: string | null, };

/** Which change. */
export type ChainRequest = {
  /** Which company. */
  company: string,
  /** [`ActivityRow::seq`] */
  seq: number, };

/** One thing that was looked at. */
export type Check = {
  /** `keychain`, `database`, `journal`, `quickbooks` or `alternative`. */
  name: string,
  /** In order. */
  ok: boolean,
  /** What was found, in one sentence. */
  text: string,
  /** What to do, when it is not in order. */
  hint: string | null, };

/** A way on. */
export type Choice = {
  /** What `decide` takes. */
  id: string,
  /** What the button says. */
  label: string,
  /** What it asks first. */
  asks: Ask | null,
  /** It only shows something; the question stays open. */
  shows: boolean, };

/** A chosen account. */
export type ChosenAccount = {
  /** Id in QuickBooks. */
  id: string,
  /** Its name, where it was read. */
  name: string | null, };

/** What a program may act on; a variant exists only when some reader does something else for it. */
export type Code = "usage" | "sign_in_needed" | "key_refused" | "keychain" | "wrong_company" | "other_link_active" | "already_connected" | "not_connected" | "not_offered" | "cancelled" | "timed_out" | "in_use" | "practice_mix" | "unreachable" | "refused" | "disk_full" | "database" | "newer_database" | "failed";

/** A company of this installation. */
export type CompanyInfo = {
  /** Its name in this installation. */
  company: string,
  /** Its name in QuickBooks, once that is known. */
  name: string | null,
  /** Practice services, no real books. */
  practice: boolean,
  /** Where its walk stands; `done` once syncing was started. */
  walk: WalkStep,
  /** When it was connected. */
  connected_at: string | null, };

/** Names a company of this installation. */
export type CompanyRequest = {
  /** Which. */
  company: string, };

/** The line about connections; trouble here is no fifth state. */
export type Connection = "ok" | "sign_in_ended" | "offline" | "paused";

/** A customer. */
export type CustomerRow = {
  /** Name. */
  name: string,
  /** QuickBooks' side. */
  quickbooks: CustomerSide | null,
  /** Alternative's side. */
  alternative: CustomerSide | null,
  /** How the pair stands. */
  state: RowState,
  /** Why, in words. */
  note: string | null, };

/** One side of a customer. */
export type CustomerSide = {
  /** Id. */
  id: string,
  /** Name. */
  name: string,
  /** E-mail. */
  email: string | null,
  /** Active (QuickBooks), or not archived (Alternative). */
  active: boolean, };

/** A decision. */
export type DecideRequest = {
  /** Which company. */
  company: string,
  /** [`HoldCard::id`] */
  hold: string,
  /** [`Choice::id`] */
  choice: string,
  /** Its arguments (`account`, `date`, `payment`, `payments`). */
  arguments: { [key in string]: string }, };

/** A decision that was taken. */
export type Decided = {
  /** Which question. */
  hold: string,
  /** Its title. */
  title: string,
  /** What the chosen button says. */
  choice: string,
  /** The choice only shows something; the question stays open. */
  still_open: boolean,
  /** What to look at, for choices that show something. */
  show: Array<string>, };

/** An open invoice whose sides differ. */
export type Differing = {
  /** The record, as `invoice:id`. */
  record: string,
  /** What people call it. */
  number: string,
  /** What it owes in QuickBooks less what Alternative asks for. */
  minor: number,
  /** What most of it comes from. */
  because: Because, };

/** Which way a change went. */
export type Direction = "to_alternative" | "to_quickbooks";

/** What to end. */
export type DisconnectRequest = {
  /** Which company. */
  company: string,
  /** Revoke the sign-in and disconnect at Alternative: other computers stop too (rule N6). */
  everywhere: boolean,
  /** Delete the local history as well. */
  forget: boolean, };

/** What was ended. */
export type Disconnected = {
  /** Which company. */
  company: string,
  /** Other computers stop too. */
  everywhere: boolean,
  /** The local history was deleted. */
  forgotten: boolean,
  /** What could not be ended, in words. */
  notes: Array<string>, };

/** A payment or payout from before the first start: posted only when ticked (rule P17). */
export type EarlierRow = {
  /** The record, as `kind:id`. */
  record: string,
  /** How much. */
  amount: Money,
  /** When it was collected or paid out. */
  at: string, };

/** What an entry tells. */
export type EntryKind = "read" | "decided" | "attempt" | "written" | "found" | "failed" | "held" | "withdrawn" | "person" | "connection" | "drift";

/** What the host tells by itself. */
export type Event = { "status": Status } | { "activity": {
  /** Whose. */
  company: string,
  /** The entry; its number rises. */
  entry: ActivityEntry, } } | { "invalidated": {
  /** Whose. */
  company: string,
  /** Which. */
  tags: Array<Tag>,
  /** Only these records, as `kind:id`; empty when any may have changed. */
  records: Array<string>, } } | { "open": {
  /** Whose page; nothing: that of the company that is looked at. */
  company: string | null,
  /** The page as in the address of the window, without `#/`: `overview`, `needs-you/HOLD`, `payouts/ID`. */
  page: string, } };

/** A part of the difference between both sides. */
export type Explained = {
  /** What it is. */
  reason: string,
  /** How much of QuickBooks' sum less Alternative's. */
  minor: number, };

/** Why something is as it is. */
export type Explanation = {
  /** The record, as `kind:id`. */
  record: string,
  /** What people call it. */
  label: string,
  /** How it looks now. */
  now: Array<Fact>,
  /** What led here, oldest first. */
  chain: Array<ActivityEntry>, };

/** One side's present view of an explained record. */
export type Fact = {
  /** Where: `QuickBooks`, `Alternative` or `Companion`. */
  place: string,
  /** What is known, in one line. */
  text: string, };

/** One value before and after. */
export type FieldChange = {
  /** What it is called. */
  name: string,
  /** Before; nothing: it was not there. */
  before: string | null,
  /** After; nothing: it is gone. */
  after: string | null, };

/** A record that was found. */
export type Hit = {
  /** What it is. */
  kind: HitKind,
  /** The record, as `kind:id`. */
  record: string,
  /** Number or name. */
  title: string,
  /** Customer, invoices, date. */
  detail: string,
  /** How much. */
  amount: Money | null,
  /** How it stands. */
  state: RowState, };

/** What kind of record was found. */
export type HitKind = "invoice" | "customer" | "payment" | "payout" | "books_payment";

/** A question to a person. */
export type HoldCard = {
  /** Names it; the same facts are the same question. */
  id: string,
  /** Rule that stopped (`P5`). */
  rule: string,
  /** What happened. */
  title: string,
  /** Why. */
  cause: string,
  /** What it means if left. */
  consequence: string,
  /** Money at stake. */
  amount: Money | null,
  /** The record, as `kind:id`. */
  record: string,
  /** Whose record it is, where that is known. */
  customer: string | null,
  /** The ways on. */
  choices: Array<Choice>,
  /** When it was first asked. */
  raised_at: string,
  /** Codes and ids. */
  details: { [key in string]: string }, };

/** An invoice. */
export type InvoiceRow = {
  /** Number, else id. */
  number: string,
  /** Customer's name. */
  customer: string | null,
  /** Accounting date. */
  issued: string | null,
  /** Currency of all its amounts. */
  currency: Currency,
  /** QuickBooks' side. */
  quickbooks: QuickbooksInvoice | null,
  /** Alternative's side. */
  alternative: AlternativeInvoice | null,
  /** QuickBooks' PDF was copied. */
  pdf: boolean,
  /** How the pair stands. */
  state: RowState,
  /** Why, in words. */
  note: string | null, };

/**
 * Invoices, newest first, column by column: a hundred thousand of them fit into one answer. All columns have the same
 * length.
 */
export type InvoiceTable = {
  /** The record, as `invoice:ID`. */
  records: Array<string>,
  /** Number, else id. */
  numbers: Array<string>,
  /** Place in `customer_names`. */
  customers: Array<number>,
  /** Names of the customers, each once; the first is empty: not known. */
  customer_names: Array<string>,
  /** Accounting date. */
  issued: Array<string | null>,
  /** Due date. */
  due: Array<string | null>,
  /** Currency of its amounts. */
  currencies: Currency[],
  /** Total in QuickBooks, else in Alternative. */
  totals: Array<number>,
  /** Owed in QuickBooks. */
  quickbooks: Array<number | null>,
  /** Still asked for in Alternative. */
  alternative: Array<number | null>,
  /** How the pair stands. */
  states: Array<RowState>,
  /** Why, in words; empty: nothing to say. */
  notes: Array<string>,
  /** QuickBooks' PDF was copied. */
  pdfs: Array<boolean>, };

/** Which invoices. */
export type InvoiceTableRequest = {
  /** Which company. */
  company: string,
  /** Only these, as `invoice:ID`; empty: all. */
  records: Array<string>, };

/** One synced item of the integration guide. */
export type Item = "invoice_details" | "line_items" | "customers" | "payments" | "deposits" | "archived_invoices" | "archived_customers" | "deleted_payments" | "pdf_invoices";

/** One row of the live board. */
export type ItemStatus = {
  /** Which. */
  item: Item,
  /** How it stands. */
  state: State,
  /** When it last changed something on the other side, within the last 31 days. */
  last_change: string | null,
  /** What people call the record that changed then: an invoice's number, a customer's name. */
  last_record: string | null,
  /** Done today, in the company's time zone. */
  today: number,
  /** On their way. */
  in_flight: number,
  /** Waiting: for something that comes by itself, or for a decision. */
  waiting: number,
  /** Done in each of the last 24 hours, the present one last. */
  hours: Array<number>, };

/** What Alternative's server offers. */
export type Mode = "integration" | "documented";

/** Opens a page in the system browser. */
export type OpenRequest = {
  /** Which company. */
  company: string,
  /** Which page. */
  place: Place, };

/** A page that was opened, or is to be opened by the reader. */
export type Opened = {
  /** Its address. */
  address: string,
  /** The host opened it; else the user interface does. */
  opened: boolean, };

/** What a payment pays. */
export type PaidInvoice = {
  /** Number, else id. */
  number: string,
  /** QuickBooks id; nothing for an invoice that Alternative alone has. */
  quickbooks: string | null,
  /** Its share. */
  minor: number, };

/** A pause that a person asked for. */
export type Pause = {
  /** Goes on by itself then; nothing: only when resumed. */
  until: string | null, };

/** A pause. */
export type PauseRequest = {
  /** Which company. */
  company: string,
  /** For so long; nothing: until resumed. */
  minutes: number | null, };

/** A payment that Alternative processed. */
export type PaymentRow = {
  /** Id in Alternative. */
  id: string,
  /** Who the invoices it pays are for, as QuickBooks names them; more than one where it pays several customers'. */
  customers: Array<string>,
  /** When it was made. */
  created_at: string,
  /** `card`, `standard_ach`, … */
  method: string | null,
  /** Where it stands in Alternative. */
  status: string,
  /** Paid, but not captured yet (rule P2). */
  clearing: boolean,
  /** Currency of all its amounts. */
  currency: Currency,
  /** What it pays: the sum of its allocations. */
  minor: number,
  /** What the payer paid, a surcharge included. */
  total_minor: number,
  /** What it pays. */
  pays: Array<PaidInvoice>,
  /** QuickBooks' side. */
  quickbooks: Array<RecordedPayment>,
  /** The payout it is in. */
  payout: string | null,
  /** How the pair stands. */
  state: RowState,
  /** Why, in words. */
  note: string | null, };

/** A line of a payout. */
export type PayoutLine = {
  /** `payment`, `fee`, `refund`, `chargeback`, `adjustment` or `unknown`. */
  kind: string,
  /** The payment it belongs to. */
  payment: string | null,
  /** Signed amount. */
  minor: number,
  /** Alternative's own words. */
  description: string, };

/** Which payout. */
export type PayoutRequest = {
  /** Which company. */
  company: string,
  /** Its id. */
  id: string, };

/** A payout as a statement. */
export type PayoutRow = {
  /** Id in Alternative. */
  id: string,
  /** Where it stands in Alternative. */
  status: string,
  /** When it reaches the bank. */
  arrival: string,
  /** Currency of all its amounts. */
  currency: Currency,
  /** Payments in it. */
  payments_minor: number,
  /** Fees in it, negative. */
  fees_minor: number,
  /** Everything else in it. */
  other_minor: number,
  /** What reaches the bank: the expected bank line. */
  total_minor: number,
  /** What its lines leave unexplained; zero when it ties to the cent. */
  missing_minor: number,
  /** Its lines. */
  lines: Array<PayoutLine>,
  /** QuickBooks' side. */
  deposit: RecordedDeposit | null,
  /** How the pair stands. */
  state: RowState,
  /** Why, in words. */
  note: string | null, };

/** A page outside the window; no other address is ever opened. */
export type Place = { "quickbooks_record": string } | { "alternative_record": string } | "quickbooks" | "alternative" | "sign_in" | "practice_desk" | "data_folder";

/** How many writes of one kind. */
export type Planned = {
  /** Which row of the board. */
  item: Item,
  /** How many. */
  count: number, };

/** A question that would be asked. */
export type PlannedHold = {
  /** Rule that would stop. */
  rule: string,
  /** The record, as `kind:id`. */
  record: string,
  /** What happened. */
  title: string,
  /** Why. */
  cause: string,
  /** What it means if left. */
  consequence: string,
  /** What the buttons would say. */
  choices: Array<string>,
  /** Money at stake. */
  amount: Money | null, };

/** What is chosen. */
export type PreferencesView = {
  /** Which company. */
  company: string,
  /** Each paid payout becomes a deposit (rules D1, D2). */
  create_deposits: boolean,
  /** Payouts paid from then on are deposited. */
  deposits_since: string | null,
  /** Bank account of the deposits. */
  deposit_account: ChosenAccount | null,
  /** Bank account that payments are recorded to; nothing = Undeposited Funds (rule D12). */
  payment_account: ChosenAccount | null,
  /** Account of absorbed fees (rule D10). */
  fee_account: ChosenAccount | null,
  /** When payments are recorded. */
  record_when: RecordWhen,
  /** Paid invoices dated from this day on are synced too (rule I14). */
  start_date: string | null,
  /** Quiet lines. */
  notes: Array<string>, };

/** Where the preview stands. */
export type PreviewState = "idle" | { "reading": Reading } | { "ready": PreviewView } | { "ended": Problem };

/** A preview: nothing of it is written. */
export type PreviewView = {
  /** Which company. */
  company: string,
  /** Syncing was started before: this is the next pass, not the first. */
  started: boolean,
  /** Records read so far. */
  read: number,
  /** How many writes, row by row. */
  planned: Array<Planned>,
  /** Open invoices that would be sent, with what they owe. */
  open_invoices: Sum,
  /** Paid ones dated from this day on are synced too (rule I14). */
  paid_since: string,
  /** Paid invoices that would be sent, with their totals. */
  paid_invoices: Sum,
  /** Payments that would be recorded in QuickBooks. */
  payments: Sum,
  /** Deposits that would be recorded in QuickBooks. */
  deposits: Sum,
  /** Payments and deposits together. */
  recorded: Sum,
  /** Some of the writes in words, in the order they would go. */
  examples: Array<string>,
  /** Questions that would be asked. */
  holds: Array<PlannedHold>,
  /** What would wait by itself. */
  waits: Array<string>,
  /** From before the start. */
  earlier: Array<EarlierRow>,
  /** Quiet lines: the closing date above all. */
  notes: Array<string>, };

/** What went wrong: what happened and what it means, what to do, and the codes for *Details*. */
export type Problem = {
  /** For programs. */
  code: Code,
  /** What happened, and what it means for the books. */
  message: string,
  /** What to do. */
  hint: string | null,
  /** Where to do it. */
  step: Step | null,
  /** Codes, ids and the services' own words; never a secret. */
  details: { [key in string]: string }, };

/** A connected QuickBooks company. */
export type QuickbooksConnected = {
  /** Which company of this installation. */
  company: string,
  /** Company id in QuickBooks. */
  realm_id: string,
  /** Company name. */
  name: string,
  /** Home currency. */
  currency: Currency,
  /** Books are closed up to and including this day. */
  closed_until: string | null,
  /** Who signed in. */
  email: string | null,
  /** Whether that person's phone is verified. */
  phone_verified: boolean | null,
  /** It was connected before and goes on where it stopped. */
  again: boolean,
  /** Quiet lines. */
  notes: Array<string>, };

/** An invoice's QuickBooks side. */
export type QuickbooksInvoice = {
  /** Id. */
  id: string,
  /** `SyncToken` */
  version: number,
  /** Total. */
  total_minor: number,
  /** What is still owed. */
  balance_minor: number,
  /** Due date. */
  due: string | null,
  /** Voided. */
  voided: boolean,
  /** Deleted. */
  gone: boolean, };

/** Development keys of an Intuit app, and where they are good. */
export type QuickbooksKeys = {
  /** Base address of the API; QuickBooks' own where it is left out. */
  api: string | null,
  /** Address of the discovery document; Intuit's own where it is left out. */
  discovery: string | null,
  /** Client id. */
  client_id: string,
  /** Client secret. */
  client_secret: string, };

/** The QuickBooks side. */
export type QuickbooksStatus = {
  /** Company name. */
  company: string | null,
  /** Company id. */
  realm_id: string | null,
  /** Who signed in. */
  email: string | null,
  /** Whether that person's phone is verified; skipping it is fine. */
  phone_verified: boolean | null,
  /** How it is doing. */
  state: SideState, };

/** How far a reading is. */
export type Reading = {
  /** Records read so far. */
  read: number,
  /** How many there will be, where the services said so. */
  total: number | null,
  /** What is being read now, in words. */
  what: string,
  /** When it began. */
  since: string | null, };

/** When a payment is recorded in QuickBooks (rule P2). */
export type RecordWhen = "processing" | "succeeded";

/** A payout's deposit in QuickBooks. */
export type RecordedDeposit = {
  /** Id. */
  id: string,
  /** Name of its bank account, else its id. */
  account: string | null,
  /** Its date. */
  date: string | null,
  /** Its total in QuickBooks, as last read. */
  minor: number,
  /** Deleted in QuickBooks. */
  gone: boolean, };

/** A payment's record in QuickBooks; one a customer (rule P4). */
export type RecordedPayment = {
  /** Id. */
  id: string,
  /** `PaymentRefNum` */
  reference: string | null,
  /** Its amount in QuickBooks, as last read. */
  minor: number,
  /** Its date. */
  date: string | null,
  /** Written by a companion. */
  ours: boolean,
  /** The deposit it is on. */
  deposit: string | null,
  /** Deleted or voided in QuickBooks. */
  gone: boolean, };

/** What `doctor` found. */
export type Report = {
  /** Version of the companion. */
  version: string,
  /** Operating system and processor. */
  system: string,
  /** Where everything but secrets is kept. */
  data: string,
  /** Everything is in order. */
  ok: boolean,
  /** What was looked at. */
  checks: Array<Check>,
  /** The support bundle, where one was written. */
  bundle: string | null, };

/** How a pair of records stands. */
export type RowState = "in_step" | "working" | "waiting" | "held" | "differs" | "archived" | "alternative_only" | "not_sent" | "recorded" | "removed" | "left_out";

/** Which rows. */
export type RowsRequest = {
  /** Which company. */
  company: string,
  /** Dated on or after this day (customers: changed since). */
  since: string | null,
  /** Only in this state. */
  state: RowState | null, };

/** Saves QuickBooks' PDF of an invoice in the reader's downloads folder. */
export type SavePdfRequest = {
  /** Which company. */
  company: string,
  /** The invoice's QuickBooks id. */
  invoice: string, };

/** Saves a file in the reader's downloads folder. */
export type SaveRequest = {
  /** Which company. */
  company: string,
  /** What. */
  what: Saving, };

/** A file that was saved. */
export type Saved = {
  /** Where. */
  path: string, };

/** What can be saved as a file. */
export type Saving = "activity" | "payouts" | "invoices" | "support_bundle";

/** What is looked for. */
export type SearchRequest = {
  /** Which company. */
  company: string,
  /** Number, name, amount or id. */
  text: string, };

/** What was found: at most some of each kind. */
export type SearchResult = {
  /** The best of each kind. */
  hits: Array<Hit>,
  /** How many invoices match in all. */
  invoices: number, };

/** A change of preferences: `key=value` pairs taken together or not at all. */
export type SetPreferences = {
  /** Which company. */
  company: string,
  /** What to set, in order. */
  set: Array<Setting>, };

/** One of them. */
export type Setting = {
  /** `create_deposits`, `deposit_account`, `payment_account`, `fee_account`, `record_when` or `start_date`. */
  key: string,
  /** Its new value; empty puts it back to the default. */
  value: string, };

/** How one side is doing. */
export type SideState = "not_connected" | "ok" | "slowed_down" | "offline" | "sign_in_ended" | "key_refused" | "subscription_lapsed" | "other_link_active" | "already_connected" | "disconnected" | "keychain_locked";

/** Where the sign-in to QuickBooks stands. The companion does not see QuickBooks' pages: it tells only what it knows. */
export type SignIn = "idle" | "preparing" | { "page_opened": {
  /** Address of the page; it works once. */
  address: string,
  /** When it was opened. */
  at: string,
  /** Until when an answer is taken. */
  until: string, } } | { "answered": {
  /** When. */
  at: string, } } | "connected" | { "ended": Problem };

/** Opens the sign-in page. */
export type SignInRequest = {
  /** Which company. */
  company: string,
  /** Keys; left out where they are known. */
  keys: QuickbooksKeys | null, };

/** What a link of the chain tells. */
export type Stage = "read" | "decided" | "person" | "written" | "checked" | "failed" | "held";

/** Start syncing*. */
export type StartRequest = {
  /** Which company. */
  company: string,
  /** Payments and payouts from before the start that were ticked, as `kind:id` (rule P17). */
  earlier: Array<string>, };

/** How things stand, in four states and no more. */
export type State = "done" | "working" | "waiting" | "needs_you";

/** A payout as a statement. */
export type Statement = {
  /** The payout. */
  payout: PayoutRow,
  /** Its lines: payments first, then fees, then everything else. */
  lines: Array<StatementLine>,
  /** Name of the bank account it is paid into, with its last four digits. */
  account: string | null,
  /** Name of the account of absorbed fees. */
  fee_account: string | null, };

/** A line of a statement. */
export type StatementLine = {
  /** `payment`, `fee`, `refund`, `chargeback`, `adjustment` or `unknown`. */
  kind: string,
  /** Whose payment. */
  customer: string | null,
  /** Numbers of the invoices it pays. */
  invoices: Array<string>,
  /** How it was paid, in words. */
  method: string | null,
  /** Alternative's own words. */
  description: string,
  /** Signed amount. */
  minor: number, };

/** One station. */
export type Station = {
  /** How much is there. */
  minor: number,
  /** Payments or payouts. */
  count: number,
  /** Fees that were kept, negative; for payouts only. */
  fees_minor: number,
  /** When the payout reaches (or reached) the bank. */
  arrival: string | null,
  /** The payout. */
  payout: string | null,
  /** Its deposit in QuickBooks. */
  deposit: string | null, };

/** Everything the Overview shows about one company. */
export type Status = {
  /** Names the pair in this installation (rule N1). */
  company: string,
  /** Practice services, no real books. */
  practice: boolean,
  /** One of four. */
  state: State,
  /** The line about connections. */
  connection: Connection,
  /** One sentence that says it all. */
  sentence: string,
  /** End of the last complete pass over both sides. */
  as_of: string | null,
  /** First *Start syncing*; before it nothing is written. */
  started_at: string | null,
  /** Do both sides agree? */
  tie_out: TieOut,
  /** QuickBooks. */
  quickbooks: QuickbooksStatus,
  /** Alternative. */
  alternative: AlternativeStatus,
  /** One row an item, in the guide's order. */
  items: Array<ItemStatus>,
  /** What waits by itself. */
  waiting: Sum,
  /** Open questions in the Needs-you inbox. */
  holds: number,
  /** Money in those questions. */
  held: Sum,
  /** Paused by a person: until then, or until resumed where no instant is given. */
  paused: Pause | null,
  /** The next look at QuickBooks. */
  next_look: string | null,
  /** Requests that read QuickBooks this month. */
  reads_this_month: number,
  /** How many there may be (rule F2). */
  read_budget: number,
  /** Quiet lines: a slow-down with its end, a phone that is not verified, what works differently. */
  notes: Array<string>, };

/** A way on that every user interface has in its own form: a page, a button, a command. */
export type Step = "connect_alternative" | "connect_quickbooks" | "keep_until_quit" | "accounts" | "holds" | "status";

/** How many, and how much money. */
export type Sum = {
  /** Records. */
  count: number,
  /** Their amounts together. */
  minor: number,
  /** In this currency. */
  currency: Currency, };

/** A kind of what can be held. */
export type Tag = "status" | "holds" | "activity" | "invoices" | "customers" | "payments" | "payouts" | "accounts" | "preferences" | "companies" | "walk" | "transit" | "window";

/** The comparison of what is open on both sides (rules I4, F5). */
export type TieOut = {
  /** Every open linked invoice ties to the cent, explained differences counted in. */
  agrees: boolean,
  /** End of the last complete pass; nothing newer is claimed. */
  at: string | null,
  /** Open linked invoices that were compared. */
  invoices: number,
  /** Those that do not tie. */
  apart: number,
  /** What they owe in QuickBooks. */
  quickbooks_minor: number,
  /** What Alternative asks their payers for. */
  alternative_minor: number,
  /** Where the difference comes from; with `agrees` these come to it exactly. */
  explained: Array<Explained>,
  /** The invoices whose sides differ, the farthest apart first: the first of them only. */
  differing: Array<Differing>, };

/** Money in transit: the first three stations come to the total. */
export type Transit = {
  /** Currency of all its amounts. */
  currency: Currency,
  /** Paid, not captured yet. */
  clearing: Station,
  /** Captured, not paid out yet. */
  cleared: Station,
  /** Paid out, not in the bank yet. */
  payout: Station,
  /** The last payout that arrived. */
  bank: Station | null,
  /** What is in transit. */
  total_minor: number,
  /** Our payments that rest in Undeposited Funds; nothing when payments are recorded straight to a bank account. */
  undeposited_minor: number | null,
  /** How much of the total is not in Undeposited Funds. */
  apart_minor: number,
  /** Where that comes from, in words. */
  explained: Array<string>, };

/** Where the walk of a company stands. */
export type Walk = {
  /** Which company. */
  company: string,
  /** Practice services, no real books. */
  practice: boolean,
  /** The step to show. */
  step: WalkStep,
  /** The last step that can be shown: all before it are done. */
  reached: WalkStep,
  /** The key that was accepted. */
  alternative: AlternativeConnected | null,
  /** Id of the practice services' key, filled in for the reader; its secret stays with the host. */
  practice_client_id: string | null,
  /** QuickBooks' keys are known: those of the sign-in before, or the practice services'. */
  has_quickbooks_keys: boolean,
  /** The sign-in. */
  sign_in: SignIn,
  /** The company that was signed in to. */
  quickbooks: QuickbooksConnected | null,
  /** The preview. */
  preview: PreviewState, };

/** Goes to a step that was reached. */
export type WalkRequest = {
  /** Which company. */
  company: string,
  /** Where to. */
  step: WalkStep, };

/** A step of the walk. */
export type WalkStep = "welcome" | "alternative" | "connect_quickbooks" | "confirm" | "bank_account" | "create_deposits" | "preview" | "done";

/** How the window behaves. */
export type WindowSettings = {
  /** Light or dark. */
  appearance: Appearance,
  /** Starts with the computer; off unless asked. */
  start_at_login: boolean,
  /** Goes on syncing in the tray when the window is closed. */
  keep_running: boolean,
  /** Tells of questions with money at stake, an ended sign-in and the brake. */
  notifications: boolean, };

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
  accounts: { request: CompanyRequest; response: Array<AccountRow> };
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
  begin_sign_in: { request: SignInRequest; response: Walk };
  cancel_sign_in: { request: CompanyRequest; response: Walk };
  begin_preview: { request: CompanyRequest; response: Walk };
  cancel_preview: { request: CompanyRequest; response: Walk };
  start_syncing: { request: StartRequest; response: Walk };
  sync_now: { request: CompanyRequest; response: Status };
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
  begin_sign_in: { provides: [], invalidates: ["walk"] },
  cancel_sign_in: { provides: [], invalidates: ["walk"] },
  begin_preview: { provides: [], invalidates: ["walk"] },
  cancel_preview: { provides: [], invalidates: ["walk"] },
  start_syncing: { provides: [], invalidates: ["walk", "companies", "status", "activity"] },
  sync_now: { provides: [], invalidates: ["status"] },
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
};

/** Rules that can stop for a question. */
export const HOLD_RULES = ["C1", "D3", "D4", "D5", "D7", "D13", "I1", "I3", "I12", "P1", "P4", "P5", "P8", "P9", "P17"] as const;
export type HoldRule = (typeof HOLD_RULES)[number];

/** Ways on that a question can offer. */
export const HOLD_CHOICES = ["accept", "already_recorded", "check_again", "choose_account", "i_handle_it", "i_handled_it", "it_is_that_one", "keep", "keep_as_credit", "leave", "open_in_quickbooks", "post", "post_first_open_day", "record_again", "record_ours_too", "send", "show", "try_again", "use_deposit", "wait", "wait_for_accountant", "write_again"] as const;
export type HoldChoice = (typeof HOLD_CHOICES)[number];

/** Names of what stands in a question's details. */
export const HOLD_DETAILS = ["alternative_payment", "alternative_payout", "closed_until", "code", "facts", "first_open_day", "latecomers", "missing", "quickbooks_customer", "quickbooks_invoice", "quickbooks_payment", "terms"] as const;
export type HoldDetail = (typeof HOLD_DETAILS)[number];
