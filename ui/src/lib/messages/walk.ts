import type { PlanNotice, ReadingStep, Setback, WalkStep } from "$/lib/contract";
import { dayAndYear, hourAndDay } from "$/lib/format";
import { sideName } from "./summary";

/** The names of the steps, as the rail shows them. */
export type ShownStep = Exclude<WalkStep, "done">;

const steps: Record<ShownStep, string> = {
  welcome: "Welcome",
  alternative: "Alternative",
  connect_quickbooks: "Connect QuickBooks",
  confirm: "Confirm",
  bank_account: "Bank account",
  create_deposits: "Create Deposits",
  preview: "Preview",
};

/** What a row of the plan is called, and what is said beside it; paid invoices are planned from a day on. */
const planned = {
  customers: { name: "Customers", note: "" },
  open: { name: "Open invoices", note: "of any age" },
  paid: { name: "Paid invoices", note: (day: string) => `since ${day}` },
  archived_customers: { name: "Archived customers", note: "" },
  archived_invoices: { name: "Archived invoices", note: "" },
  pdf_invoices: { name: "PDF invoices", note: "" },
  payments: { name: "Payments", note: "" },
  deposits: { name: "Deposits", note: "" },
  deleted_payments: { name: "Deleted payments", note: "" },
} as const;

const welcome = {
  title: "Which company do you want to connect?",
  lead: "Alternative Companion keeps QuickBooks Online and Alternative Payments in sync, and shows at any moment whether your books are right.",
  real: "Connect my company",
  realGoOn: "Continue with my company",
  realText:
    "You need an Alternative API key and a QuickBooks administrator’s sign-in. It takes a few minutes.",
  practice: "Try the practice company",
  practiceGoOn: "Continue with the practice company",
  practiceText:
    "Two simulated services on this computer, with customers, invoices, and payments. Same steps, no keys, no real books.",
  noPractice: "This installation does not include the practice services.",
  starting: "Starting two services on this computer",
  promise: "Nothing is written until you have seen what it will be.",
} as const;

const alternative = {
  title: "What is your Alternative API key?",
  lead: "You find it in the Partner Dashboard, under Team Preferences, API Keys. A new key shows its secret only once.",
  leadPractice:
    "With your own company, you copy it from the Partner Dashboard, under Team Preferences, API Keys. Here it is filled in for you.",
  open: "Open the Partner Dashboard",
  path: ["Partner Dashboard", "Team Preferences", "API Keys"],
  pathLabel: "Where to find the key",
  clientId: "Client ID",
  clientSecret: "Client secret",
  filledIn: "Filled in for practice",
  filledInHint: "It stays with the app and never reaches this window.",
  secretHint: "It is stored in this computer’s keychain and not shown again.",
  more: "More",
  api: "API address",
  apiHint: "Leave empty to use Alternative’s own.",
  needsId: "Enter the client ID",
  needsSecret: "Enter the client secret",
  checking: "Checking the key with Alternative",
  connected: "Alternative is connected",
  connectedLead: "The key was accepted. Continue, or use another one.",
  another: "Use another key",
  keep: "Keep the current key",
  payoutBank: "Payouts go to",
  documented:
    "This Alternative account offers only the documented API. Without the QuickBooks integration it cannot accept changes, outside payments, or PDFs, so this version does not sync with it.",
  documentedOnly: "This account has no QuickBooks integration. Ask Alternative to turn it on.",
  practiceGone: "The practice services have stopped",
} as const;

const connect = {
  title: "Ready to sign in to QuickBooks?",
  titlePreparing: "Preparing the page",
  titleOpened: "Continue in your browser",
  titleAnswered: "QuickBooks answered",
  titleEnded: "QuickBooks is not connected",
  titleKept: (company: string) => `${company} stays connected`,
  titleConnected: "QuickBooks is connected",
  lead: "The page opens in your browser. Your password stays between you and QuickBooks; this window never sees it.",
  leadOpenedBefore: "QuickBooks may ask you to verify your phone number. Do it, or choose",
  skip: "Skip for now",
  leadOpenedAfter: ". Both are fine: skipping does not affect syncing.",
  leadAnswered: "Reading the company and its preferences.",
  leadConnected: (company: string) => `You signed in to ${company}. Continue, or sign in again.`,
  asks: "What QuickBooks asks",
  opened: "Page opened",
  openedText: "In your browser, at QuickBooks. The next four steps happen there.",
  willOpen: "Page",
  willOpenText: "It opens in your browser, at QuickBooks",
  signIn: "Sign in",
  signInText: "With Google, or email and password",
  phone: "Phone number",
  phoneText: "Verify it, or skip for now",
  company: "Company",
  companyText: "Choose the one to connect",
  chooseCompany: (company: string) => `Choose ${company}`,
  permission: "Permission",
  permissionText: "Allow access; you return here automatically",
  answered: "Answer received",
  answeredBack: "QuickBooks sent you back here",
  answeredText: "Reading the company",
  answeredReads: "Its name, who signed in, currency, and closing date",
  open: "Open the page",
  openAgain: "Open the page again",
  copyLink: "Copy the link",
  link: "Link",
  linkHint: "It could not be copied from here: copy it from this field.",
  linkCopied: (until: string) => `Link copied. It works once, until ${until}.`,
  promise: (until: string) =>
    `The link works once, until ${until}. Your password stays between you and QuickBooks.`,
  automatic: "Continues automatically when QuickBooks answers",
  preparing: "Requesting the page from QuickBooks",
  signInAgain: "Sign in again",
  goBack: "Go back",
  keep: (company: string) => `Keep ${company}`,
  separately: (company: string) => `Set up ${company} separately`,
  restartPractice: "Restart the practice services",
  sketch: "Sketch of the page: a phone number field, a button to send a code, and Skip for now below it",
  sketchTitle: "Verify your phone number",
  sketchField: "Phone number",
  sketchButton: "Text me a code",
  sketchCaption: "The page looks similar to this.",
} as const;

const keys = {
  lead: "This installation has no QuickBooks app of its own yet. With your own development keys, it can sign in from this computer.",
  where:
    "In Intuit Developer, open your app, then Keys & credentials. Register the redirect address http://localhost:17823/callback there.",
  clientId: "QuickBooks client ID",
  clientSecret: "QuickBooks client secret",
  more: "More",
  api: "API address",
  apiHint: "Leave empty to use QuickBooks’ own. For sandbox companies, enter the sandbox address.",
  discovery: "Discovery document address",
  discoveryHint: "Leave empty to use Intuit’s own.",
  needs: "Enter the development keys",
} as const;

const confirm = {
  title: (company: string) => `Is ${company} the right company?`,
  lead: "This connection is for this company only.",
  again: "It was connected before. Syncing continues where it stopped, without duplicates.",
  company: "Company",
  signedIn: "Signed in",
  phone: "Phone number",
  verified: "Verified",
  skipped: "Skipped. That’s fine: it does not affect syncing",
  phoneUnknown: "QuickBooks does not say",
  currency: "Home currency",
  closed: "Books closed through",
  closedText: (day: string) => `${day}. Nothing is recorded on or before that date`,
  notClosed: "Not closed",
  alternative: "Alternative pays out to",
  other: "It is another company",
  otherLink:
    "Alternative’s own QuickBooks link is still on. Two links would post everything twice, so nothing is written until you turn it off.",
} as const;

const bank = {
  title: "Is your bank account connected to QuickBooks?",
  titleDeposits: "How should payouts reach your books?",
  ways: "Bank account",
  manual: "My bank account is connected to QuickBooks",
  manualText: "Manual reconciliation, the way most partners work. You match payouts in QuickBooks yourself.",
  automatic: "It is not, or I want automatic reconciliation",
  automaticText: "Choose the account that receives your payouts. Deposits can be recorded for you.",
  accounts: "Account that receives your payouts",
  match: "Looks like your payout bank",
  create: "Create a bank account in QuickBooks",
  none: "QuickBooks has no active bank account.",
  readAgain: "Reload the accounts",
  reading: "Loading QuickBooks accounts",
  more: "More",
  recorded: "Where payments are recorded",
  recordedHint:
    "With a bank account here, Create Deposits stays off, because it would count the same money twice.",
  undeposited: "Undeposited Funds, like most books",
  straight: (account: string) => `Straight to ${account}`,
  choose: "Choose the account that receives your payouts",
  saving: "Saving",
} as const;

const deposits = {
  toggle: "Create Deposits",
  hint: "Each payout becomes one deposit in the account above. Off unless you turn it on, because with a bank feed QuickBooks may already bring in the same money.",
  noAccount: "Choose a bank account first.",
  straight: "Payments are recorded straight to a bank account. Deposits would count the same money twice.",
  setUp: "Set Up Accounts",
  fromToday: "Applies to payouts paid from today",
  off: "Payouts are left to you and your bank feed",
  example: "For example",
  exampleText: (day: string) =>
    `Your last payout, ${day}, would have become this deposit. It is not recorded: only payouts from today on are.`,
  exampleMade:
    "A payout with made-up amounts would become this deposit. Only payouts from today on are recorded.",
  exampleTable: "A payout as a deposit",
  payments: (count: string, one: boolean) =>
    `${count} ${one ? "payment" : "payments"}, from Undeposited Funds`,
  fees: (count: string, one: boolean) => `${count} ${one ? "fee" : "fees"}, to Alternative Payments Fees`,
  other: "Other lines",
  anAccount: "The account you choose",
} as const;

const preview = {
  titleReading: "What will the first sync do?",
  leadReading: "Reading QuickBooks and Alternative. Nothing is written.",
  titleReady: (count: string, one: boolean, started: boolean) =>
    `The ${started ? "next" : "first"} sync will write ${count} ${one ? "record" : "records"}`,
  titleNothing: "The first sync will write nothing",
  leadReady: "Nothing is written yet. Review it, then start.",
  leadNothing: "QuickBooks and Alternative already agree. Once you start, changes sync as they happen.",
  titleStopped: "Reading was stopped",
  leadStopped: "Nothing was written. Read again to see what the first sync will do.",
  titleEnded: "Reading didn’t finish",
  leadEnded: "Nothing was written.",
  read: (count: string) => `Read ${count} records`,
  readAgain: "Read again",
  reading: "Reading QuickBooks and Alternative",
  halfRead: "Halfway",
  left: (time: string) => `About ${time} left`,
  intoAlternative: (currency: string) => `Into Alternative, ${currency}`,
  intoQuickbooks: (currency: string) => `Into QuickBooks, ${currency}`,
  together: "Total",
  nothing: "Nothing",
  wait: (title: string) => `${title}. It needs your decision; everything else syncs.`,
  look: "Details",
  lookAt: (title: string) => `Details: ${title}`,
  leave: "If you leave it:",
  offers: "You will be able to choose:",
  more: (count: string) => `Show ${count} more`,
  inWords: "Examples",
  earlier: "From before syncing starts",
  earlierText: "They may already be in your books. Only the ones you select are recorded.",
  earlierSum: (count: string, sum: string) => `${count} selected, ${sum}`,
  earlierNone: "None selected",
  tickAll: "Select all",
  tickNone: "Clear selection",
  payment: "Payment",
  payout: "Payout",
  copyList: "Copy this list",
  start: "Start syncing",
  starting: "Starting",
  waitReading: "Available once QuickBooks and Alternative are read",
  waitRead: "Read QuickBooks and Alternative first",
  practiceNote: "Nothing here reaches real books",
} as const;

/** Words of the walk. */
export const walk = {
  steps,
  planned,
  welcome,
  alternative,
  connect,
  keys,
  confirm,
  bank,
  deposits,
  preview,
  rail: "Setup",
  stepDone: ", done",
  resume: "Close the window whenever you like. You come back to this step.",
  continue: "Continue",
  toOverview: "Back to Overview",
  loading: "Loading",
} as const;

type NoticeKind = PlanNotice["kind"];
type NoticeOf<K extends NoticeKind> = Extract<PlanNotice, { kind: K }>;

const notices: { [K in NoticeKind]: (notice: NoticeOf<K>) => string } = {
  books_closed: ({ facts }) =>
    `The books are closed through ${dayAndYear(facts.closed)}; nothing is recorded on or before that day.`,
  deposits_off: () => "Create Deposits is off: payments stay in Undeposited Funds for you to match.",
};

/** A quiet line of a preview: whole sentences. */
export function planNotice(notice: PlanNotice): string {
  // The words of a kind take notices of that kind, and this one is.
  return (notices[notice.kind] as (notice: PlanNotice) => string)(notice);
}

type ReadingKind = ReadingStep["kind"];
type ReadingOf<K extends ReadingKind> = Extract<ReadingStep, { kind: K }>;

const setbacks: Record<Setback, (side: string, time: string) => string> = {
  slow_down: (side, time) => `${side} asked us to slow down; resuming at ${time}`,
  offline: (side, time) => `${side} cannot be reached; trying again at ${time}`,
  untrusted: (side, time) => `The certificate of ${side} is not trusted; trying again at ${time}`,
  no_response: (side, time) => `${side} did not respond; trying again at ${time}`,
};

const readings: { [K in ReadingKind]: (step: ReadingOf<K>, now: Date) => string } = {
  company: () => "Company and accounts",
  customers: ({ facts }) => `Customers in ${sideName(facts.side)}`,
  invoices: ({ facts }) => `Invoices in ${sideName(facts.side)}`,
  open_invoices: () => "Open invoices in QuickBooks",
  payments: ({ facts }) => `Payments in ${sideName(facts.side)}`,
  payouts: () => "Payouts",
  planning: () => "Preview of the first sync",
  retrying: ({ facts }, now) => setbacks[facts.setback](sideName(facts.side), hourAndDay(facts.at, now)),
};

/** What is being read: one sentence without its full stop. */
export function readingWords(step: ReadingStep, now: Date): string {
  // The words of a kind take steps of that kind, and this one is.
  return (readings[step.kind] as (step: ReadingStep, now: Date) => string)(step, now);
}
