import type { Chapter } from "./help";

/** The integration guide. */
export const GUIDE: readonly Chapter[] = [
  {
    id: "connect",
    title: "Connect",
    topics: [
      {
        id: "connect-alternative",
        title: "The Alternative API key",
        text: [
          "In the Partner Dashboard, open Team Preferences, then API Keys, and create a key. Copy its client ID and secret into the first step of Setup. The key is checked right away, and the field tells you if it is refused.",
          "The secret is stored in this computer’s keychain. It is never shown again and is only ever sent to Alternative.",
        ],
      },
      {
        id: "connect-quickbooks",
        title: "The QuickBooks sign-in",
        text: [
          "You sign in with your own browser, on Intuit’s pages. Only an administrator of the QuickBooks company can connect it.",
        ],
        steps: [
          "Sign in with Google, or with email and password.",
          "Verify your phone number, or choose Skip for now. Both are fine.",
          "Choose the company, then Connect.",
          "The browser tells you that you can close the page. Setup continues automatically.",
        ],
      },
      {
        id: "connect-once",
        title: "One link, never two",
        text: [
          "Alternative can have its own QuickBooks link. Two links would record every payment twice, so Alternative Companion writes nothing until you disconnect the other one.",
          "One Alternative account belongs to one QuickBooks company. Signing in to another company changes nothing: you are told which company is connected.",
        ],
      },
      {
        id: "connect-again",
        title: "When the sign-in ends",
        text: [
          "QuickBooks ends a sign-in after a while, or when an administrator revokes it. Payments that come in meanwhile stay pending. Sign in again and they are recorded automatically, each one once.",
        ],
      },
      {
        id: "disconnect",
        title: "Disconnect",
        text: [
          "This computer only: the sign-in and key on this computer are deleted. Your team’s other computers keep syncing.",
          "Everywhere: the sign-in is revoked and the connection is ended at Alternative. All computers stop. Your records in QuickBooks and Alternative stay as they are. If you connect the same company later, syncing continues where it stopped.",
        ],
      },
    ],
  },
  {
    id: "accounts",
    title: "Accounts and reconciliation",
    topics: [
      {
        id: "where-payments",
        title: "Where payments are recorded",
        text: [
          "A payment is recorded in Undeposited Funds (newer companies call it Payments to deposit). It stays there until its payout reaches your bank.",
          "You can record payments straight to a bank account instead. Then Create Deposits must stay off, because the same money would be counted twice.",
        ],
      },
      {
        id: "manual",
        title: "Manual reconciliation, with a bank feed",
        text: [
          "This is the default. Your bank account is connected to QuickBooks, so every payout appears there automatically as a bank line. You don’t choose an account, and Create Deposits stays off.",
        ],
        steps: [
          "In QuickBooks, open Transactions, then Bank transactions, and find the payout’s line.",
          "Choose Find match, and select the payout’s payments in Undeposited Funds. The Payouts page in this window lists them.",
          "Add the fees you absorbed as a difference, to your fee account, until the total equals the line.",
          "Match the line. Never add it: Add would record the money a second time.",
        ],
      },
      {
        id: "automatic",
        title: "Automatic reconciliation, with Create Deposits",
        text: [
          "Use this without a bank feed, or if you don’t want to match by hand. Choose the bank account that receives the payouts, then turn on Create Deposits in Preferences and press Confirm.",
          "From then on, every paid payout becomes exactly one deposit: one line per payment, the fees you absorbed as negative lines, and a total equal to the payout to the cent. If a cent is missing, nothing is recorded and it needs your decision.",
          "If you also have a bank feed, match the bank line with this deposit. Never add the line.",
        ],
      },
      {
        id: "fees",
        title: "Fees",
        text: [
          "A fee you absorb is a negative line of the deposit, on an expense account called Alternative Payments Fees. The account is found by its name, or created once. You can rename it later: it is then found by its ID.",
          "A fee that the customer covers is not your income. The payment is recorded with the invoice amount, and the surcharge stays out of your books.",
        ],
      },
      {
        id: "closing-date",
        title: "Closed books",
        text: [
          "Nothing is ever recorded on or before the closing date of your QuickBooks company. You decide: post on the first open day, or wait for the accountant.",
        ],
      },
    ],
  },
  {
    id: "syncs",
    title: "What syncs, and what never does",
    topics: [
      {
        id: "both-ways",
        title: "Item by item",
        text: [
          "QuickBooks is the source of invoices and customers. Alternative is the source of payments and payouts.",
        ],
        table: {
          head: ["Item", "Direction"],
          rows: [
            ["Customers", "QuickBooks to Alternative: new, changed, and inactive ones. Never the other way."],
            [
              "Invoices and their lines",
              "QuickBooks to Alternative: new ones, and every change while unpaid. Never the other way.",
            ],
            [
              "Invoice status",
              "Both ways: paid, partly paid, voided, and deleted follow QuickBooks; a payment through Alternative marks it paid.",
            ],
            [
              "Payments",
              "Alternative to QuickBooks: each payment that Alternative processed, once. A payment recorded in QuickBooks lowers the balance in Alternative.",
            ],
            [
              "Deleted payments",
              "A payment that failed before any payout is removed from QuickBooks. One that you delete in QuickBooks needs your decision.",
            ],
            ["Deposits", "Alternative to QuickBooks, when Create Deposits is on."],
            [
              "Archived invoices and customers",
              "Deleted, voided, or made inactive in QuickBooks: archived in Alternative. Archived in Alternative: QuickBooks stays as it is.",
            ],
            ["PDF invoices", "QuickBooks to Alternative."],
          ],
        },
      },
      {
        id: "never",
        title: "What never happens",
        text: [
          "Alternative Companion never moves money: no charges, no refunds, no payouts.",
          "An invoice or customer created in Alternative is never written to QuickBooks. A change made there to an unpaid invoice is overwritten by the next change in QuickBooks. Marking an invoice as paid by hand in Alternative is not a payment and does not reach QuickBooks.",
          "Records are matched by their IDs, never by name alone.",
        ],
      },
      {
        id: "fresh",
        title: "How current it is",
        text: [
          "Every figure shows when QuickBooks and Alternative were last checked completely. While you work in this window, QuickBooks is checked every few seconds; otherwise less often. Sync now checks right away.",
          "Once a day QuickBooks and Alternative are also compared in full: open invoices, whatever changed in the last 35 days, customers, and recorded payments and deposits; everything else within a month. That finds what a check missed. “Everything agrees” is only said when the last full comparison is less than 26 hours old; otherwise the Overview says when it was. Compare now, among the actions of the search, starts one right away; syncing continues meanwhile.",
        ],
      },
      {
        id: "states",
        title: "The four states",
        text: [],
        table: {
          head: ["State", "Means"],
          rows: [
            ["Done", "QuickBooks and Alternative agree."],
            ["Working", "It is syncing now."],
            [
              "Waiting",
              "It continues automatically: once a payment clears, a payout arrives, or a service responds again. While a customer is paying an invoice, its changes wait too.",
            ],
            [
              "Needs you",
              "It needs your decision. Until then nothing is written for that one record; all others keep syncing.",
            ],
          ],
        },
      },
    ],
  },
  {
    id: "billing",
    title: "How your customers pay",
    topics: [
      {
        id: "billing-link",
        title: "The billing link in invoices and emails",
        text: ["Customers pay through your billing link. Put it wherever they read about an invoice."],
        steps: [
          "Copy your billing link in Alternative’s Partner Dashboard.",
          "In QuickBooks, open Settings, then Custom form styles, and edit the style you send. Paste the link into the message to customers.",
          "In Settings, Account and settings, Sales, paste it into the email text of invoices and reminders.",
          "Send one invoice to yourself and follow the link.",
        ],
      },
      {
        id: "pay-button",
        title: "Turning off QuickBooks’ own pay button",
        text: [
          "With QuickBooks Payments on, an invoice shows a second pay button, and sooner or later a customer pays twice. Check which of your invoices show both.",
        ],
        steps: [
          "In QuickBooks, open Settings, then Account and settings, then Payments (or Sales), and turn off card and bank payments for new invoices.",
          "For invoices already sent, open the invoice and turn off its payment options.",
        ],
      },
      {
        id: "paid-elsewhere",
        title: "Paid by check, cash, or another way",
        text: [
          "Record it in QuickBooks as usual. The balance in Alternative goes down with it, so the customer is not asked for it again.",
        ],
      },
    ],
  },
];
