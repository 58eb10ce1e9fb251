import type { Example, MeasuredEffect, PotentialTables, TrueEffect } from "@ie/contracts";
import { createMatrix, leastSquares, type RegressionKernel } from "@ie/stats";
import { gainOf } from "../../truth/index.ts";
import type { RegressionDiscontinuityOptions } from "./options.ts";
import { readStudy } from "./study.ts";

const kernels: Readonly<Record<RegressionKernel, (distance: number) => number>> = {
  triangular: (distance) => 1 - distance,
  epanechnikov: (distance) => 1 - distance ** 2,
  uniform: () => 1,
};

/** The mean gain of units at the cutoff: the local polynomial of the estimate, with the gains of both sides in place of the outcomes. */
export function truth(
  { table, options }: Example<RegressionDiscontinuityOptions>,
  { untreated, treated }: PotentialTables,
  { diagnostics }: MeasuredEffect,
): TrueEffect {
  const { dependentVariable: outcome, order, kernel } = options;
  const gain = gainOf(treated, untreated, outcome);
  const { bandwidth } = diagnostics;
  if (gain === null || typeof bandwidth !== "number") return { unknown: `no potential outcomes of "${outcome}"` };
  const { x, units } = readStudy(table, options);
  const near = Array.from(x.keys()).filter(
    (i) => Math.abs(x[i]!) < bandwidth && !Number.isNaN(gain[units.rowNumbers[i]! - 1]),
  );
  const weights = near.map((i) => Math.sqrt(kernels[kernel](Math.abs(x[i]!) / bandwidth)));
  const design = createMatrix(near.length, order + 1);
  for (let power = 0; power <= order; power++) {
    near.forEach((i, k) => (design.data[power * near.length + k] = weights[k]! * (x[i]! / bandwidth) ** power));
  }
  const gains = Float64Array.from(near, (i, k) => weights[k]! * gain[units.rowNumbers[i]! - 1]!);
  const value = leastSquares(design, gains).coefficients[0]!;
  return Number.isFinite(value) ? { value } : { unknown: "too few rows near the cutoff" };
}
