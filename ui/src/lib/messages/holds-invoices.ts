import { counted, hourAndDay } from "$/lib/format";
import { general } from "./general";
import { all, forCustomer, opening, quoted, sum, type HoldWords, type ReasonOf } from "./holds-phrases";
import { nouns } from "./nouns";
import { sideName } from "./summary";

/** Holds about customers and invoices. */
export type RecordKind =
  | "customer_refused"
  | "invoice_refused"
  | "invoice_does_not_add_up"
  | "invoice_edited"
  | "customer_archived"
  | "invoice_archived"
  | "many_archives"
  | "other_currencies"
  | "not_readable";

/** What they say. */
export const recordHolds: { [K in RecordKind]: HoldWords<ReasonOf<K>> } = {
  customer_refused: {
    title: (_, { customer }) =>
      customer === null
        ? "Alternative did not accept a customer"
        : `Alternative did not accept customer ${customer}`,
    cause: ({ facts }) => quoted(general.alternative, facts.said),
    consequence:
      "Changes to this customer do not reach Alternative until the record is corrected in QuickBooks. If the customer is new, its invoices wait too.",
    many: (count) => `Alternative did not accept ${count} customers`,
  },
  invoice_refused: {
    title: ({ facts }, stake) => {
      const open = stake.amount === null ? "" : ` (${sum(stake.amount)} open)`;
      return `Alternative did not accept invoice ${facts.invoice}${forCustomer(stake)}${open}`;
    },
    cause: ({ facts }) => quoted(general.alternative, facts.said),
    consequence: "Alternative does not show the current invoice until it is corrected in QuickBooks.",
    many: (count) => `Alternative did not accept ${count} invoices`,
  },
  invoice_does_not_add_up: {
    title: ({ facts }, stake) =>
      `Invoice ${facts.invoice}${forCustomer(stake)} adds up to ${sum(facts.sum)}, but its total is ${sum(facts.total)}`,
    cause: () => "The lines and tax in QuickBooks do not equal the invoice total.",
    consequence: "This version is not sent to Alternative, so it can’t be paid there.",
    many: (count) => `${count} invoices do not add up to their totals`,
  },
  invoice_edited: {
    title: ({ facts }, stake) => {
      const { before, after, collected } = facts;
      const how = before.minor === after.minor ? "in QuickBooks" : `from ${sum(before)} to ${sum(after)}`;
      return `Invoice ${facts.invoice}${forCustomer(stake)} was changed ${how} after ${sum(collected)} was collected`;
    },
    cause: () => "The customer, lines, total, or due date no longer match what the customer saw when paying.",
    consequence: "Alternative keeps showing the invoice as it was. Nothing is overwritten.",
    many: (count) => `${count} invoices were changed in QuickBooks after they were paid`,
  },
  customer_archived: {
    title: ({ facts }) =>
      `${facts.name} ${facts.again ? "is active in QuickBooks again" : "was changed in QuickBooks"}, but is archived in Alternative`,
    cause: ({ facts }) =>
      facts.again
        ? "It was archived because it was inactive in QuickBooks. It is never restored automatically."
        : "It was archived in Alternative, not in QuickBooks. It is never restored automatically.",
    consequence:
      "The customer stays archived in Alternative, and changes to it are not sent until you decide.",
    many: (count) => `${count} customers are in use in QuickBooks, but archived in Alternative`,
  },
  invoice_archived: {
    title: ({ facts }, stake) => {
      const open = stake.amount === null ? "" : ` (${sum(stake.amount)} open)`;
      const what = facts.again ? "is open in QuickBooks again" : "was changed in QuickBooks";
      return `Invoice ${facts.invoice}${forCustomer(stake)}${open} ${what}, but is archived in Alternative`;
    },
    cause: ({ facts }) =>
      facts.again
        ? "It was archived because it was voided or deleted in QuickBooks. It is never restored automatically."
        : "It was archived in Alternative, not in QuickBooks. It is never restored automatically.",
    consequence: "The customer can’t pay it through Alternative until you decide.",
    many: (count) => `${count} invoices were changed in QuickBooks, but are archived in Alternative`,
  },
  many_archives: {
    title: ({ facts }) =>
      `${String(facts.archives.length)} of ${counted(facts.of, nouns[facts.record], `${nouns[facts.record]}s`)} would be archived`,
    cause: ({ facts }) => {
      const gone = facts.record === "invoice" ? "voided" : "inactive";
      return `QuickBooks no longer shows them, or shows them as ${gone}. That looks wrong, so none of them was archived.`;
    },
    consequence: "They stay as they are in Alternative until you decide. Everything else is synced.",
    many: null,
  },
  other_currencies: {
    title: ({ facts }) => {
      const many = facts.invoices.length;
      return `${counted(many, "invoice", "invoices")} ${many === 1 ? "is" : "are"} in ${all(facts.currencies)}`;
    },
    cause: ({ facts }) =>
      facts.currencies.some((currency) => currency !== facts.home)
        ? `Only invoices in ${facts.home}, the home currency of your books, are sent to Alternative.`
        : `Alternative does not take payments in ${facts.home}.`,
    consequence:
      "They are not sent to Alternative, so customers can’t pay them there. Everything else is synced.",
    many: null,
  },
  not_readable: {
    title: ({ facts }) =>
      `${opening(nouns[facts.record])} ${facts.label} can’t be read from ${sideName(facts.side)} since ${hourAndDay(facts.since)}`,
    cause: ({ facts }) => quoted(sideName(facts.side), facts.said),
    consequence: "Nothing new is known of it until then. Everything else is synced.",
    many: (count) => `${count} records can’t be read`,
  },
};
