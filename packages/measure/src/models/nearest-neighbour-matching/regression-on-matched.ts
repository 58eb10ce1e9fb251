import type { Effect } from "@ie/contracts";
import { createMatrix, leastSquares, robustInference } from "@ie/stats";
import { tInference } from "../../inference.ts";
import type { Units } from "../../units/index.ts";
import type { Matched } from "./matched.ts";

/**
 * Regression of the outcome on treatment and covariates over matched sets, clustered by set (Abadie and Spiess 2022); null where the
 * covariates leave nothing of the treatment.
 */
export function regressionOnMatched(
  { x, y, treated }: Units,
  { weights, sets }: Pick<Matched, "weights" | "sets">,
  level: number,
  unit: string,
): Effect | null {
  if (sets === null) return null;
  const rows = [...sets.keys()].filter((i) => sets[i]! >= 0);
  const design = createMatrix(rows.length, x.cols + 2);
  const m = rows.length;
  const outcome = new Float64Array(m);
  rows.forEach((i, a) => {
    const root = Math.sqrt(weights[i]!);
    outcome[a] = root * y[i]!;
    design.data[a] = root;
    design.data[m + a] = root * treated[i]!;
    for (let j = 0; j < x.cols; j++) design.data[(j + 2) * m + a] = root * x.data[j * x.rows + i]!;
  });
  const contrast = createMatrix(x.cols + 2, 1);
  contrast.data[1] = 1;
  const fit = leastSquares(design, outcome);
  if (fit.aliased.includes(1) || fit.dfResidual < 1) return null;
  const { values, covariance, df } = robustInference(fit, design, contrast, "CR1", [
    Int32Array.from(rows, (i) => sets[i]!),
  ]);
  const stderr = Math.sqrt(covariance.data[0]!);
  if (!(stderr > 0)) return null;
  return {
    name: "regression on matched units",
    value: values[0]!,
    stderr,
    ...tInference(values[0]!, stderr, df[0]!, level),
    adjustedPValue: null,
    unit,
    relative: null,
  };
}
