import type { Item, WalkStep } from "$/lib/contract";

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

/** What a row of the plan is called, and what is said beside it. */
const items: Record<Item, { name: string; note: string }> = {
  invoice_details: { name: "Invoices", note: "with their lines" },
  line_items: { name: "Line items", note: "" },
  customers: { name: "Customers", note: "" },
  payments: { name: "Payments", note: "" },
  deposits: { name: "Deposits", note: "" },
  archived_invoices: { name: "Archived invoices", note: "" },
  archived_customers: { name: "Archived customers", note: "" },
  deleted_payments: { name: "Deleted payments", note: "" },
  pdf_invoices: { name: "PDF invoices", note: "" },
};

const welcome = {
  title: "Which company do you want to connect?",
  lead: "The companion keeps QuickBooks Online and Alternative Payments in step, and shows at any moment whether your books are right.",
  real: "Connect my company",
  realGoOn: "Go on with my company",
  realText:
    "You need an API key of Alternative and the sign-in of a QuickBooks administrator. It takes a few minutes.",
  practice: "Try the practice company",
  practiceGoOn: "Go on with the practice company",
  practiceText:
    "Two simulated services on this computer, with customers, invoices and payments. The same steps, no keys, no real books.",
  noPractice: "The practice services are not part of this installation.",
  starting: "Starting two services on this computer",
  promise: "Nothing is written before you have seen what it would be.",
} as const;

const alternative = {
  title: "What is your Alternative API key?",
  lead: "You find it in the Partner Dashboard, under Team Preferences, API Keys. A new key shows its secret once.",
  leadPractice:
    "With your own company you copy it from Partner Dashboard, Team Preferences, API Keys. Here it is filled in.",
  open: "Open the Partner Dashboard",
  path: ["Partner Dashboard", "Team Preferences", "API Keys"],
  pathLabel: "Where to find the key",
  clientId: "Client id",
  clientSecret: "Client secret",
  filledIn: "Filled in for practice",
  filledInHint: "It stays with the companion and never reaches this window.",
  secretHint: "It goes into the keychain of this computer and is not shown again.",
  more: "More",
  api: "Address of the API",
  apiHint: "Leave it empty for Alternative’s own.",
  needsId: "Enter the client id",
  needsSecret: "Enter the client secret",
  checking: "Asking Alternative about this key",
  connected: "Alternative is connected",
  connectedLead: "The key was accepted. Continue, or use another one.",
  another: "Use another key",
  keep: "Keep the present key",
  payoutBank: "Payouts go to",
  api_: "API",
} as const;

const connect = {
  title: "Ready to sign in to QuickBooks?",
  titlePreparing: "Preparing the page",
  titleOpened: "Go on in your browser",
  titleAnswered: "QuickBooks answered",
  titleEnded: "QuickBooks is not connected",
  titleConnected: "QuickBooks is connected",
  lead: "The page opens in your browser. Your password stays between you and QuickBooks; this window never sees it.",
  leadOpenedBefore: "QuickBooks may ask you to verify your phone number: do it, or choose",
  skip: "Skip for now",
  leadOpenedAfter: ". Both are fine: skipping changes nothing about syncing.",
  leadAnswered: "The company and its preferences are being read.",
  leadConnected: (company: string) => `You signed in to ${company}. Continue, or sign in again.`,
  asks: "What QuickBooks asks",
  opened: "Page opened",
  openedText: "In your browser, at QuickBooks. The next four steps happen there.",
  willOpen: "Page",
  willOpenText: "It opens in your browser, at QuickBooks",
  signIn: "Sign in",
  signInText: "With Google, or e-mail and password",
  phone: "Phone number",
  phoneText: "Verify it, or skip for now",
  company: "Company",
  companyText: "Choose the one to connect",
  permission: "Permission",
  permissionText: "Allow, and you return here by yourself",
  answered: "Answer received",
  answeredText: "Reading the company",
  open: "Open the page",
  openAgain: "Open the page again",
  copyLink: "Copy the link",
  linkCopied: (until: string) => `Link copied. It works once, until ${until}.`,
  promise: (until: string) =>
    `The link works once, until ${until}. Your password stays between you and QuickBooks.`,
  promiseOver: "The time of this link is over. Cancel, and open the page again.",
  byItself: "Goes on by itself when QuickBooks answers",
  preparing: "Asking QuickBooks for the page",
  signInAgain: "Sign in again",
  goBack: "Go back",
  separately: (company: string) => `Set up ${company} separately`,
  restartPractice: "Start the practice services again",
  sketch:
    "Sketch of the page: a field for the phone number, a button to send a code, and Skip for now below it",
  sketchTitle: "Verify your phone number",
  sketchField: "Phone number",
  sketchButton: "Text me a code",
  sketchCaption: "The page looks about like this.",
} as const;

const keys = {
  lead: "This installation has no QuickBooks app of its own yet. With development keys of your own it can sign in from this computer.",
  where:
    "Intuit Developer, your app, Keys & credentials. Register the redirect address http://localhost:17823/callback there.",
  clientId: "QuickBooks client id",
  clientSecret: "QuickBooks client secret",
  more: "More",
  api: "Address of the API",
  apiHint: "Leave it empty for QuickBooks’ own; give the sandbox’s address for sandbox companies.",
  discovery: "Address of the discovery document",
  discoveryHint: "Leave it empty for Intuit’s own.",
  needs: "Enter the development keys",
} as const;

const confirm = {
  title: (company: string) => `Is ${company} the right company?`,
  lead: "This link will belong to it, and to no other.",
  again: "It was connected before. Syncing goes on where it stopped, with no duplicates.",
  company: "Company",
  signedIn: "Signed in",
  phone: "Phone number",
  verified: "Verified",
  skipped: "Skipped. That is fine: it changes nothing about syncing",
  phoneUnknown: "QuickBooks does not say",
  currency: "Home currency",
  closed: "Books closed until",
  closedText: (day: string) => `${day}. Nothing is written on or before that day`,
  notClosed: "Not closed",
  alternative: "Alternative pays out to",
  other: "It is another company",
  otherLink:
    "Alternative’s own QuickBooks link is still on. Two links would post everything twice, so nothing is written until it is off.",
} as const;

const bank = {
  title: "Is your bank account connected to QuickBooks?",
  titleDeposits: "How should payouts reach your books?",
  ways: "Bank account",
  manual: "My bank account is connected to QuickBooks",
  manualText: "Manual reconciliation, as most partners do it. You match payouts in QuickBooks yourself.",
  automatic: "It is not, or I want automatic reconciliation",
  automaticText: "Choose the account that receives your payouts. Deposits can be written for you.",
  accounts: "Account that receives your payouts",
  match: "Looks like your payout bank",
  create: "Create a bank account in QuickBooks",
  none: "QuickBooks has no active bank account.",
  readAgain: "Read the accounts again",
  reading: "Reading the accounts of QuickBooks",
  more: "More",
  recorded: "Where payments are recorded",
  recordedHint: "With a bank account here, Create Deposits stays off: it would count the same money twice.",
  undeposited: "Undeposited Funds, as most books have it",
  straight: (account: string) => `Straight to ${account}`,
  choose: "Choose the account that receives your payouts",
  saving: "Saving",
} as const;

const deposits = {
  toggle: "Create Deposits",
  hint: "Each payout becomes one deposit in the account above. Off unless you turn it on: with a bank feed, QuickBooks may already bring in the same money.",
  noAccount: "Choose a bank account first.",
  straight: "Payments are recorded straight to a bank account. Deposits would count the same money twice.",
  setUp: "Set Up Accounts",
  fromToday: "Applies to payouts paid from today",
  off: "Payouts are left to you and your bank feed",
  example: "For example",
  exampleText: (day: string) =>
    `Your last payout, ${day}, would have become this deposit. It is not written: only payouts from today on are.`,
  exampleMade:
    "A payout with invented amounts would become this deposit. Only payouts from today on are written.",
  exampleTable: "A payout as a deposit",
  payments: (count: string, one: boolean) =>
    `${count} ${one ? "payment" : "payments"}, from Undeposited Funds`,
  fees: (count: string, one: boolean) => `${count} ${one ? "fee" : "fees"}, to Alternative Payments Fees`,
  other: "Other lines",
  anAccount: "The account you choose",
} as const;

const preview = {
  titleReading: "What would the first pass do?",
  leadReading: "Both sides are being read. Nothing is written.",
  titleReady: (count: string, one: boolean, started: boolean) =>
    `The ${started ? "next" : "first"} pass would write ${count} ${one ? "record" : "records"}`,
  titleNothing: "The first pass would write nothing",
  leadReady: "Nothing is written yet. Read it through, then start.",
  leadNothing: "Both sides agree already. From the start on, changes are written as they come.",
  titleStopped: "The reading was stopped",
  leadStopped: "Nothing was written. Read again to see what the first pass would do.",
  titleEnded: "The reading did not come to its end",
  leadEnded: "Nothing was written.",
  read: (count: string) => `Read ${count} records`,
  readAgain: "Read again",
  reading: "Reading",
  left: (time: string) => `About ${time} left`,
  intoAlternative: "Into Alternative",
  intoQuickbooks: (currency: string) => `Into QuickBooks, ${currency}`,
  together: "Together",
  nothing: "Nothing",
  wait: (title: string) => `${title} It waits for you; everything else goes on.`,
  more: (count: string) => `Show ${count} more`,
  earlier: "From before the start",
  earlierText: "They may be in your books already. Only what you tick is recorded.",
  earlierSum: (count: string, one: boolean, sum: string) => `${count} ${one ? "ticked" : "ticked"}, ${sum}`,
  tickAll: "Tick all",
  tickNone: "Tick none",
  payment: "Payment",
  payout: "Payout",
  copyList: "Copy this list",
  start: "Start syncing",
  starting: "Starting",
  waitReading: "Waits until both sides are read",
  waitRead: "Read both sides first",
  practiceNote: "This is the practice company: nothing reaches real books.",
} as const;

/** Words of the walk. */
export const walk = {
  steps,
  items,
  welcome,
  alternative,
  connect,
  keys,
  confirm,
  bank,
  deposits,
  preview,
  rail: "Setting up",
  stepDone: ", done",
  resume: "Close the window whenever you like. You come back to this step.",
  continue: "Continue",
  toOverview: "Back to Overview",
  loading: "Looking where you were",
} as const;
