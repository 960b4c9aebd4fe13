import type { Done, Task } from "$/lib/contract";
import { sum } from "./holds-phrases";

type TaskKind = Task["kind"];
type TaskOf<K extends TaskKind> = Extract<Task, { kind: K }>;

const tasks: { [K in TaskKind]: (task: TaskOf<K>) => string } = {
  send_customer: ({ facts }) => `Send customer ${facts.name} to Alternative`,
  archive_customer: ({ facts }) => `Archive customer ${facts.customer} in Alternative`,
  send_invoice: ({ facts }) => `Send invoice ${facts.number} to Alternative`,
  archive_invoice: ({ facts }) => `Archive invoice ${facts.invoice} in Alternative`,
  restore_customer: ({ facts }) => `Restore customer ${facts.customer} in Alternative`,
  restore_invoice: ({ facts }) => `Restore invoice ${facts.invoice} in Alternative`,
  copy_pdf: ({ facts }) => `Copy the PDF of invoice ${facts.invoice} to Alternative`,
  record_payment: ({ facts }) => `Record a payment of ${sum(facts.amount)} in QuickBooks`,
  apply_payment: ({ facts }) => `Apply payment ${facts.payment} to its invoices again in QuickBooks`,
  remove_payment: ({ facts }) => `Remove payment ${facts.payment} from QuickBooks`,
  report_payment: ({ facts }) => `Send the status of payment ${facts.payment} to Alternative`,
  record_deposit: ({ facts }) => `Record a deposit of ${sum(facts.amount)} in QuickBooks`,
  remove_deposit: ({ facts }) => `Remove deposit ${facts.deposit} from QuickBooks`,
  report_payout: ({ facts }) => `Send the status of payout ${facts.payout} to Alternative`,
  find_fee_account: () => "Find or create the fee account in QuickBooks",
  write_entry: ({ facts }) => `Record a return of ${sum(facts.amount)} in QuickBooks as a journal entry`,
  find_returns_account: () => "Find or create the account for returns in QuickBooks",
};

/** What a write does: one sentence without its full stop. */
export function taskWords(task: Task): string {
  // The words of a kind take tasks of that kind, and this one is.
  return (tasks[task.kind] as (task: Task) => string)(task);
}

type DoneKind = Done["kind"];
type DoneOf<K extends DoneKind> = Extract<Done, { kind: K }>;

const done: { [K in DoneKind]: (done: DoneOf<K>) => string } = {
  customer_sent: ({ facts }) => `Sent customer ${facts.name} to Alternative`,
  customer_archived: ({ facts }) =>
    `Customer ${facts.customer} was made inactive in QuickBooks and archived in Alternative`,
  invoice_sent: ({ facts }) => `Sent invoice ${facts.number} to Alternative`,
  invoice_archived: ({ facts }) =>
    `Invoice ${facts.number} was ${facts.voided ? "voided" : "deleted"} in QuickBooks and archived in Alternative`,
  customer_restored: ({ facts }) => `Restored customer ${facts.customer} in Alternative`,
  invoice_restored: ({ facts }) => `Restored invoice ${facts.number} in Alternative`,
  pdf_copied: ({ facts }) =>
    facts.unchanged
      ? `The PDF of invoice ${facts.invoice} is unchanged`
      : `Copied the PDF of invoice ${facts.invoice} to Alternative`,
  payment_recorded: ({ facts }) =>
    facts.found
      ? `The payment of ${sum(facts.amount)} is already in QuickBooks as payment ${facts.payment}`
      : `Recorded a payment of ${sum(facts.amount)} in QuickBooks as payment ${facts.payment}`,
  duplicate_removed: ({ facts }) =>
    `Payment ${facts.payment} was removed from QuickBooks because it was there twice`,
  payment_applied: ({ facts }) => `Payment ${facts.payment} was applied to its invoices again in QuickBooks`,
  payment_removed: ({ facts }) => `Payment ${facts.payment} was removed from QuickBooks because it failed`,
  deposit_removed: ({ facts }) =>
    `Deposit ${facts.deposit} was removed from QuickBooks because its payout failed`,
  deposit_recorded: ({ facts }) =>
    facts.found
      ? `The payout of ${sum(facts.amount)} is already in QuickBooks as deposit ${facts.deposit}`
      : `Recorded the payout of ${sum(facts.amount)} in QuickBooks as deposit ${facts.deposit}`,
  payment_reported: ({ facts }) => `Sent the status of payment ${facts.payment} to Alternative`,
  payout_reported: ({ facts }) => `Sent the status of payout ${facts.payout} to Alternative`,
  fee_account: ({ facts }) => `Fees are recorded in account ${facts.account}`,
  entry_written: ({ facts }) =>
    `Recorded a return of ${sum(facts.amount)} in QuickBooks as journal entry ${facts.entry}`,
  returns_account: ({ facts }) => `Returns are recorded in account ${facts.account}`,
};

/** What was carried out: one sentence without its full stop. */
export function doneWords(what: Done): string {
  // The words of a kind take what was done of that kind, and this was.
  return (done[what.kind] as (done: Done) => string)(what);
}
