import { cholesky, createMatrix, normal, type Rng } from "@ie/stats";
import { createTable, type Column, type Table } from "@ie/table";
import type { Copula, Marginal } from "./copula.ts";

function numberAt({ quantiles, whole, decimals }: Extract<Marginal, { kind: "number" }>, p: number): number {
  const position = p * (quantiles.length - 1);
  const below = Math.floor(position);
  // whole numbers are those that were seen, so that a flag stays a flag
  if (whole) return quantiles[Math.min(quantiles.length - 1, Math.floor(p * quantiles.length))]!;
  const [low, high] = [quantiles[below]!, quantiles[Math.min(below + 1, quantiles.length - 1)]!];
  const value = low + (position - below) * (high - low);
  return decimals === null ? value : Number(value.toFixed(decimals));
}

/**
 * `n` rows of a copula, each from a stream of its own: more rows leave the first ones as they are. RangeError where `n` is no whole number
 * or the correlations are not positive definite.
 */
export function drawCopula(copula: Copula, n: number, rng: Rng): Table {
  const k = copula.columns.length;
  if (!Number.isInteger(n) || n < 0) throw new RangeError(`drawCopula: n is ${n}; it is a whole number from 0`);
  const factor = cholesky(createMatrix(k, k, Float64Array.from(copula.correlation)));
  if (factor === null)
    throw new RangeError("drawCopula: the correlations are not positive definite; learn them with learnCopula");
  const columns: Column[] = copula.marginals.map(({ kind }) =>
    kind === "number" ? new Float64Array(n) : Array.from({ length: n }, () => ""),
  );
  const independent = new Float64Array(k);
  for (let row = 0; row < n; row++) {
    const own = rng.stream(row);
    for (let j = 0; j < k; j++) independent[j] = own.normal();
    for (let j = 0; j < k; j++) {
      let z = 0;
      for (let i = 0; i <= j; i++) z += factor.data[i * k + j]! * independent[i]!;
      const p = normal.cdf(z);
      const marginal = copula.marginals[j]!;
      const isMissing = marginal.missing > 0 && own.uniform() < marginal.missing;
      if (marginal.kind === "number") (columns[j] as Float64Array)[row] = isMissing ? NaN : numberAt(marginal, p);
      else if (!isMissing) {
        const at = marginal.shares.findIndex((share) => p <= share);
        (columns[j] as string[])[row] = marginal.values[at < 0 ? marginal.values.length - 1 : at]!;
      }
    }
  }
  return createTable(Object.fromEntries(copula.columns.map((name, j) => [name, columns[j]!])));
}
