// A host with very many invoices: it answers what the invoices page asks, and nothing else.

import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};
const FIRST = ["Harbor", "Juniper", "Ámbar", "Old Mill", "Quill", "Redwood", "Saint Olga"];
const SECOND = ["Dental Group", "Logistics", "Fitness", "Brewery", "Bistro", "Title Co.", "Architects"];
const DAY_MS = 86_400_000;
/** Customers of the sample. */
const CUSTOMERS = 3000;

/** Numbers that look drawn by lot and are the same every time. */
function lot(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state % below;
  };
}

function day(at) {
  return new Date(at).toISOString().slice(0, 10);
}

/** So many invoices, column by column as the contract has them. */
export function manyInvoices(count) {
  const draw = lot(7);
  const names = Array.from({ length: CUSTOMERS }, (_, at) => {
    return `${FIRST[at % FIRST.length]} ${SECOND[draw(SECOND.length)]} ${at + 1}`;
  });
  const table = {
    records: [],
    numbers: [],
    customers: [],
    customer_names: ["", ...names],
    issued: [],
    due: [],
    currencies: [],
    totals: [],
    quickbooks: [],
    alternative: [],
    states: [],
    notes: [],
    pdfs: [],
  };
  const newest = Date.UTC(2026, 7, 4);
  for (let at = 0; at < count; at++) {
    const number = String(1000 + count - at);
    const issued = newest - Math.floor(at / 60) * DAY_MS;
    const total = 1000 + draw(900_000);
    const owed = draw(3) === 0 ? total : 0;
    const apart = draw(300) === 0;
    table.records.push(`invoice:${number}`);
    table.numbers.push(number);
    table.customers.push(1 + draw(CUSTOMERS));
    table.issued.push(day(issued));
    table.due.push(day(issued + 30 * DAY_MS));
    table.currencies.push("USD");
    table.totals.push(total);
    table.quickbooks.push(owed);
    table.alternative.push(apart ? owed + 100 : owed);
    table.states.push(apart ? "held" : draw(50) === 0 ? "waiting" : "in_step");
    table.notes.push(null);
    table.pdfs.push(true);
  }
  return table;
}

function statusOf(company) {
  const nothing = { count: 0, minor: 0, currency: "USD" };
  return {
    company,
    practice: false,
    state: "done",
    connection: "ok",
    summary: { kind: "agrees", facts: { at: "2026-08-04T12:04:31Z" } },
    as_of: "2026-08-04T12:04:31Z",
    started_at: "2026-07-20T09:00:00Z",
    tie_out: {
      agrees: true,
      at: null,
      invoices: 0,
      apart: 0,
      quickbooks_minor: 0,
      alternative_minor: 0,
      explained: [],
    },
    quickbooks: { company, realm_id: null, email: null, phone_verified: null, state: "ok" },
    alternative: { state: "ok", heard_at: null, mode: null },
    items: [],
    waiting: nothing,
    holds: 0,
    held: nothing,
    paused: null,
    next_look: null,
    reads_this_month: 0,
    read_budget: 15_000,
    notices: [],
  };
}

/** Answers by command; the table is written out once. */
function answers(count) {
  const table = JSON.stringify(manyInvoices(count));
  const company = {
    company: "main",
    name: "Northwind MSP",
    practice: false,
    walk: "done",
    connected_at: null,
  };
  const told = {
    app: {
      version: "",
      system: "",
      data: "",
      companies: [company],
      can_practise: false,
      has_desktop: false,
    },
    status: statusOf("main"),
    status_all: [statusOf("main")],
    window_settings: {
      appearance: "light",
      start_at_login: false,
      keep_running: false,
      notifications: false,
    },
    holds: [],
  };
  return (name) => (name === "invoice_table" ? table : name in told ? JSON.stringify(told[name]) : null);
}

/** Serves the pages and the answers; gives the address and the way to stop. */
export async function serveInvoices(pages, count) {
  const answer = answers(count);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    if (pathname === "/session") return void response.end('{"session":"bench"}');
    // The stream of events stays open and silent.
    if (pathname === "/events") return void response.writeHead(200).write("\n");
    if (pathname.startsWith("/rpc/")) {
      const body = answer(pathname.slice("/rpc/".length));
      response.writeHead(body === null ? 404 : 200, { "content-type": "application/json" });
      return void response.end(body ?? "null");
    }
    const file = join(pages, pathname === "/" ? "index.html" : normalize(pathname));
    if (!file.startsWith(pages) || !existsSync(file)) return void response.writeHead(404).end();
    response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
    createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}/?token=bench`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
