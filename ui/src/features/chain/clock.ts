import { clock } from "$/lib/format";

/** Width of a column of clock times: a twelve-hour clock is longer than the design's. */
export const CLOCK_WIDTH = clock("2026-12-28T22:59:59").length > 8 ? "84px" : "60px";
