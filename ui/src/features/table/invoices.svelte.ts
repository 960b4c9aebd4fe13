import type { Problem } from "$/lib/contract";
import { asProblem, host } from "$/lib/host";
import { onStale, type Stale } from "$/lib/query.svelte";
import { InvoiceColumns, type InvoiceFilter } from "./invoices";

/** More changed records than this are not picked out: the list is read anew. */
const PICKED_MAX = 500;

/** How long a changed customer may wait until its name is read again with the invoices, in milliseconds. */
const NAMES_MS = 10_000;

/** What the reader asked of the list; kept while the window is open, as the scroll position is. */
export const NO_FILTER: InvoiceFilter = { text: "", since: null, state: null, differences: false };

/**
 * One company's invoices. They stay while other pages are looked at; when the host names the records that changed, only
 * those are fetched and put in place, so that nothing flickers and nothing moves.
 */
export class InvoiceStore {
  /** The columns; nothing before the first answer. */
  columns = $state.raw<InvoiceColumns | undefined>();
  problem = $state.raw<Problem | undefined>();
  fetching = $state(false);
  filter = $state.raw<InvoiceFilter>(NO_FILTER);
  /** Where the reader was; kept for the way back. */
  scrollTop = 0;
  #company: string;
  #stale: Set<string> | "all" | null = "all";
  #readers = 0;
  #names: ReturnType<typeof setTimeout> | undefined;

  constructor(company: string) {
    this.#company = company;
    onStale((stale) => this.#hear(stale));
  }

  /** A page looks at the list from now on; gives the way to stop. */
  look(): () => void {
    this.#readers++;
    void this.#refresh();
    return () => this.#readers--;
  }

  /** Reads everything once more. */
  async again(): Promise<void> {
    this.#stale = "all";
    await this.#refresh();
  }

  #hear(stale: Stale): void {
    if (stale.company !== null && stale.company !== this.#company) return;
    if (stale.tags !== "all" && !stale.tags.includes("invoices")) {
      if (stale.tags.includes("customers")) this.#namesSoon();
      return;
    }
    const records = (stale.records ?? []).filter((record) => record.startsWith("invoice:"));
    if (records.length === 0 || this.#stale === "all") this.#stale = "all";
    else {
      const all = this.#stale ?? new Set<string>();
      for (const record of records) all.add(record);
      this.#stale = all.size > PICKED_MAX ? "all" : all;
    }
    if (this.#readers > 0) void this.#refresh();
  }

  /** A customer may have been renamed; which invoices that concerns is not told. */
  #namesSoon(): void {
    if (this.#names !== undefined) return;
    this.#names = setTimeout(() => {
      this.#names = undefined;
      this.#stale = "all";
      if (this.#readers > 0) void this.#refresh();
    }, NAMES_MS);
  }

  async #refresh(): Promise<void> {
    if (this.fetching || this.#stale === null) return;
    this.fetching = true;
    // What becomes stale meanwhile is fetched right after.
    while (this.#stale !== null) {
      const asked: Set<string> | "all" = this.#stale;
      this.#stale = null;
      try {
        await this.#fetch(asked === "all" || !this.columns ? [] : [...asked]);
      } catch (error) {
        this.problem = asProblem(error);
        // The next event, or the next look, tries again; nothing is forgotten.
        this.#stale = "all";
        break;
      }
    }
    this.fetching = false;
  }

  async #fetch(records: string[]): Promise<void> {
    const table = await host().call("invoice_table", { company: this.#company, records });
    const all = records.length === 0 || !this.columns;
    this.columns = all ? new InvoiceColumns(table) : this.columns?.merge(records, table);
    this.problem = undefined;
  }
}

const stores = new Map<string, InvoiceStore>();

/** The one store of a company's invoices. */
export function invoicesOf(company: string): InvoiceStore {
  let store = stores.get(company);
  if (!store) {
    store = new InvoiceStore(company);
    stores.set(company, store);
  }
  return store;
}

/** Forgets what is kept; for tests. */
export function forgetInvoices(): void {
  stores.clear();
}
