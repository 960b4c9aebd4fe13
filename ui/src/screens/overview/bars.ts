import { scaleLinear } from "d3-scale";

/** Size of the picture: 24 bars of 4, one apart. */
export const WIDTH = 119;
export const HEIGHT = 20;
const STEP = 5;
const BAR = 4;

/** One hour. */
export interface Bar {
  x: number;
  y: number;
  width: number;
  height: number;
  /** `now` is this hour; `nil` is a faint tick. */
  kind: "past" | "now" | "nil";
}

/** Bars of the last 24 hours, the present one last. Each board row has its own scale: shape, not size, is compared. */
export function barsOf(hours: readonly number[]): Bar[] {
  const peak = Math.max(1, ...hours);
  const scale = scaleLinear().domain([0, peak]).range([0, HEIGHT]);
  // One change in an hour is seen as one, not as the day's peak.
  const gentle = peak < 4 ? scale.domain([0, 4]) : scale;
  return hours.map((count, index) => {
    const height = count === 0 ? 1 : Math.max(3, Math.round(gentle(count)));
    const kind = count === 0 ? "nil" : index === hours.length - 1 ? "now" : "past";
    return { x: index * STEP, y: HEIGHT - height, width: BAR, height, kind };
  });
}

/** The busiest hour: when it began and how many there were; nothing when there were none. */
export function peakOf(hours: readonly number[], now: Date): { at: Date; count: number } | null {
  const count = Math.max(0, ...hours);
  if (count === 0) return null;
  const back = hours.length - 1 - hours.lastIndexOf(count);
  const at = new Date(now);
  at.setMinutes(0, 0, 0);
  at.setHours(at.getHours() - back);
  return { at, count };
}
