/** Where the window is: `#/payouts/PO1?state=held` is the screen `payouts`, the path `["PO1"]` and one search value. */
export interface Place {
  readonly screen: string;
  readonly path: readonly string[];
  readonly search: URLSearchParams;
}

/** The first page, when the address names none. */
const FIRST = "overview";

/** Reads the part of an address behind `#`. */
export function placeOf(hash: string): Place {
  const [path = "", search = ""] = hash.replace(/^#?\/?/, "").split("?", 2);
  const parts = path
    .split("/")
    .filter((part) => part !== "")
    .map((part) => decode(part));
  return { screen: parts[0] ?? FIRST, path: parts.slice(1), search: new URLSearchParams(search) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a place: `address("payouts", "PO 1")` is `#/payouts/PO%201`. */
export function address(screen: string, ...path: string[]): string {
  return `#/${[screen, ...path].map((part) => encodeURIComponent(part)).join("/")}`;
}

class Router {
  #place = $state.raw<Place>(placeOf(window.location.hash));

  constructor() {
    window.addEventListener("hashchange", () => this.read());
  }

  /** Where the window is now. */
  get place(): Place {
    return this.#place;
  }

  /** Goes to a place and remembers the way back. */
  go(screen: string, ...path: string[]): void {
    window.location.hash = address(screen, ...path);
    this.read();
  }

  /** Goes to a place instead of the present one. */
  replace(screen: string, ...path: string[]): void {
    this.instead(address(screen, ...path));
  }

  /** Goes to an address such as a link's `href` instead of the present one. */
  instead(href: string): void {
    window.history.replaceState(null, "", href);
    this.read();
  }

  /** Goes to an address such as a link's `href`. */
  open(href: string): void {
    window.location.hash = href;
    this.read();
  }

  /** Sets one search value of the present place (nothing takes it away) without a step in the history. */
  filter(name: string, value: string | null): void {
    const search = new URLSearchParams(this.#place.search);
    if (value === null || value === "") search.delete(name);
    else search.set(name, value);
    const text = search.toString();
    const base = address(this.#place.screen, ...this.#place.path);
    window.history.replaceState(null, "", text === "" ? base : `${base}?${text}`);
    this.read();
  }

  /** Reads the address again. */
  read(): void {
    this.#place = placeOf(window.location.hash);
  }
}

/** The one router of the window. */
export const router = new Router();
