import { getContext, setContext, untrack } from "svelte";
import { attend } from "$/lib/attention";
import type { AppInfo, Status, WindowSettings } from "$/lib/contract";
import { host, type Link } from "$/lib/host";
import { invalidate, onEvent, take, useQuery, type Query } from "$/lib/query.svelte";
import { router } from "$/lib/router.svelte";

const KEY = "companion.company";
const CONTEXT = Symbol("session");

/** The window's session, for what changes the company that is looked at; nothing outside a window, as in tests. */
export function sessionOf(): Session | undefined {
  return getContext<Session | undefined>(CONTEXT);
}

/** The window's own state: which companies there are, which one is looked at, and whether the host answers. */
export class Session {
  readonly app: Query<AppInfo>;
  readonly all: Query<Status[]>;
  readonly settings: Query<WindowSettings>;
  link = $state<Link>("up");
  #chosen = $state(localStorage.getItem(KEY));
  #latest = $state.raw<Record<string, Status>>({});

  /** To be made while the window is set up: it listens for as long as the window lives. */
  constructor() {
    setContext(CONTEXT, this);
    this.app = useQuery("app", () => null);
    this.all = useQuery("status_all", () => null);
    this.settings = useQuery("window_settings", () => null);
    $effect(() => this.#listen());
    $effect(() => attend());
    // An answer to a question is newer than what was told before it was asked.
    $effect(() => {
      if (this.all.data) untrack(() => (this.#latest = {}));
    });
    $effect(() => this.#dress());
    // An address that was opened from outside can name its company.
    $effect.pre(() => {
      const named = router.place.search.get("company");
      if (named === null) return;
      untrack(() => {
        this.choose(named);
        router.filter("company", null);
      });
    });
  }

  /** The company that is looked at: the one chosen last, else the first. */
  get company(): string | null {
    const companies = this.app.data?.companies ?? [];
    const chosen = companies.find((company) => company.company === this.#chosen) ?? companies[0];
    return chosen?.company ?? null;
  }

  /** How a company stands, as last told. */
  statusOf(company: string | null): Status | undefined {
    if (company === null) return undefined;
    return this.#latest[company] ?? this.all.data?.find((status) => status.company === company);
  }

  /** Looks at another company. */
  choose(company: string): void {
    this.#chosen = company;
    localStorage.setItem(KEY, company);
  }

  #listen(): () => void {
    const stopStatus = onEvent((event) => {
      if ("status" in event) this.#latest = { ...this.#latest, [event.status.company]: event.status };
      if ("open" in event) {
        if (event.open.company !== null) this.choose(event.open.company);
        router.open(`#/${event.open.page}`);
      }
    });
    let before: Link | null = null;
    const stop = untrack(() => host()).listen(take, (link) => {
      // What happened while nothing was heard is not known: everything is fetched again.
      if (link === "up" && before === "down") {
        this.#latest = {};
        invalidate("all");
      }
      before = link;
      this.link = link;
    });
    return () => {
      stop();
      stopStatus();
    };
  }

  #dress(): void {
    const appearance = this.settings.data?.appearance ?? "system";
    if (appearance === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = appearance;
  }
}
