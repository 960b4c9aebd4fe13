import type { Method, PaidBy } from "$/lib/contract";

/** How a payment was made, within a sentence. */
function methodName(method: Method): string {
  switch (method.kind) {
    case "bank_debit":
      return "bank debit";
    case "card":
      return "card";
    case "other":
      return method.facts.said.replaceAll("_", " ");
  }
}

/** How a payment was made and who bears its fee, within a sentence. */
export function paidBy(by: PaidBy): string {
  const method = methodName(by.method);
  return by.fee_passed_on ? `${method}, fee passed on` : method;
}
