import { ImpactError } from "@ie/contracts";
import { createMatrix, type Matrix, type Predictors } from "@ie/stats";
import { periodAfter, periodAtOrAfter, type Panel } from "../../panel/index.ts";
import type { PredictorOptions, SyntheticControlOptions } from "./options.ts";
import type { Study } from "./study.ts";
import { who } from "./who.ts";

function label({ column, from, to }: PredictorOptions): string {
  if (from === null && to === null) return column;
  return from === to ? `${column} ${from}` : `${column} ${from ?? ""}..${to ?? ""}`;
}

/** Periods of the panel, from … to (exclusive), none treated or anticipating. */
function windowOf(study: Study, { from, to }: PredictorOptions, anticipation: number, name: string): [number, number] {
  const { panel, start } = study;
  const last = start - anticipation;
  const first = from === null ? study.periods[0]! : periodAtOrAfter(panel, from, who, `predictor "${name}"`);
  const end = to === null ? last : periodAfter(panel, to, who, `predictor "${name}"`);
  if (end > last) {
    throw new ImpactError({
      code: "config/invalid",
      who,
      what: `predictor "${name}" reaches to ${to}, when treatment from ${panel.periods[start]} on may have moved it`,
      hint: `end it at ${panel.periods[last - 1]} or earlier`,
      facts: { predictor: name },
    });
  }
  return [first, end];
}

function meanOf(panel: Panel, matrix: Matrix, u: number, [first, end]: [number, number], name: string): number {
  let [sum, n] = [0, 0];
  for (let t = first; t < end; t++) {
    const value = matrix.data[u * matrix.rows + t]!;
    if (Number.isNaN(value)) continue;
    sum += value;
    n += 1;
  }
  if (n > 0) return sum / n;
  throw new ImpactError({
    code: "data/not-finite",
    who,
    what: `predictor "${name}" has no value for unit "${panel.units[u]}"`,
    hint: "fill it, choose another window, or name the unit in exclude_donors",
    facts: { predictor: name, unit: panel.units[u] },
  });
}

export interface NamedPredictors {
  readonly names: readonly string[];
  readonly predictors: Predictors;
}

/** Means of the predictors over their windows, a column a unit; null where the method has none. */
export function predictorsOf(study: Study, options: SyntheticControlOptions): NamedPredictors | null {
  if (options.method !== "predictors") return null;
  const { panel, units, periods, synthetic } = study;
  const names = options.predictors.map(label);
  const values = createMatrix(names.length, units.length);
  options.predictors.forEach((predictor, k) => {
    const name = names[k]!;
    const window = windowOf(study, predictor, options.anticipation, name);
    const matrix = predictor.column === options.outcomeColumn ? panel.outcome : panel.covariates[predictor.column]!;
    const means = units.map((u) => meanOf(panel, matrix, u, window, name));
    if (means.every((mean) => mean === means[0])) {
      throw new ImpactError({
        code: "data/no-variation",
        who,
        what: `predictor "${name}" is ${means[0]} for every unit`,
        hint: "leave it out",
        facts: { predictor: name },
      });
    }
    means.forEach((mean, j) => (values.data[j * names.length + k] = mean));
  });
  const at = (time: NonNullable<typeof options.fitFrom>, option: string, index: typeof periodAfter): number => {
    const edge = index(panel, time, who, option);
    return periods.filter((t, i) => t < edge && i < synthetic.preperiods).length;
  };
  const from = options.fitFrom === null ? 0 : at(options.fitFrom, "fit_from", periodAtOrAfter);
  const to = options.fitTo === null ? synthetic.preperiods : at(options.fitTo, "fit_to", periodAfter);
  if (from >= to) {
    throw new ImpactError({
      code: "data/out-of-range",
      who,
      what: `no period before treatment lies from fit_from ${options.fitFrom} to fit_to ${options.fitTo}`,
      hint: `the periods before treatment run from ${panel.periods[periods[0]!]} to ${panel.periods[periods[synthetic.preperiods - 1]!]}`,
      facts: { from: options.fitFrom, to: options.fitTo },
    });
  }
  return { names, predictors: { values, from, to } };
}
