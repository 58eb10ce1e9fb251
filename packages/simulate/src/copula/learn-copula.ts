import { normal } from "@ie/stats";
import { rowCount, type Column, type Table } from "@ie/table";
import type { Copula, Marginal } from "./copula.ts";
import { shrinkToDefinite } from "./shrink-to-definite.ts";

const mostQuantiles = 1001;
const mostDecimals = 6;

function numberMarginal(cells: Float64Array): Marginal {
  const sorted = cells.filter((value) => !Number.isNaN(value)).sort();
  const n = sorted.length;
  const count = Math.min(n, mostQuantiles);
  const quantiles = Array.from({ length: count }, (_, k) => {
    const position = count === 1 ? 0 : (k * (n - 1)) / (count - 1);
    const [low, high] = [sorted[Math.floor(position)]!, sorted[Math.ceil(position)]!];
    return low + (position - Math.floor(position)) * (high - low);
  });
  let decimals: number | null = 0;
  for (const value of sorted) {
    while (decimals !== null && Number(value.toFixed(decimals)) !== value)
      decimals = decimals < mostDecimals ? decimals + 1 : null;
    if (decimals === null) break;
  }
  return { kind: "number", quantiles, whole: decimals === 0, decimals, missing: 1 - n / cells.length };
}

function categoryMarginal(cells: readonly string[]): Marginal {
  const counts = new Map<string, number>();
  for (const cell of cells) if (cell !== "") counts.set(cell, (counts.get(cell) ?? 0) + 1);
  const known = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const ordered = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  let sum = 0;
  const shares = ordered.map(([, count]) => (sum += count) / known);
  return { kind: "category", values: ordered.map(([value]) => value), shares, missing: 1 - known / cells.length };
}

interface Scores {
  readonly values: Float64Array;
  /** Correlation of the scores with the normal variable that they were cut from; below 1 with ties. */
  readonly fidelity: number;
}

/** Normal scores Φ⁻¹((rank − ½) / n), ties at their mean rank; NaN where missing. Categories count as their place by frequency. */
function normalScores(column: Column, marginal: Marginal): Scores {
  const places = new Map(marginal.kind === "category" ? marginal.values.map((value, i) => [value, i]) : []);
  const cells = column instanceof Float64Array ? column : Float64Array.from(column, (cell) => places.get(cell) ?? NaN);
  const order = Array.from(cells.keys())
    .filter((i) => !Number.isNaN(cells[i]!))
    .sort((a, b) => cells[a]! - cells[b]!);
  const n = order.length;
  const values = new Float64Array(cells.length).fill(NaN);
  // of the step function s that cuts a normal z: Σ P(k) s, Σ P(k) s², Cov(z, s) = Σ s (φ(lower) − φ(upper))
  let [mean, square, covariance, lower] = [0, 0, 0, 0];
  for (let from = 0, to = 0; from < n; from = to) {
    while (to < n && cells[order[to]!] === cells[order[from]!]) to++;
    const score = normal.quantile((from + to) / 2 / n);
    for (let k = from; k < to; k++) values[order[k]!] = score;
    const upper = to === n ? 0 : normal.pdf(normal.quantile(to / n));
    mean += ((to - from) / n) * score;
    square += ((to - from) / n) * score * score;
    covariance += score * (lower - upper);
    lower = upper;
  }
  const variance = square - mean * mean;
  return { values, fidelity: variance > 1e-12 ? Math.min(1, covariance / Math.sqrt(variance)) : 1 };
}

/** Over the rows that have both; 0 where one does not vary. */
function correlationOf(a: Float64Array, b: Float64Array): number {
  let [n, meanA, meanB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    if (Number.isNaN(a[i]! + b[i]!)) continue;
    n++;
    meanA += a[i]!;
    meanB += b[i]!;
  }
  if (n === 0) return 0;
  meanA /= n;
  meanB /= n;
  let [ab, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    if (Number.isNaN(a[i]! + b[i]!)) continue;
    ab += (a[i]! - meanA) * (b[i]! - meanB);
    aa += (a[i]! - meanA) ** 2;
    bb += (b[i]! - meanB) ** 2;
  }
  return aa * bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
}

/**
 * Learns the marginals (empirical quantiles, or shares of categories) and the correlations of normal scores of a table's columns (Nelsen
 * 2006, "An Introduction to Copulas", §2.3), corrected for ties as polyserial ones are (Olsson, Drasgow and Dorans 1982, Psychometrika 47). A column without a known cell is left out; missing cells come back independently.
 * RangeError on fewer than two rows, an infinite cell, or no column with a known cell.
 */
export function learnCopula(table: Table): Copula {
  const rows = rowCount(table);
  if (rows < 2) throw new RangeError(`learnCopula: ${rows} rows; two or more are needed`);
  const learnt = Object.entries(table).flatMap(([name, column]) => {
    if (column instanceof Float64Array && column.some((value) => Math.abs(value) === Infinity)) {
      throw new RangeError(`learnCopula: column "${name}" has an infinite cell; leave it empty or mend it`);
    }
    const marginal = column instanceof Float64Array ? numberMarginal(column) : categoryMarginal(column);
    return marginal.missing === 1 ? [] : [{ name, marginal, scores: normalScores(column, marginal) }];
  });
  if (learnt.length === 0) throw new RangeError("learnCopula: no column has a known cell; there is nothing to learn");
  const k = learnt.length;
  const raw = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    raw[i * k + i] = 1;
    for (let j = 0; j < i; j++) {
      const [a, b] = [learnt[i]!.scores, learnt[j]!.scores];
      // ties weaken a correlation by their fidelity: exactly for one such column, to first order for two
      const latent = correlationOf(a.values, b.values) / (a.fidelity * b.fidelity);
      raw[i * k + j] = Math.max(-1, Math.min(1, latent));
      raw[j * k + i] = raw[i * k + j]!;
    }
  }
  const { correlation, shrinkage } = shrinkToDefinite(raw, k);
  return {
    columns: learnt.map(({ name }) => name),
    marginals: learnt.map(({ marginal }) => marginal),
    correlation: Array.from(correlation),
    shrinkage,
    rows,
  };
}
