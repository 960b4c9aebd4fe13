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
