import { describe, expect, it } from "vitest";
import type { Change, FieldValue } from "$/lib/contract";
import { changeWords, fieldName, fieldValue } from "$/lib/messages/changes";

const usd = (minor: number) => ({ minor, currency: "USD" });

const invoice = (part: Partial<Extract<Change, { kind: "invoice" }>["facts"]>): Change => ({
  kind: "invoice",
  facts: { number: "1058", customer: "Calloway Architects", new: false, fields: [], ...part },
});

describe("a change in one line", () => {
  it("of an invoice says what is new, or what it was", () => {
    expect(changeWords(invoice({ new: true }))).toBe("Invoice 1058 for Calloway Architects, new");
    expect(changeWords(invoice({ new: true, customer: null }))).toBe("Invoice 1058, new");
    expect(changeWords(invoice({}))).toBe("Invoice 1058, Calloway Architects");
    const balance: FieldValue = { kind: "amount", facts: { amount: usd(25000) } };
    const fields = [
      {
        field: { kind: "owes" } as const,
        before: { kind: "amount", facts: { amount: usd(50000) } },
        after: balance,
      },
      { field: { kind: "memo" } as const, before: { kind: "text", facts: { text: "Rush" } }, after: null },
    ] satisfies Extract<Change, { kind: "invoice" }>["facts"]["fields"];
    expect(changeWords(invoice({ fields }))).toBe(
      "Invoice 1058, Calloway Architects: balance 250.00, was 500.00; no memo, was Rush",
    );
  });

  it("of a payment names who paid what", () => {
    const facts = { customer: "Harbor Dental", invoices: ["1042", "1043"], partial: true, removed: true };
    expect(changeWords({ kind: "payment", facts })).toBe(
      "Partial payment by Harbor Dental, invoices 1042, 1043, removed from QuickBooks",
    );
  });

  it("of a person says what was decided, and about what", () => {
    const reason = { kind: "not_a_deposit" } as const;
    const choice = { id: "i_handle_it", asks: null, day: null, deposit: null, shows: false } as const;
    const decided = { kind: "decided", facts: { choice, question: { reason, amount: null } } } as const;
    const about = { kind: "payout", facts: { payout: "po-1", arrival: null } } as const;
    expect(changeWords({ kind: "person", facts: { happened: decided, about } })).toBe(
      "Decided: Handle it myself, payout po-1",
    );
  });

  it("that needs a decision has the decision's title", () => {
    const question = { reason: { kind: "not_a_deposit" }, amount: usd(-500) } as const;
    expect(changeWords({ kind: "held", facts: { question, customer: null } })).toMatch(
      /payout can’t be recorded as a deposit$/,
    );
  });
});

it("values before and after are named and written as the reader knows them", () => {
  expect(fieldName({ kind: "balance_of", facts: { invoice: "1051" } })).toBe("Balance of invoice 1051");
  expect(fieldValue({ kind: "lines", facts: { count: 1 } })).toBe("1 line");
  expect(fieldValue({ kind: "size", facts: { bytes: 2049 } })).toBe("3 KB");
  expect(fieldValue({ kind: "paid", facts: { is: false } })).toBe("Open");
  expect(fieldValue({ kind: "flag", facts: { is: true } })).toBe("yes");
});
