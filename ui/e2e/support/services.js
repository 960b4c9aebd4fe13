// The practice services, and what the other people do in them.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readJson, until } from "./stage.js";

/** Running practice services, seen through their control API. */
export class Services {
  constructor(ready) {
    this.ready = ready;
    this.realm = ready.quickbooks.companies[0].realm_id;
    this.partner = ready.alternative.partners[0].client_id;
  }

  /** Those that a companion started; they leave a note beside their state. */
  static async of(practiceData) {
    const note = join(practiceData, "services", "ready.json");
    return await until("the practice services", async () => {
      const services = new Services(readJson(note));
      await services.control("GET", "/clock");
      return services;
    });
  }

  /** A call of the control API; the answer must be good. */
  async control(method, path, body) {
    const answer = await fetch(this.ready.control + path, {
      method,
      headers: { authorization: `Bearer ${this.ready.control_token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return text === "" ? null : JSON.parse(text);
  }

  /** The bookkeeper does something in QuickBooks. */
  async asUser(method, path, body) {
    return await this.control("POST", `/quickbooks/${this.realm}/as-user`, { method, path, body });
  }

  /** Rows of a query, as the bookkeeper sees them. */
  async query(query) {
    const answer = await this.asUser("GET", `/query?query=${encodeURIComponent(query)}`);
    return Object.values(answer.QueryResponse).find(Array.isArray) ?? [];
  }

  /** Open invoices of the books. */
  async openInvoices() {
    return await this.query("select * from Invoice where Balance > '0' orderby Id maxresults 1000");
  }

  /** A customer pays an invoice of QuickBooks through Alternative. */
  async pay(invoice, options = {}) {
    return await this.control("POST", "/alternative/pay", {
      partner: this.partner,
      allocations: [{ qbo_invoice_id: invoice.Id }],
      method: "card",
      outcome: "succeed",
      fee: { amount: 2.5, covered_by_customer: false },
      ...options,
    });
  }

  /** Alternative pays out what was collected. */
  async payOut() {
    const payout = await this.control("POST", "/alternative/payouts", { partner: this.partner });
    return await this.control("POST", `/alternative/payouts/${payout.id}/pay`, {});
  }

  /** Every call to these sides (`quickbooks`, `intuit`, `alternative`) meets a fault, until it is mended. */
  async breakDown(kind, sides, value) {
    for (const service of sides) {
      await this.control("POST", "/faults", { service, kind, times: 1_000_000, ...(value && { value }) });
    }
  }

  /** A fault as the practice services know it, until it is mended. */
  async fault(rule) {
    await this.control("POST", "/faults", rule);
  }

  /** All faults are over. */
  async mend() {
    await this.control("DELETE", "/faults/all");
  }

  /** The sign-in is revoked at QuickBooks. */
  async revokeSignIn() {
    await this.control("POST", `/quickbooks/${this.realm}/tokens`, { action: "revoke" });
  }

  /** Payments that a companion wrote. */
  async ourPayments() {
    return await this.query("select * from Payment where PaymentRefNum like 'AP-%' maxresults 1000");
  }

  /** Waits until so many payments are recorded and Alternative was told: nothing of them is on its way any more. */
  async recorded(count) {
    return await until(`${count} recorded payments`, async () => {
      const state = await this.control("GET", "/state?side=alternative");
      const partners = Object.values(state.alternative);
      const payments = partners.flatMap((partner) => Object.values(partner.payments));
      const told = payments.filter((payment) => payment.link?.state === "recorded");
      return told.length === count ? await this.ourPayments() : null;
    });
  }

  /** What a good client never does. */
  async violations() {
    return await this.control("GET", "/violations");
  }

  /** Everything that must never be seen in a web view. */
  secrets() {
    const { quickbooks, alternative, control_token: control } = this.ready;
    const tokens = quickbooks.companies.flatMap((company) => [company.access_token, company.refresh_token]);
    const keys = alternative.partners.flatMap((partner) => [partner.client_secret, partner.webhook_secret]);
    return [quickbooks.client_secret, quickbooks.webhook_verifier, control, ...tokens, ...keys];
  }
}

/** The practice services of a companion break down. */
export function endServices(program) {
  for (const child of childrenOf(program.child.pid)) process.kill(child, "SIGKILL");
}

/** The programs that a program started itself. */
function childrenOf(parent) {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      // The name stands in brackets and may hold anything; the parent is the second field after it.
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ");
      return Number(fields[1]) === parent;
    } catch {
      // It ended meanwhile.
      return false;
    }
  });
}
