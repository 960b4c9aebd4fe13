/** Where items of unlike height stand under each other, in pixels. */
export class Layout {
  readonly #tops: Float64Array;

  constructor(heights: readonly number[]) {
    this.#tops = new Float64Array(heights.length + 1);
    heights.forEach((height, at) => {
      this.#tops[at + 1] = (this.#tops[at] ?? 0) + height;
    });
  }

  get total(): number {
    return this.#tops[this.#tops.length - 1] ?? 0;
  }

  /** The upper edge of an item. */
  top(item: number): number {
    return this.#tops[Math.max(0, Math.min(item, this.#tops.length - 1))] ?? 0;
  }

  /** The item at a height; the last one for everything below. */
  at(offset: number): number {
    let low = 0;
    let high = this.#tops.length - 2;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#tops[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, low);
  }

  /** The items between two heights, and so many pixels around them. */
  between(from: number, to: number, around: number): { first: number; end: number } {
    if (this.#tops.length <= 1) return { first: 0, end: 0 };
    return { first: this.at(Math.max(0, from - around)), end: this.at(to + around) + 1 };
  }
}
