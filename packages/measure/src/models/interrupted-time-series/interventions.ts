import { ImpactError } from "@ie/contracts";
import type { EffectShape, InterruptedTimeSeriesOptions, InterventionOptions } from "./options.ts";
import { nothingAfter } from "./faults.ts";
import type { Series } from "./series.ts";
import { who } from "./who.ts";

/** An intervention on the calendar: its effect lives on the rows from `start` to `end`. */
export interface Intervention {
  readonly name: string;
  readonly date: string;
  readonly shape: EffectShape;
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

export function locateIntervention(
  dates: readonly string[],
  { date, end, effect, name }: InterventionOptions,
  options: InterruptedTimeSeriesOptions,
): Intervention {
  const midnight = dates[0]!.length > 10 && date.length === 10 ? `${date}T00:00` : date;
  const start = dates.findIndex((each) => each >= midnight);
  const [first, last] = [dates[0] ?? "", dates.at(-1) ?? ""];
  if (start <= 0) {
    throw new ImpactError({
      code: "data/out-of-range",
      who,
      what: `intervention_date ${date} is ${start === -1 ? `after the last date ${last}` : `not after the first date ${first}`}`,
      hint: `it must lie within ${first} to ${last}, with dates on both sides`,
      facts: { interventionDate: date, first, last },
    });
  }
  const shape = effect ?? options.effect;
  const stop = end ?? (shape === "pulse" ? dates[start]! : null);
  const limit = stop === null || stop.length >= last.length ? stop : `${stop}T99`;
  const after = limit === null ? -1 : dates.findIndex((each) => each > limit);
  return { name, date, shape, start, end: after === -1 ? dates.length : Math.max(after, start + 1) };
}

/** Remaining share of a decaying effect after one date, where none is given. */
const halfLeft = 0.5;

/**
 * The regressors of an effect, each n: a step of 1, a slope that counts dates from 0, or the response of ω ÷ (1 − δB) to a
 * pulse (Box and Tiao 1975), which is δ to the number of dates passed. Zero outside the intervention's rows.
 */
export function effectColumns(
  { shape, start, end }: Intervention,
  n: number,
  delta: number = halfLeft,
): Float64Array[] {
  const column = (value: (passed: number) => number): Float64Array =>
    Float64Array.from({ length: n }, (_, t) => (t >= start && t < end ? value(t - start) : 0));
  const columns: Record<EffectShape, () => Float64Array[]> = {
    step: () => [column(() => 1)],
    pulse: () => [column(() => 1)],
    slope: () => [column((passed) => passed + 1)],
    step_slope: () => [column(() => 1), column((passed) => passed)],
    decay: () => [column((passed) => delta ** passed)],
  };
  return columns[shape]();
}

/** Columns of one intervention in the design, and the dates over which its effect is averaged. */
export interface EffectTerms {
  readonly intervention: Intervention;
  readonly first: number;
  readonly count: number;
  readonly rows: readonly number[];
}

export function effectTerms(series: Series, { washout }: InterruptedTimeSeriesOptions, base: number): EffectTerms[] {
  let first = base;
  return series.interventions.map((intervention) => {
    const count = intervention.shape === "step_slope" ? 2 : 1;
    const from = intervention.start + (intervention.shape === "pulse" ? 0 : washout);
    const rows = Array.from({ length: Math.max(0, intervention.end - from) }, (_, i) => from + i);
    if (!rows.some((t) => !Number.isNaN(series.y[t]!))) throw nothingAfter(intervention.name);
    const terms = { intervention, first, count, rows };
    first += count;
    return terms;
  });
}

/** Names of the effects' columns: their shape, and whose where there are several interventions. */
export function effectNames({ interventions }: Series): string[] {
  return interventions.flatMap(({ name, shape }) =>
    (shape === "step_slope" ? ["step", "slope"] : [shape]).map((kind) =>
      interventions.length === 1 ? kind : `${name} ${kind}`,
    ),
  );
}

/** Mean of each column over the rows of the effect that are `counted`. */
export function meanOver(columns: readonly Float64Array[], rows: readonly number[]): Float64Array {
  return Float64Array.from(columns, (column) => rows.reduce((sum, t) => sum + column[t]!, 0) / rows.length);
}
