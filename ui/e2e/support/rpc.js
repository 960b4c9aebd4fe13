// Commands of the companion without its pages, over loopback.

import { until } from "./stage.js";

/** A session with a companion that serves loopback. */
export class Rpc {
  constructor(base, session) {
    this.base = base;
    this.session = session;
  }

  /** Trades the one-time token of the address for a session. */
  static async open(address) {
    const { origin, searchParams } = new URL(address);
    const answer = await fetch(`${origin}/session`, {
      method: "POST",
      headers: { "content-type": "application/json", origin },
      body: JSON.stringify({ token: searchParams.get("token") }),
    });
    if (!answer.ok) throw new Error(`no session: ${answer.status} ${await answer.text()}`);
    return new Rpc(origin, (await answer.json()).session);
  }

  /** Asks by the command's name; the answer must be good. */
  async call(name, request) {
    const answer = await fetch(`${this.base}/rpc/${name}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${this.session}`,
        "content-type": "application/json",
        origin: this.base,
      },
      body: JSON.stringify(request),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${name}: ${answer.status} ${text}`);
    return JSON.parse(text);
  }

  /** Waits until the walk of a company is there. */
  async walk(company, what, there, seconds) {
    return await until(
      what,
      async () => {
        const walk = await this.call("walk", { company });
        return there(walk) ? walk : null;
      },
      seconds,
    );
  }
}
