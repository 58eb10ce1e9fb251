import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import type { StaggeredPanel } from "./staggered-panel.ts";

/** Indicators of event times. */
export interface EventStudyDesign {
  /** n × m. */
  readonly regressors: Matrix;
  /** m event times, ascending, without the reference. */
  readonly eventTimes: Float64Array;
}

/**
 * Indicators of period − first treated period for units that are ever treated, except `reference` (default −1). Event times beyond
 * `window` share the indicator of its end. RangeError when no unit is ever treated or seen at the reference time.
 */
export function eventStudyDesign(
  panel: Pick<StaggeredPanel, "unit" | "period" | "firstTreated">,
  options: { readonly reference?: number; readonly window?: readonly [number, number] } = {},
): EventStudyDesign {
  const { reference = -1, window = [-Infinity, Infinity] } = options;
  const { unit, period, firstTreated } = panel;
  const n = unit.length;
  const times = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const time = period[i]! - firstTreated[unit[i]!]!;
    times[i] = time === -Infinity ? NaN : Math.min(Math.max(time, window[0]), window[1]);
  }
  const present = Float64Array.from(new Set(times.filter((time) => !Number.isNaN(time)))).sort();
  if (!present.includes(reference)) {
    throw new RangeError(
      `eventStudyDesign: no treated unit is seen at the reference ${reference}; event times: ${present.join(", ")}`,
    );
  }
  const eventTimes = present.filter((time) => time !== reference);
  const columns = new Map(Array.from(eventTimes, (time, at) => [time, at]));
  const regressors = createMatrix(n, eventTimes.length);
  for (let i = 0; i < n; i++) {
    const column = columns.get(times[i]!);
    if (column !== undefined) regressors.data[column * n + i] = 1;
  }
  return { regressors, eventTimes };
}
