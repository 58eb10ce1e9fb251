import { ImpactError, suggestName, type Table } from "@ie/contracts";
import {
  cellsOf,
  createMatrix,
  fitBinomial,
  inRandomOrder,
  matchingCoordinates,
  type BinomialFit,
  type Cells,
  type Matrix,
  type Rng,
} from "@ie/stats";
import { anyColumn } from "../../columns.ts";
import { fitPropensity, readUnits, type Units } from "../../units/index.ts";
import { codesOf } from "../experiment/formula/codes.ts";
import type { NearestNeighbourMatchingOptions } from "./options.ts";
import { who } from "./who.ts";

/** The propensity model of the covariates; `design` with its column of ones. */
interface Scores {
  readonly fit: BinomialFit;
  readonly design: Matrix;
}

/** The units as matching sees them. */
export interface Study {
  readonly units: Units;
  /** Null where calipers or exact columns leave out the units whose covariates tell their arm. */
  readonly scores: Scores | null;
  readonly cells: Cells;
  /** Cells whose points tell neighbours of the own arm: without blocks and limits. */
  readonly neighbours: Cells;
  /** Distance of `cells` that is 1 in the caliper's unit. */
  readonly scale: number;
  /** In units of the distance of `cells`. */
  readonly caliper: number | undefined;
  readonly widths: Float64Array | undefined;
}

function scoresOf(units: Units, options: NearestNeighbourMatchingOptions): Scores | null {
  const { distance, exact, caliper } = options;
  if (distance.endsWith("propensity") || (exact.length === 0 && caliper === null))
    return fitPropensity(units, "logit", who);
  const { x, treated } = units;
  const design = createMatrix(x.rows, x.cols + 1);
  design.data.fill(1, 0, x.rows);
  design.data.set(x.data, x.rows);
  const fit = fitBinomial(treated, design);
  return fit.status === "ok" ? { fit, design } : null;
}

function deviationOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}

/** Columns with calipers of their own, and the greatest differences in their units. */
function limitsOf(
  { x, names }: Units,
  { caliper, caliperScale }: NearestNeighbourMatchingOptions,
): { values: Matrix; widths: Float64Array } | null {
  if (caliper === null || typeof caliper === "number") return null;
  const entries = Object.entries(caliper).sort(([a], [b]) => (a < b ? -1 : 1));
  const values = createMatrix(x.rows, entries.length);
  const widths = new Float64Array(entries.length);
  entries.forEach(([name, given], a) => {
    const j = names.indexOf(name);
    if (j === -1) {
      throw new ImpactError({
        code: "config/invalid",
        who,
        what: `caliper names "${name}", which is no covariate that is a number`,
        hint: suggestName(name, names),
        facts: { covariate: name },
      });
    }
    const column = x.data.subarray(j * x.rows, (j + 1) * x.rows);
    values.data.set(column, a * x.rows);
    widths[a] = given * (caliperScale === "sd" ? deviationOf(column) : 1);
  });
  return { values, widths };
}

function blocksOf(table: Table, exact: readonly string[]): Int32Array | undefined {
  if (exact.length === 0) return undefined;
  const columns = exact.map((name) => codesOf(anyColumn(who, table, name)).codes);
  const keys = Array.from(columns[0]!, (_, i) => columns.map((codes) => codes[i]).join(","));
  // Sorted, so that the order of rows does not number them.
  const numbers = new Map([...new Set(keys)].sort().map((key, at) => [key, at]));
  return Int32Array.from(keys, (key) => numbers.get(key)!);
}

/** Units, scores and the points between which distances are taken. Errors as of `readUnits`; `fit/no-overlap` as of `fitPropensity`. */
export function studyOf(table: Table, options: NearestNeighbourMatchingOptions, rng: Rng): Study {
  const { distance, caliper, caliperScale, exact, dependentVariable, treatmentColumn } = options;
  const units = readUnits(
    table,
    {
      outcome: dependentVariable,
      treatment: treatmentColumn,
      control: options.control,
      covariates: options.covariateColumns,
      unit: options.unitColumn,
      further: exact,
      missing: options.missing,
    },
    who,
  );
  const scores = scoresOf(units, options);
  const onScore = distance === "propensity" || distance === "linear_propensity";
  const score = distance === "propensity" ? scores?.fit.probabilities : scores?.fit.linearPredictor;
  const coordinates =
    onScore && score !== undefined
      ? createMatrix(units.n, 1, score)
      : matchingCoordinates(units.x, distance === "mahalanobis" ? "mahalanobis" : "inverse_variance").coordinates;
  const limits = limitsOf(units, options);
  const blocks = blocksOf(units.table, exact);
  const { treated } = units;
  const cells = inRandomOrder(
    cellsOf({ coordinates, treated, blocks, limited: limits?.values }),
    units.y,
    rng.stream("order"),
  );
  const isPlain = blocks === undefined && limits === null;
  const spread = caliperScale === "sd" && score !== undefined ? deviationOf(score) : 1;
  // Of several covariates the caliper bounds the root mean square difference, so that it means the same for any number of them.
  const scale = onScore ? spread : Math.sqrt(coordinates.cols);
  return {
    units,
    scores,
    cells,
    scale,
    neighbours: isPlain ? cells : cellsOf({ coordinates, treated }),
    caliper: typeof caliper === "number" ? caliper * scale : undefined,
    widths: limits?.widths,
  };
}
