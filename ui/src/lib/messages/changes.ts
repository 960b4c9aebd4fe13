import type { About, Change, Field, FieldChange, FieldValue } from "$/lib/contract";
import { amount, count, counted, day } from "$/lib/format";
import { happenedWords } from "./happened";
import { holdTitle } from "./holds";
import { opening } from "./holds-phrases";

type FieldKind = Field["kind"];
type FieldOf<K extends FieldKind> = Extract<Field, { kind: K }>;

const fields: { [K in FieldKind]: (field: FieldOf<K>) => string } = {
  number: () => "number",
  date: () => "date",
  due: () => "due",
  lines: () => "lines",
  tax: () => "tax",
  total: () => "total",
  owes: () => "balance",
  memo: () => "memo",
  name: () => "name",
  company_name: () => "company name",
  email: () => "email address",
  phone: () => "phone number",
  address: () => "address",
  active: () => "active",
  archived: () => "archived",
  pdf: () => "PDF",
  account: () => "account",
  pays: () => "paid invoices",
  amount: () => "amount",
  deposit: ({ facts }) => `deposit ${facts.deposit}`,
  balance_of: ({ facts }) => `balance of invoice ${facts.invoice}`,
  status_of: ({ facts }) => `status of invoice ${facts.invoice}`,
};

function fieldWords(field: Field): string {
  // The words of a kind take fields of that kind, and this one is.
  return (fields[field.kind] as (field: Field) => string)(field);
}

/** The name of a value, at the beginning of a row. */
export function fieldName(field: Field): string {
  return opening(fieldWords(field));
}

type ValueKind = FieldValue["kind"];
type ValueOf<K extends ValueKind> = Extract<FieldValue, { kind: K }>;

const values: { [K in ValueKind]: (value: ValueOf<K>) => string } = {
  text: ({ facts }) => facts.text,
  amount: ({ facts }) => amount(facts.amount.minor, facts.amount.currency),
  day: ({ facts }) => day(facts.day),
  lines: ({ facts }) => counted(facts.count, "line", "lines"),
  changed: () => "changed",
  flag: ({ facts }) => (facts.is ? "yes" : "no"),
  size: ({ facts }) => `${count(Math.ceil(facts.bytes / 1024))} KB`,
  paid: ({ facts }) => (facts.is ? "Paid" : "Open"),
};

/** A value as a column has it. */
export function fieldValue(value: FieldValue): string {
  // The words of a kind take values of that kind, and this one is.
  return (values[value.kind] as (value: FieldValue) => string)(value);
}

/** `due Aug 28, was Aug 14` */
export function beforeAfter({ field, before, after }: FieldChange): string {
  const name = fieldWords(field);
  const now = after === null ? `no ${name}` : `${name} ${fieldValue(after)}`;
  if (before === null) return after === null ? name : now;
  return `${now}, was ${fieldValue(before)}`;
}

function withOwner(what: string, owner: string | null): string {
  return owner === null ? what : `${what}, ${owner}`;
}

function payoutWords({ payout, arrival }: { payout: string; arrival: string | null }): string {
  return arrival === null ? `payout ${payout}` : `the payout of ${day(arrival)}`;
}

type AboutKind = About["kind"];
type AboutOf<K extends AboutKind> = Extract<About, { kind: K }>;

const abouts: { [K in AboutKind]: (about: AboutOf<K>) => string } = {
  customer: ({ facts }) => facts.name,
  invoice: ({ facts }) => withOwner(`invoice ${facts.number}`, facts.customer),
  payment: ({ facts }) => withOwner(`payment of invoice ${facts.invoices.join(", ")}`, facts.customer),
  payout: ({ facts }) => payoutWords(facts),
};

function aboutWords(about: About): string {
  // The words of a kind take what is of that kind, and this is.
  return (abouts[about.kind] as (about: About) => string)(about);
}

type ChangeKind = Change["kind"];
type ChangeOf<K extends ChangeKind> = Extract<Change, { kind: K }>;

/** Every kind has its words: one line without its full stop. */
const catalogue: { [K in ChangeKind]: (change: ChangeOf<K>) => string } = {
  customer: ({ facts }) => {
    if (facts.new) return `Customer ${facts.name}, new`;
    const changed = facts.fields.map(({ field }) => fieldWords(field)).join(", ");
    return changed === "" ? `Customer ${facts.name}` : `Customer ${facts.name}: new ${changed}`;
  },
  customer_archived: ({ facts }) => `Customer ${facts.name} made inactive, archived`,
  invoice: ({ facts }) => {
    const { number, customer } = facts;
    if (facts.new) return `Invoice ${number}${customer === null ? "" : ` for ${customer}`}, new`;
    const changed = facts.fields.map(beforeAfter).join("; ");
    const headline = withOwner(`Invoice ${number}`, customer);
    return changed === "" ? headline : `${headline}: ${changed}`;
  },
  invoice_archived: ({ facts }) =>
    facts.archived === "unknown"
      ? `${withOwner(`Invoice ${facts.number}`, facts.customer)}, archived in Alternative`
      : `Invoice ${facts.number} ${facts.archived} in QuickBooks, archived in Alternative`,
  customer_restored: ({ facts }) => `Customer ${facts.name}, restored in Alternative`,
  invoice_restored: ({ facts }) =>
    `${withOwner(`Invoice ${facts.number}`, facts.customer)}, restored in Alternative`,
  pdf: ({ facts }) => withOwner(`PDF of invoice ${facts.number}`, facts.customer),
  payment: ({ facts }) => {
    const by = facts.customer === null ? "" : ` by ${facts.customer}`;
    const label = facts.invoices.length > 1 ? "invoices" : "invoice";
    const of = facts.invoices.length === 0 ? "" : `, ${label} ${facts.invoices.join(", ")}`;
    const end = facts.removed ? ", removed from QuickBooks" : "";
    return `${facts.partial ? "Partial payment" : "Payment"}${by}${of}${end}`;
  },
  deposit: ({ facts }) =>
    `${facts.deposit === null ? "Deposit" : `Deposit ${facts.deposit}`} for ${payoutWords(facts)}`,
  held: ({ facts }) => holdTitle({ ...facts.question, customer: facts.customer }),
  person: ({ facts }) => `${happenedWords(facts.happened)}, ${aboutWords(facts.about)}`,
  other: ({ facts }) => happenedWords(facts.happened),
};

/** What a change changes: one line without its full stop. */
export function changeWords(change: Change): string {
  // The words of a kind take changes of that kind, and this one is.
  return (catalogue[change.kind] as (change: Change) => string)(change);
}
