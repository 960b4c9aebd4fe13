import { expect, test } from "vitest";
import type { Known, Named } from "$/lib/contract";
import { dayAndYear } from "$/lib/format";
import { knownPlace, knownWords, recordName } from "$/lib/messages/known";

const usd = (minor: number) => ({ minor, currency: "USD" });
const date = "2026-08-04";

test("what is known of a record is one line, and what is not known is left out", () => {
  const paid = { payment: "2291", amount: usd(125_000), date, reference: null, deposit: null };
  const lines: [Known, string][] = [
    [
      { kind: "quickbooks_payment", facts: paid },
      `QuickBooks: Payment 2291 of $1,250.00, dated ${dayAndYear(date)}, no reference`,
    ],
    [
      { kind: "quickbooks_payment", facts: { ...paid, reference: "AP-7", deposit: "812" } },
      `QuickBooks: Payment 2291 of $1,250.00, dated ${dayAndYear(date)}, reference AP-7, on deposit 812`,
    ],
    [
      { kind: "quickbooks_customer", facts: { name: "Old Mill", active: false } },
      "QuickBooks: Customer Old Mill, inactive",
    ],
    [
      { kind: "alternative_payment", facts: { payment: "pay-1", minor: 125_000, standing: "charged_back" } },
      "Alternative: Payment pay-1 of 1,250.00, charged back",
    ],
    [
      { kind: "alternative_payout", facts: { total: usd(9_750), standing: null, arrival: date } },
      `Alternative: Payout of $97.50, arrives ${dayAndYear(date)}`,
    ],
    [
      { kind: "recorded", facts: { payment: "pay-1", recorded: "2291", ours: false } },
      "This app: Payment pay-1 is payment 2291 in QuickBooks, recorded outside this app",
    ],
    [
      { kind: "deposited", facts: { payout: "po-1", deposit: "812" } },
      "This app: Payout po-1 is deposit 812 in QuickBooks",
    ],
  ];
  for (const [known, line] of lines) expect(`${knownPlace(known)}: ${knownWords(known, false)}`).toBe(line);
});

test("a record is called by its name, within a sentence too", () => {
  const names: [Named, string, string][] = [
    [{ kind: "invoice", facts: { number: "1042" } }, "Invoice 1042", "invoice 1042"],
    [{ kind: "customer", facts: { name: "Old Mill" } }, "Old Mill", "Old Mill"],
    [{ kind: "archives" }, "Records that would be archived", "records that would be archived"],
  ];
  for (const [named, alone, within] of names) {
    expect([recordName(named), recordName(named, true)]).toEqual([alone, within]);
  }
});
