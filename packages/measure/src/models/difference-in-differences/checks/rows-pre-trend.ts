import type { Check } from "@ie/contracts";
import { createMatrix, leastSquares, robustInference } from "@ie/stats";
import { tInference } from "../../../inference.ts";
import type { CrossSections } from "../study/cross-sections.ts";

function untested(why: string): Check {
  return {
    name: "pre_trend",
    status: "warn",
    message: `parallel trends before the intervention cannot be looked at: ${why}`,
    value: null,
  };
}

/** Whether the groups drifted apart linearly before the intervention. */
export function rowsPreTrendCheck({ y, treated, post, periods, clusters }: CrossSections): Check {
  if (periods === null) return untested("there is no time_column");
  const before = Int32Array.from(y.keys()).filter((i) => post[i] === 0);
  const ranks = [...new Set(Array.from(before, (i) => periods[i]!))].sort((a, b) => a - b);
  if (ranks.length < 2) return untested("there is one period before it");
  const n = before.length;
  const x = createMatrix(n, ranks.length + 2);
  before.forEach((i, row) => {
    const t = ranks.indexOf(periods[i]!);
    x.data[t * n + row] = 1;
    x.data[ranks.length * n + row] = treated[i]!;
    x.data[(ranks.length + 1) * n + row] = treated[i]! * t;
  });
  const fit = leastSquares(
    x,
    Float64Array.from(before, (i) => y[i]!),
  );
  const contrast = createMatrix(x.cols, 1);
  contrast.data[x.cols - 1] = 1;
  const codes = clusters === null ? [] : [Int32Array.from(before, (i) => clusters[i]!)];
  const found = robustInference(fit, x, contrast, clusters === null ? "HC2" : "CR2", codes);
  if (found.reasons[0]) return untested(found.reasons[0]);
  const stderr = Math.sqrt(found.covariance.data[0]!);
  const { pValue } = tInference(found.values[0]!, stderr, found.df[0]!, 0.95);
  return {
    name: "pre_trend",
    status: pValue < 0.01 ? "fail" : pValue < 0.05 ? "warn" : "pass",
    message: `before the intervention the treated drifted by ${found.values[0]!.toPrecision(3)} per period against the others (standard error ${stderr.toPrecision(2)}, p ${pValue.toPrecision(2)}); the estimate does not depend on this test`,
    value: pValue,
  };
}
