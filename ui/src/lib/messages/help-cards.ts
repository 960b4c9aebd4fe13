import type { Chapter, Topic } from "./help";

const card = (id: string, title: string, ...text: string[]): Topic => ({ id: `card-${id}`, title, text });

const RECORDING: Chapter = {
  id: "cards-payments",
  title: "Cards about payments",
  topics: [
    card(
      "lookalike",
      "Somebody seems to have keyed this payment by hand",
      "QuickBooks has a payment of the same customer and amount within seven days that no payment of Alternative explains. Recording ours too would count the money twice, if it is the same.",
      "It is that one: the two are tied together, nothing is written. Record ours too: both stand, because they are two payments.",
    ),
    card(
      "balance",
      "The invoice owes less than was paid",
      "Between the payment and our recording of it, somebody lowered what the invoice owes.",
      "Already recorded: choose the payment in QuickBooks that is ours. Keep as credit: what is too much becomes the customer’s credit. Check again: after you changed something in QuickBooks.",
    ),
    card(
      "invoice-gone",
      "The invoice was deleted, but money was collected for it",
      "Keep as the customer’s credit records the payment without an invoice. Check again looks once more, after you restored or re-entered the invoice.",
    ),
    card(
      "changed-after",
      "The invoice was changed after it was collected",
      "Its amount, due date, lines or customer in QuickBooks differ from what the payer agreed to.",
      "Keep as it was: Alternative stays as it is. Send the new amount: Alternative follows QuickBooks, and asks for what is left.",
    ),
    card(
      "payment-gone",
      "Someone deleted our payment in QuickBooks",
      "The money was collected all the same. Nothing is recorded again by itself.",
      "Record again: the payment is written once more. Accept: it stays out of the books, and the difference is listed with its reason.",
    ),
    card(
      "late-return",
      "The bank took the money back",
      "A payment was returned or disputed after its payout had arrived. A deposit that was reconciled is never changed.",
      "See proposed entry: an entry dated today that makes the invoice owed again; read it, then post it or not. I handled it: you booked it yourself.",
    ),
    card(
      "earlier",
      "Payments were collected before this computer looked",
      "They are from before the first sync, or from a time that can no longer be followed. They may be in your books already.",
      "Show them, tick those that are not, and post the ticked ones. Leave them leaves all of them to you.",
    ),
    card(
      "waiting-payment",
      "A payment is being processed; the change follows after it",
      "This one is no question: an invoice is not changed while its payer pays it. It goes on by itself.",
    ),
  ],
};

const DEPOSITS: Chapter = {
  id: "cards-deposits",
  title: "Cards about payouts and deposits",
  topics: [
    card(
      "closed",
      "The month is closed in QuickBooks",
      "Something is dated on or before the closing date. Nothing is written into closed books.",
      "Post on the first open day: it is written with that date. Wait for the accountant: it stays here until the books are opened.",
    ),
    card(
      "missing",
      "The payout is not explained to the cent",
      "The lines that Alternative gives do not come to the payout. A deposit with a missing cent would never match the bank, so none is written.",
      "Choose an account: the missing part goes there, and may be remembered for lines of the same kind. Wait: Alternative may still name it.",
    ),
    card(
      "partly-deposited",
      "Some payments of this payout are on a deposit already",
      "Somebody made a deposit by hand. Use that deposit ties the payout to it. Show them lists which payments are on which deposit. I handle it leaves the payout to you.",
    ),
    card(
      "on-deposit",
      "QuickBooks will not change this payment, because it is on a deposit",
      "Open deposit shows it in QuickBooks. See proposed entry gives an entry that has the same effect without touching the deposit.",
    ),
    card(
      "deposit-gone",
      "Someone deleted our deposit in QuickBooks",
      "The bank shows the money all the same. Write it again makes the same deposit once more. Accept leaves the payments in Undeposited Funds.",
    ),
    card(
      "payout-failed",
      "The payout failed after its deposit was closed in",
      "The bank sent it back when the books were closed already. See proposed entry, or I handled it.",
    ),
    card(
      "account",
      "The account was made inactive in QuickBooks",
      "Pick another account, or open QuickBooks and make it active again. One card stands for all deposits that wait for it. Deposits that were written stay where they are.",
    ),
  ],
};

const RECORDS: Chapter = {
  id: "cards-records",
  title: "Cards about invoices and customers",
  topics: [
    card(
      "adds-up",
      "An invoice does not add up",
      "Its lines and tax come to another sum than its total. It is not sent, because no payer could follow it. Open it in QuickBooks, save it once more, then Check again.",
    ),
    card(
      "name-used",
      "This number or name is already used",
      "Link to it: the two are the same. Open in QuickBooks: to rename one of them.",
    ),
    card(
      "refused",
      "Alternative did not accept the invoice",
      "The card gives Alternative’s own words: often an e-mail address or a name that is missing. Put it right in QuickBooks, then Try again.",
    ),
    card(
      "archived",
      "Changed in QuickBooks, but archived in Alternative",
      "Somebody archived it there, and it moved on here. Restore brings it back with the new values. Leave archived is remembered.",
    ),
    card(
      "currency",
      "Invoices in another currency",
      "Alternative takes US and Canadian dollars, in the home currency of your company. Show them lists them; Leave them out is remembered.",
    ),
    card(
      "brake",
      "This pass would archive very many invoices",
      "More than ten, and more than one in twenty, at once looks like a mistake: a wrong company, or an import that went wrong. Nothing was done.",
      "Show them first. Archive them if it is right. Stop syncing gives you time.",
    ),
  ],
};

const CONNECTION: Chapter = {
  id: "cards-connection",
  title: "Cards about connections and this computer",
  topics: [
    card(
      "sign-in",
      "The QuickBooks sign-in has ended",
      "Only an administrator of the company can renew it. Sign in again if you are one; otherwise copy a message for the administrator. Payments wait safely, with their sum.",
    ),
    card(
      "key",
      "Alternative no longer accepts the API key",
      "It was revoked or replaced. Make a new one in the Partner Dashboard and enter it.",
    ),
    card(
      "subscription",
      "This QuickBooks subscription is not active",
      "QuickBooks takes nothing until it is paid for. Payments wait, and are recorded afterwards.",
    ),
    card(
      "slow",
      "QuickBooks asked us to slow down",
      "A quiet line, no card: every company may ask only so often. Work goes on at the time that is shown, money first.",
    ),
    card(
      "silent",
      "QuickBooks has not answered",
      "First it waits and tries again by itself; after an hour you are told. Try now asks at once.",
    ),
    card(
      "other-link",
      "Alternative is still connected by its own link",
      "Disconnect QuickBooks in Alternative’s dashboard, under Integrations, then Check again. What that link had written is taken over, not written twice.",
    ),
    card(
      "wrong-company",
      "You signed in to another company",
      "Nothing was changed. Go back and choose the company this link belongs to, or set the other one up on its own.",
    ),
    card(
      "keychain",
      "The system keychain is locked",
      "The sign-in cannot be kept. Unlock it and try again, or keep the sign-in until you quit: then you sign in anew next time.",
    ),
    card(
      "disk",
      "The companion cannot save its records",
      "The disk is full, or the database cannot be read. Syncing pauses so that nothing is done that is not noted. Make room, then Try again.",
    ),
    card(
      "unknown",
      "Something could not be read",
      "An answer that we do not know. The card names the record, its amount and when it agreed last. Nothing was written. Try again, or copy the details for support.",
    ),
  ],
};

/** Every card of the inbox, explained. */
export const CARDS: readonly Chapter[] = [RECORDING, DEPOSITS, RECORDS, CONNECTION];
