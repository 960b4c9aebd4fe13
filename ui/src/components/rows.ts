/** Where a row stands; −1 when it is gone. */
export function indexOfKey<Row>(rows: readonly Row[], keyOf: (row: Row) => string, key: string): number {
  return rows.findIndex((row) => keyOf(row) === key);
}

/** Where a key on the keyboard leads from row `from` (−1: none yet) of `count`; nothing for any other key. */
export function step(key: string, from: number, count: number, page: number): number | null {
  if (count === 0) return null;
  const last = count - 1;
  const to: Record<string, number> = {
    ArrowDown: from + 1,
    ArrowUp: from - 1,
    PageDown: from + page,
    PageUp: from - page,
    Home: 0,
    End: last,
  };
  const wanted = to[key];
  return wanted === undefined ? null : Math.min(last, Math.max(0, wanted));
}

/** Rows before and after those that are seen, so that a turn of the wheel meets no blank. */
const OVERSCAN = 14;

/** Which rows of equal height are to be drawn: `first` up to, not including, `end`. */
export function rowsInView(
  scrollTop: number,
  viewHeight: number,
  rowHeight: number,
  count: number,
): { first: number; end: number } {
  const top = Math.max(0, Math.floor(scrollTop / rowHeight));
  const seen = Math.ceil(viewHeight / rowHeight) + 1;
  // An even first row lets a slow scroll draw two rows at a time.
  const first = Math.max(0, Math.min(top, count - seen) - OVERSCAN) & ~1;
  return { first, end: Math.min(count, top + seen + OVERSCAN) };
}
