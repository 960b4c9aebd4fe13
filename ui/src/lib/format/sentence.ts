/** A status sentence in its two parts: the first sentence is the answer, the rest explains. */
export interface Spoken {
  /** Without its full stop: it is set as a headline. */
  title: string;
  rest: string;
}

/** Divides at the first full stop that ends a sentence; a point within an amount does not. */
export function divide(sentence: string): Spoken {
  const end = /\.(?=\s+\S)/.exec(sentence);
  const title = end ? sentence.slice(0, end.index) : sentence;
  const rest = end ? sentence.slice(end.index + 1).trim() : "";
  return { title: title.trim().replace(/\.$/, ""), rest };
}

const CLOCK = /\s*\b\d{1,2}:\d{2}(:\d{2})?(\s?[AP]M)?/gi;

/** The meaning of a sentence without its clock: what a screen reader is told, once for each meaning. */
export function withoutClock(sentence: string): string {
  return sentence
    .replaceAll(/\s+(?:as of|since|at)\s+\d{1,2}:\d{2}(:\d{2})?(\s?[AP]M)?/gi, "")
    .replaceAll(CLOCK, "");
}
