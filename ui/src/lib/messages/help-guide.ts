import type { Chapter } from "./help";

/** The integration guide in our own words. */
export const GUIDE: readonly Chapter[] = [
  {
    id: "connect",
    title: "Connect",
    topics: [
      {
        id: "connect-alternative",
        title: "The key of Alternative",
        text: [
          "In the Partner Dashboard open Team Preferences, then API Keys, and make a key. Copy its client id and its secret into the first step of Set up. The key is tried at once; when it is refused, the field says so.",
          "The secret is kept in the keychain of this computer. It is never shown again and never leaves it but for Alternative.",
        ],
      },
      {
        id: "connect-quickbooks",
        title: "The sign-in of QuickBooks",
        text: [
          "Sign-in happens in your own browser, on Intuit’s pages. Only an administrator of the QuickBooks company can connect it.",
        ],
        steps: [
          "Sign in with Google, or with e-mail and password.",
          "Verify your phone number, or choose Skip for now. Both are fine.",
          "Choose the company, then Connect.",
          "The browser says that it can be closed. Set up goes on by itself.",
        ],
      },
      {
        id: "connect-once",
        title: "One link, never two",
        text: [
          "Alternative can have a QuickBooks link of its own. Two links would post every payment twice, so the companion writes nothing until the other one is disconnected.",
          "One Alternative account belongs to one QuickBooks company. Signing in to another company changes nothing: the companion says whose link it is, and waits.",
        ],
      },
      {
        id: "connect-again",
        title: "When the sign-in ends",
        text: [
          "QuickBooks ends a sign-in after a while, or when somebody takes the right away. Payments that come in meanwhile are kept and counted. Sign in again and they are recorded, each once.",
        ],
      },
      {
        id: "disconnect",
        title: "Disconnect",
        text: [
          "This computer only: the keys on this computer are forgotten. Other computers of your team go on.",
          "Everywhere: the sign-in is revoked and Alternative is told. All computers stop. Your records stay as they are on both sides, and connecting the same company later goes on where it stopped.",
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
          "A payment is recorded in Undeposited Funds (newer companies call it Payments to deposit). There it rests until the payout that carries it reaches your bank.",
          "You can record payments straight to a bank account instead. Then Create Deposits must stay off, because the same money would be counted twice.",
        ],
      },
      {
        id: "manual",
        title: "Manual reconciliation, with a bank feed",
        text: [
          "This is the default. Your bank account is connected to QuickBooks, so every payout appears there as a bank line by itself. No account has to be chosen, and Create Deposits stays off.",
        ],
        steps: [
          "In QuickBooks open Transactions, then Bank transactions, and find the line of the payout.",
          "Choose Find match, and tick the payments of that payout in Undeposited Funds. Payouts, in this window, lists them.",
          "Add the fees you absorbed as a difference, to your fee account, until the sum equals the line.",
          "Match the line. Never add it: Add would book the money a second time.",
        ],
      },
      {
        id: "automatic",
        title: "Automatic reconciliation, with Create Deposits",
        text: [
          "Without a bank feed, or when you want no matching by hand: choose the bank account that receives the payouts, then switch on Create Deposits in Preferences and press Confirm.",
          "From then on every paid payout becomes exactly one deposit: one line a payment, the fees you absorbed as negative lines, the sum equal to the payout to the cent. When a cent is missing, nothing is written and you are asked.",
          "With a bank feed beside it, match the bank line with our deposit. Never add the line.",
        ],
      },
      {
        id: "fees",
        title: "Fees",
        text: [
          "A fee you absorb is a negative line of the deposit, on an expense account called Alternative Payments Fees. It is found by its name, or made once. You may rename it later: from then on it is known by its id.",
          "A fee that the payer covers is not your income. The invoice is paid with its own amount, and the surcharge stays out of your books.",
        ],
      },
      {
        id: "closing-date",
        title: "Closed books",
        text: [
          "Nothing is ever written on or before the closing date of your QuickBooks company. You are asked: post on the first open day, or wait for the accountant.",
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
          "QuickBooks decides about invoices and customers. Alternative decides about payments and payouts.",
        ],
        table: {
          head: ["Item", "Which way"],
          rows: [
            ["Customers", "QuickBooks to Alternative: new, changed, made inactive. Never the other way."],
            [
              "Invoices and their lines",
              "QuickBooks to Alternative: new, and every change while unpaid. Never the other way.",
            ],
            [
              "Invoice status",
              "Both ways: paid, part-paid, voided and deleted follow QuickBooks; a payment through Alternative marks it paid.",
            ],
            [
              "Payments",
              "Alternative to QuickBooks: each payment that Alternative processed, once. A payment recorded in QuickBooks lowers what Alternative asks for.",
            ],
            [
              "Deleted payments",
              "A payment that failed before any payout is taken out of QuickBooks. One that you delete in QuickBooks makes us ask.",
            ],
            ["Deposits", "Alternative to QuickBooks, when Create Deposits is on."],
            [
              "Archived invoices and customers",
              "Deleted, voided or made inactive in QuickBooks: archived in Alternative. Archived in Alternative: QuickBooks stays as it is.",
            ],
            ["PDF invoices", "QuickBooks to Alternative."],
          ],
        },
      },
      {
        id: "never",
        title: "What never happens",
        text: [
          "The companion never moves money: it charges nobody, refunds nobody and pays nothing out.",
          "An invoice or a customer made in Alternative is never written to QuickBooks. A change made there to an unpaid invoice is overwritten by the next change in QuickBooks. Marking an invoice as paid by hand in Alternative is not a payment, and does not reach QuickBooks.",
          "Records are matched by their ids, never by name alone.",
        ],
      },
      {
        id: "fresh",
        title: "How fresh it is",
        text: [
          "Every figure stands as of a clock time, the end of the last complete look at both sides. While the window is in front and somebody works, QuickBooks is looked at every few seconds; later less often. Sync now looks at once.",
        ],
      },
      {
        id: "states",
        title: "The four states",
        text: [],
        table: {
          head: ["State", "Means"],
          rows: [
            ["Done", "Both sides agree."],
            ["Working", "It is being written now."],
            [
              "Waiting",
              "Something will come by itself: a payment that clears, a payout, a service that answers again.",
            ],
            [
              "Needs you",
              "A person decides. Until then nothing is written about that one record; all others go on.",
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
        title: "The billing link in invoices and e-mails",
        text: ["Payers find Alternative by your billing link. Put it wherever they read about an invoice."],
        steps: [
          "Copy your billing link in Alternative’s Partner Dashboard.",
          "In QuickBooks open Settings, then Custom form styles, and edit the style you send. Paste the link into the message to customers.",
          "In Settings, Account and settings, Sales, paste it into the e-mail text of invoices and of reminders.",
          "Send one invoice to yourself and follow the link.",
        ],
      },
      {
        id: "pay-button",
        title: "Switching off QuickBooks’ own pay button",
        text: [
          "With QuickBooks Payments on, an invoice shows a second pay button, and sooner or later somebody pays twice. The companion notes which invoices show both.",
        ],
        steps: [
          "In QuickBooks open Settings, then Account and settings, then Payments (or Sales), and switch off card and bank payments for new invoices.",
          "On invoices that were sent already, open the invoice and switch off its payment options.",
        ],
      },
      {
        id: "paid-elsewhere",
        title: "Paid by cheque, cash or another way",
        text: [
          "Record it in QuickBooks as ever. What is left to pay in Alternative goes down with it, so nobody is asked for it again.",
        ],
      },
    ],
  },
];
