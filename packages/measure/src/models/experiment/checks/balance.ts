import type { Check, Table } from "@ie/contracts";
import { createMatrix, fDistribution, leastSquares, studentT } from "@ie/stats";
import type { Regressor } from "../formula/regressors.ts";

export interface Balance {
  readonly table: Table;
  readonly check: Check;
  /** Covariates that differ between the arms by more than chance, and those that do not vary. */
  readonly suspects: readonly string[];
  readonly constant: readonly string[];
}

/** p below which a covariate is held to be moved by the treatment. */
const moved = 0.001;

/**
 * Covariates of the treated against those of the controls: means, standardised difference (over the pooled standard deviation), variance
 * ratio, and a joint test that the means agree, Hotelling's with a variance that allows unequal spread and, with `clusters`, dependent
 * rows. `codes`: n places of arms.
 */
export function balanceOf(
  covariates: readonly Regressor[],
  codes: Int32Array,
  arm: number,
  clusters: Int32Array | null,
): Balance {
  const n = codes.length;
  const q = covariates.length;
  const [nTreated, nControl] = [arm, 0].map((own) => codes.reduce((count, code) => count + (code === own ? 1 : 0), 0));
  const groups = clusters === null ? null : compact(clusters, codes, arm);
  const count = groups?.count ?? nTreated! + nControl!;
  const influence = createMatrix(count, q);
  const columns = { treated: [] as number[], control: [] as number[], smd: [] as number[], ratio: [] as number[] };
  const differences = new Float64Array(q);
  covariates.forEach(({ values }, j) => {
    let [sumTreated, sumControl] = [0, 0];
    for (let i = 0; i < n; i++) {
      if (codes[i] === arm) sumTreated += values[i]!;
      else if (codes[i] === 0) sumControl += values[i]!;
    }
    const [treated, control] = [sumTreated / nTreated!, sumControl / nControl!];
    let [squaresTreated, squaresControl, row] = [0, 0, 0];
    for (let i = 0; i < n; i++) {
      const isTreated = codes[i] === arm;
      if (!isTreated && codes[i] !== 0) continue;
      const deviation = values[i]! - (isTreated ? treated : control);
      if (isTreated) squaresTreated += deviation * deviation;
      else squaresControl += deviation * deviation;
      const at = j * count + (groups === null ? row : groups.codes[i]!);
      influence.data[at] = influence.data[at]! + (isTreated ? deviation / nTreated! : -deviation / nControl!);
      row += 1;
    }
    const [vTreated, vControl] = [squaresTreated / (nTreated! - 1), squaresControl / (nControl! - 1)];
    const pooled = Math.sqrt((vTreated + vControl) / 2);
    differences[j] = treated - control;
    columns.treated.push(treated);
    columns.control.push(control);
    columns.smd.push(pooled > 0 ? (treated - control) / pooled : NaN);
    columns.ratio.push(vControl > 0 ? vTreated / vControl : NaN);
  });
  const { statistic, df, deviations } = wald(influence, differences);
  const residual = count - df - 1;
  // Hotelling's T² as an F; the singletons' factor G / (G − 1) is that of a covariance from G groups.
  const f = df > 0 && residual > 0 ? (statistic * residual) / (df * (count - 1)) : NaN;
  const pValue = Number.isFinite(f) ? fDistribution.upperTail(f, df, residual) : null;
  const largest = columns.smd.reduce((most, each) => (Math.abs(each) > Math.abs(most) ? each : most), 0);
  const at = columns.smd.indexOf(largest);
  const status = pValue === null || pValue >= 0.01 ? "pass" : pValue < 0.001 ? "fail" : "warn";
  const names = covariates.map(({ name }) => name);
  return {
    table: {
      covariate: names,
      mean_control: Float64Array.from(columns.control),
      mean_treated: Float64Array.from(columns.treated),
      standardised_difference: Float64Array.from(columns.smd),
      variance_ratio: Float64Array.from(columns.ratio),
    },
    check: {
      name: "balance",
      status,
      message:
        q === 0
          ? "no covariates to compare the arms by"
          : `${at === -1 ? "no covariate varies" : `largest standardised difference ${largest.toFixed(3)} (${names[at]})`}${
              pValue === null ? "" : `, joint p ${pValue.toPrecision(2)}`
            }${status === "pass" ? "" : "; chance hardly makes arms this different, so look at how units were assigned"}`,
      value: pValue,
    },
    suspects: names.filter((_, j) => {
      const t = Math.abs(differences[j]!) / deviations[j]!;
      return deviations[j]! > 0 && 2 * studentT.upperTail(t, Math.max(1, count - 2)) < moved;
    }),
    constant: names.filter((_, j) => covariates[j]!.values.every((value) => value === covariates[j]!.values[0])),
  };
}

/** d′V⁻¹d with V = U′U · G / (G − 1), over columns that vary; U: G × q. */
function wald(
  u: { readonly rows: number; readonly cols: number; readonly data: Float64Array },
  d: Float64Array,
): { statistic: number; df: number; deviations: Float64Array } {
  const { rows, cols, data } = u;
  const factor = rows / (rows - 1);
  const v = createMatrix(cols, cols);
  for (let j = 0; j < cols; j++) {
    for (let l = 0; l <= j; l++) {
      let sum = 0;
      for (let i = 0; i < rows; i++) sum += data[j * rows + i]! * data[l * rows + i]!;
      v.data[j * cols + l] = sum * factor;
      v.data[l * cols + j] = sum * factor;
    }
  }
  const deviations = Float64Array.from({ length: cols }, (_, j) => Math.sqrt(v.data[j * cols + j]!));
  const used = [...deviations.keys()].filter((j) => deviations[j]! > 0);
  if (used.length === 0 || used.length >= rows - 1) return { statistic: NaN, df: 0, deviations };
  const correlation = createMatrix(used.length, used.length);
  const scaled = Float64Array.from(used, (j) => d[j]! / deviations[j]!);
  used.forEach((j, a) =>
    used.forEach((l, b) => {
      correlation.data[a * used.length + b] = v.data[j * cols + l]! / (deviations[j]! * deviations[l]!);
    }),
  );
  const { coefficients, rank } = leastSquares(correlation, scaled);
  const statistic = coefficients.reduce((sum, value, a) => sum + (Number.isNaN(value) ? 0 : value * scaled[a]!), 0);
  return { statistic, df: rank, deviations };
}

/** Clusters of the rows of two arms, numbered from 0. */
function compact(clusters: Int32Array, codes: Int32Array, arm: number): { codes: Int32Array; count: number } {
  const numbers = new Map<number, number>();
  const own = clusters.map((cluster, i) => {
    if (codes[i] !== arm && codes[i] !== 0) return -1;
    const known = numbers.get(cluster);
    if (known !== undefined) return known;
    numbers.set(cluster, numbers.size);
    return numbers.size - 1;
  });
  return { codes: own, count: numbers.size };
}
