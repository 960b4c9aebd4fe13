import type { Chapter, Topic } from "./help";
import type { PaymentKind } from "./holds-payments";
import type { PayoutKind } from "./holds-payouts";
import type { HoldKind } from "./holds-phrases";

/** A heading, and its paragraphs. */
type Explained = readonly [title: string, ...text: string[]];

const PAYMENTS: Record<PaymentKind, Explained> = {
  look_alike: [
    "A payment in QuickBooks looks like this one",
    "QuickBooks has a payment of the same amount, dated within seven days, from this customer, its parent customer, or one of its jobs, that no payment in Alternative explains. A payment is left out only if it was entered before and pays other invoices in full. Recording both would count the money twice if they are the same payment.",
    "Use payment: the two are linked and nothing is recorded. Record a separate payment: both stay, because they are two payments.",
  ],
  balance_too_small: [
    "The invoice balance is lower than the payment",
    "Something else in QuickBooks lowered the balance before this payment was recorded: a payment entered by hand, a credit, or a change of the invoice.",
    "Link an existing payment: choose the payment in QuickBooks that is this one; nothing new is recorded. Record as credit: whatever exceeds the balance becomes the customer’s credit. Check again: after you changed something in QuickBooks.",
  ],
  invoice_gone: [
    "The invoice was deleted or voided, but a payment came in for it",
    "Record as credit: the payment is recorded without an invoice, as the customer’s credit. Check again: after you restored or re-entered the invoice.",
  ],
  unsure: [
    "A duplicate of a payment can’t be ruled out",
    "Before a payment is recorded, the customer’s payments in QuickBooks are checked for one that was entered by hand. One of them can’t be read.",
    "Open it in QuickBooks and save it again, then choose Check again. Record a separate payment: the payment is recorded without that check.",
  ],
  payment_altered: [
    "A payment was changed before it was confirmed",
    "It was recorded, but its reference number and amount were changed in QuickBooks before this app could confirm it. A second payment would count the money twice, so none is recorded.",
    "Use payment: the changed payment stands for this one. Check again: after you set its reference number back, or deleted it.",
  ],
  recorded_twice: [
    "A payment is in QuickBooks twice",
    "A payment that was entered by hand was linked, and the one that this app recorded is there too: it reached QuickBooks late, or was recorded on another computer. Or two payments have the same reference number.",
    "If they are the same money, delete one of them in QuickBooks, then choose Check again. Use payment: that one stands for this payment, because the other one is a payment of its own.",
  ],
  payment_refused: [
    "QuickBooks did not accept a payment",
    "The decision quotes what QuickBooks says. Fix it there, then choose Try again. The payment is recorded once.",
  ],
  payment_closed: [
    "A payment is dated in closed books",
    "Nothing is recorded on or before the closing date in QuickBooks.",
    "Post on the first open day: the payment is recorded with that date. Wait for the accountant: the payment is recorded with its own date once the books are reopened for it.",
  ],
  unapplied: [
    "A payment is not fully applied to its invoice",
    "The payment is in QuickBooks, but it pays less of the invoice than was collected: it was changed to a smaller amount, applied to something else, or left as a credit, or the invoice was voided. Until you decide, Alternative does not ask the customer for the difference.",
    "Apply it again: the payment pays the invoice again; offered while it is on no deposit and the invoice has that much open. Check again: after you applied it in QuickBooks yourself. Leave as credit: the customer keeps the credit, and Alternative asks for the open amount again. Mark as given back: the money went back to the customer, and Alternative asks for the open amount again; record the refund in QuickBooks.",
  ],
  payment_lost: [
    "A payment was deleted or voided in QuickBooks",
    "The payment is still good in Alternative. It is never recorded again automatically.",
    "Record again: the payment is recorded once more. Leave out of QuickBooks: it stays deleted, and the invoice is listed with this as the reason.",
  ],
  latecomers: [
    "A share of a payment is not recorded",
    "One payment can pay invoices of several customers; it is recorded once per customer. This invoice was moved to a customer whose share had already been recorded.",
    "Record the share in QuickBooks by hand, then choose Mark as handled.",
  ],
  returned: [
    "A payment was returned",
    "The bank or card network took the money back after the payment was recorded in QuickBooks. Deposits and closed books are never changed automatically.",
    "Write this entry: a journal entry debits Accounts Receivable for the customer and credits “Alternative Payments Returns”, so the customer owes the amount again. Mark as handled: you recorded the return yourself.",
  ],
  entry_refused: [
    "QuickBooks did not accept a journal entry",
    "You chose to record a return or refund as a journal entry, and QuickBooks did not accept it. Its answer says why.",
    "Fix the problem in QuickBooks, then choose Try again.",
  ],
  refunded: [
    "A payment was refunded, whole or in part",
    "You gave money back in Alternative after the payment was recorded in QuickBooks. QuickBooks still shows all of it as received, and the invoice as paid.",
    "Write this entry: the customer owes the amount again. Record with another account: it was given back for good, and you choose the account it comes from. Mark as handled: you recorded it yourself. If more is refunded later, you are asked again about the rest.",
  ],
  before_start: [
    "Payments from before syncing started",
    "They were made before you started syncing, so they may already be in your books.",
    "Show them lists them. Record the selected ones: choose those that are missing in QuickBooks. Leave them out: none of them is recorded.",
  ],
};

const PAYOUTS: Record<PayoutKind, Explained> = {
  payout_apart: [
    "The payout has a difference",
    "Its payments and fees do not add up to what was paid out. A deposit for any other amount would never match the bank line, so none is recorded.",
    "Record the difference: choose the account for it; the deposit is recorded with that line. Wait for a change: Alternative may still add the missing line.",
  ],
  already_deposited: [
    "Some payments of a payout are already deposited",
    "They are on another deposit, or were recorded straight to a bank account. A second deposit would count the money twice.",
    "Use deposit: this payout is linked to that deposit. Show them: opens the payout with its payments. Handle it myself: no deposit is recorded for this payout.",
  ],
  another_deposit: [
    "A deposit for the payout is already there, without its payments",
    "The deposit was changed in QuickBooks, or another computer recorded it for other payments. A second deposit would count the money twice, so none is recorded.",
    "Use deposit: this payout is linked to that deposit. Check again: after you corrected or deleted it in QuickBooks. Handle it myself: no deposit is recorded for this payout.",
  ],
  added_deposit: [
    "A deposit like the payout was added from the bank feed",
    "The bank line of this payout was probably added in QuickBooks with Add. That deposit holds none of its payments, so a second one would count the money twice.",
    "I undid the Add: first find the deposit in QuickBooks under Banking, Categorized, and click Undo; then the right deposit is recorded, and in the bank feed you choose Match, not Add. Deposit is this payout: nothing is recorded, and its payments are listed as counted twice until you undo that deposit or deposit the payments. Record a separate deposit: that deposit is other money.",
  ],
  deposit_refused: [
    "QuickBooks did not accept a deposit",
    "The decision quotes what QuickBooks says: often an account that was made inactive. Fix it there, then choose Try again. The payments stay in Undeposited Funds until then.",
  ],
  deposit_closed: [
    "A deposit is dated in closed books",
    "Nothing is recorded on or before the closing date in QuickBooks.",
    "Post on the first open day: the deposit is recorded with that date. Wait for the accountant: the deposit is recorded with its own date once the books are reopened for it.",
  ],
  account_unusable: [
    "An account can no longer be used",
    "The account for deposits, fees, or payments was made inactive in QuickBooks, merged into another, or changed to another type. Everything that needs it waits.",
    "Pick another account: it is used from now on, and what is recorded already stays where it is. Or make the account active again in QuickBooks; then everything continues automatically.",
  ],
  not_a_deposit: [
    "A payout can’t be recorded as a deposit",
    "Its total is zero or negative, because refunds or fees exceed its payments, or it is in another currency than your books. Record it in QuickBooks by hand, then choose Handle it myself.",
  ],
  deposit_lost: [
    "A deposit was deleted in QuickBooks",
    "The money is in the bank, and its payments are in Undeposited Funds again.",
    "Record the deposit again: the same deposit is recorded once more. Leave out of QuickBooks: the payments stay in Undeposited Funds for you to deposit.",
  ],
  failed_after_deposit: [
    "A payout failed after its deposit was recorded",
    "The bank sent the money back, but the deposit is still in QuickBooks. It is removed automatically only while it is unchanged, its date is in open books, and the payout is at most 5 days old.",
    "Correct the deposit in QuickBooks by hand, then choose Mark as handled.",
  ],
};

const RECORDS: Record<Exclude<HoldKind, PaymentKind | PayoutKind>, Explained> = {
  customer_refused: [
    "Alternative did not accept a customer",
    "The decision quotes what Alternative says: often an email address that is not valid, or a name that is missing. Correct the customer in QuickBooks and the change is sent automatically, or choose Try again.",
  ],
  invoice_refused: [
    "Alternative did not accept an invoice",
    "The decision quotes what Alternative says. Correct the invoice in QuickBooks and the change is sent automatically, or choose Try again.",
  ],
  invoice_does_not_add_up: [
    "An invoice does not add up",
    "Its lines and tax do not equal its total, so this version is not sent to Alternative. Open it in QuickBooks and save it again, then choose Check again.",
  ],
  invoice_edited: [
    "An invoice was changed after it was paid",
    "Its customer, lines, total, or due date in QuickBooks no longer match what the customer saw when paying.",
    "Keep the old invoice: Alternative keeps showing it as it was. Send the changed invoice: Alternative shows the new version and asks for what is still open.",
  ],
  customer_archived: [
    "A customer is archived in Alternative, but in use in QuickBooks",
    "It was made active again in QuickBooks, or it was archived in Alternative and changed in QuickBooks afterwards. An archived customer is never restored automatically.",
    "Restore: the customer is restored in Alternative, as it is in QuickBooks now. Leave archived: it stays archived, and you are asked again only after another change in QuickBooks.",
  ],
  invoice_archived: [
    "An invoice is archived in Alternative, but was changed in QuickBooks",
    "An archived invoice can’t be paid through Alternative, and it is never restored automatically. You are not asked while nothing changes in QuickBooks, or when nothing is open on the invoice.",
    "Restore: the invoice is restored in Alternative, as it is in QuickBooks now. Leave archived: it stays archived, and you are asked again only after another change in QuickBooks.",
  ],
  many_archives: [
    "Many invoices or customers would be archived at once",
    "More than ten, and more than one in twenty, disappeared from QuickBooks within a day, or were voided or made inactive there. That can be a mistake, an import that went wrong, or another company’s data. None of them is archived until you decide; payments and everything else go on.",
    "Show them lists them. Archive them: exactly those are archived in Alternative, and customers can’t pay them anymore. Stop syncing: syncing is paused until you resume it. The decision goes away once the records are back in QuickBooks.",
  ],
  other_currencies: [
    "Invoices are in another currency",
    "Only invoices in the home currency of your books are sent to Alternative, and only in currencies that Alternative takes. One decision lists all open invoices in other currencies.",
    "Show them lists them. Leave them out: exactly those are left out of Alternative, and you are not asked about them again. Collect them another way and record the payments in QuickBooks; nothing else changes.",
  ],
  not_readable: [
    "A record can’t be read",
    "QuickBooks or Alternative refuses to show this one record, or shows it in a form that can’t be understood: an email address that is not valid there, or an amount with fractions of a cent. It is tried again every half hour. Everything else is synced.",
    "Open it in QuickBooks and save it again, then choose Try again. The decision goes away once the record can be read.",
  ],
  unworded: [
    "A decision without details",
    "An earlier version of the app stopped for this record and kept no details. The next sync adds them, with the choices you have.",
  ],
};

function chapter(id: string, title: string, explained: Record<string, Explained>): Chapter {
  const topics = Object.entries(explained).map(([kind, [heading, ...text]]): Topic => {
    return { id: `decision-${kind}`, title: heading, text };
  });
  return { id, title, topics };
}

/** Every kind of decision, explained. */
export const DECISIONS: readonly Chapter[] = [
  chapter("decisions-payments", "Decisions about payments", PAYMENTS),
  chapter("decisions-payouts", "Decisions about payouts and deposits", PAYOUTS),
  chapter("decisions-records", "Decisions about invoices and customers", RECORDS),
];
