import type { Choice, ChoiceId, Reason } from "$/lib/contract";
import { day } from "$/lib/format";

/** What one way on says. */
interface ChoiceWords {
  /** The button. */
  label: (choice: Choice, reason: Reason) => string;
  /** The button that decides all alike; nothing where it is never taken for many. */
  all: ((count: string, choice: Choice) => string) | null;
  /** What was done; the next sync carries it out. */
  did: (choice: Choice) => string;
}

function fixed(label: string, did: string, all: ChoiceWords["all"] = null): ChoiceWords {
  return { label: () => label, did: () => did, all };
}

/** The day that a choice carries; one that asks for it is about a day that is still to be named. */
function onDay(choice: Choice): string {
  return choice.day === null ? "another day" : day(choice.day);
}

function thatDeposit(choice: Choice): string {
  return choice.deposit === null ? "that deposit" : `deposit ${choice.deposit}`;
}

const choices: Record<ChoiceId, ChoiceWords> = {
  accept: fixed(
    "Leave out of QuickBooks",
    "Left out of QuickBooks",
    (count) => `Leave all ${count} out of QuickBooks`,
  ),
  already_recorded: fixed("Link an existing payment", "Linked to the payment in QuickBooks"),
  apply_again: fixed("Apply it again", "Applying it again", (count) => `Apply all ${count} again`),
  archive_them: fixed("Archive them", "Archiving them in Alternative"),
  check_again: fixed("Check again", "Checking again", (count) => `Check all ${count} again`),
  choose_account: fixed("Record the difference", "Recording the difference in the account you chose"),
  given_back: fixed("Record with another account", "Recording the refund in the account you chose"),
  was_given_back: fixed("Mark as given back", "Marked as given back"),
  i_handle_it: fixed("Handle it myself", "Left to you", (count) => `Handle all ${count} myself`),
  i_handled_it: fixed("Mark as handled", "Marked as handled", (count) => `Mark all ${count} as handled`),
  it_is_that_one: {
    label: (_, reason) =>
      reason.kind === "look_alike" || reason.kind === "payment_altered" || reason.kind === "recorded_twice"
        ? `Use payment ${reason.facts.payment}`
        : reason.kind === "added_deposit"
          ? `Deposit ${reason.facts.deposit} is this payout`
          : "Use that payment",
    all: null,
    did: (choice) =>
      choice.deposit === null
        ? "Linked to the payment in QuickBooks"
        : `Listed as counted twice until deposit ${choice.deposit} is undone`,
  },
  keep: fixed("Keep the old invoice", "Kept the old invoice", (count) => `Keep all ${count} old invoices`),
  keep_as_credit: fixed(
    "Record as credit",
    "Recording as credit",
    (count) => `Record all ${count} as credit`,
  ),
  leave: fixed("Leave them out", "Left out of QuickBooks"),
  leave_archived: fixed("Leave archived", "Left archived", (count) => `Leave all ${count} archived`),
  leave_as_credit: fixed("Leave as credit", "Left as credit", (count) => `Leave all ${count} as credit`),
  leave_out: fixed("Leave them out", "Left out of Alternative"),
  open_in_quickbooks: fixed("Open in QuickBooks", "Opened in QuickBooks"),
  pick_another: fixed("Pick another account", "Using the account you picked"),
  post: fixed("Record the selected ones", "Recording the selected ones"),
  post_first_open_day: {
    label: (choice) => `Post on ${onDay(choice)}`,
    all: (count, choice) => `Post all ${count} on ${onDay(choice)}`,
    did: (choice) => (choice.day === null ? "Posting on the day you chose" : `Posting on ${day(choice.day)}`),
  },
  record_again: fixed("Record again", "Recording again", (count) => `Record all ${count} again`),
  record_ours_too: fixed("Record a separate payment", "Recording a separate payment"),
  restore: fixed("Restore", "Restoring it in Alternative", (count) => `Restore all ${count}`),
  send: fixed(
    "Send the changed invoice",
    "Sending the changed invoice",
    (count) => `Send all ${count} changed invoices`,
  ),
  show: fixed("Show them", "Shown"),
  stop_syncing: fixed("Stop syncing", "Syncing is paused"),
  try_again: fixed("Try again", "Trying again", (count) => `Try all ${count} again`),
  undid_the_add: fixed("I undid the Add", "Checking again"),
  use_deposit: {
    label: (choice) => `Use ${thatDeposit(choice)}`,
    all: null,
    did: (choice) => `Using ${thatDeposit(choice)}`,
  },
  wait: fixed("Wait for a change", "Waiting for a change"),
  wait_for_accountant: fixed(
    "Wait for the accountant",
    "Waiting for the accountant",
    () => "Wait for the accountant",
  ),
  write_again: fixed(
    "Record the deposit again",
    "Recording the deposit again",
    (count) => `Record all ${count} deposits again`,
  ),
  write_entry: fixed("Write this entry", "Writing the entry", (count) => `Write all ${count} entries`),
  write_ours_too: fixed("Record a separate deposit", "Recording a separate deposit"),
};

/** What a button says. */
export function choiceLabel(choice: Choice, reason: Reason): string {
  return choices[choice.id].label(choice, reason);
}

/** What a button says that decides all alike; nothing where it can't. */
export function choiceForAll(choice: Choice, count: string): string | null {
  return choices[choice.id].all?.(count, choice) ?? null;
}

/** What was done. */
export function choiceDone(choice: Choice): string {
  return choices[choice.id].did(choice);
}
