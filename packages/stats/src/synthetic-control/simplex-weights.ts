import type { Matrix } from "../linear-algebra/matrix.ts";
import { leastNorm } from "./least-norm.ts";
import { nearestPoint } from "./nearest-point.ts";

/** Options of {@link simplexWeights}. */
export interface SimplexOptions {
  /** Adds ridge · Σ w² to the loss; squared units of the target. Default 0. */
  readonly ridge?: number;
  /** A free constant beside the weights. Default false. */
  readonly intercept?: boolean;
  /** T importances ≥ 0 of the rows; default 1 each. */
  readonly rowWeights?: Float64Array;
  /** J weights of a similar problem, to begin from. */
  readonly start?: Float64Array;
  /** Whether weights that are not unique are those of least norm; default true. The fitted path is unique in any case. */
  readonly leastNorm?: boolean;
}

/** Result of {@link simplexWeights}. */
export interface SimplexWeights {
  /** J numbers ≥ 0 that sum to 1. */
  readonly weights: Float64Array;
  readonly intercept: number;
  /** T numbers, target − intercept − donors · weights. */
  readonly residuals: Float64Array;
  /** Weighted sum of squared residuals, without the ridge term. */
  readonly loss: number;
  /** Largest violation of the KKT conditions relative to the Cauchy–Schwarz bound of the gradient. */
  readonly kkt: number;
  readonly iterations: number;
  /** `kkt` < 1e-8. */
  readonly converged: boolean;
}

/**
 * min Σ v (target − c − donors · w)² + ridge · Σ w² over w ≥ 0, Σ w = 1, exactly, by an active-set method. With the same minimum for
 * several weights (more donors than rows, duplicates) the weights of least norm are taken, so that the order of donors changes nothing.
 * `donors`: T × J, `target`: T. RangeError when sizes differ, there is no donor, or a number is not finite or negative where it must not be.
 */
export function simplexWeights(donors: Matrix, target: Float64Array, options: SimplexOptions = {}): SimplexWeights {
  const { rows, cols } = donors;
  const { ridge = 0, intercept = false, rowWeights, start } = options;
  check(donors, target, options);
  // Columns relative to the target: the weights sum to one.
  const d = new Float64Array(rows * cols);
  let largest = 0;
  for (let j = 0; j < cols; j++) {
    const base = j * rows;
    const mean = intercept ? weightedMean(donors.data, base, target, rowWeights) : 0;
    let square = 0;
    for (let t = 0; t < rows; t++) {
      const value = donors.data[base + t]! - target[t]! - mean;
      d[base + t] = rowWeights ? Math.sqrt(rowWeights[t]!) * value : value;
      square += d[base + t]! * d[base + t]!;
    }
    largest = Math.max(largest, square);
  }
  const scale = Math.sqrt(largest) || 1;
  for (let i = 0; i < d.length; i++) d[i] = d[i]! / scale;
  const found = nearestPoint(d, rows, cols, ridge / (scale * scale), start);
  const weights = ridge > 0 || options.leastNorm === false ? found.weights : leastNorm(d, rows, cols, found);

  const residuals = Float64Array.from(target);
  for (let j = 0; j < cols; j++) {
    const w = weights[j]!;
    if (w > 0) for (let t = 0, at = j * rows; t < rows; t++, at++) residuals[t] = residuals[t]! - w * donors.data[at]!;
  }
  const constant = intercept ? weightedMean(residuals, 0, null, rowWeights) : 0;
  let loss = 0;
  for (let t = 0; t < rows; t++) {
    residuals[t] = residuals[t]! - constant;
    loss += (rowWeights?.[t] ?? 1) * residuals[t]! * residuals[t]!;
  }
  const { kkt, iterations, converged } = found;
  return { weights, intercept: constant, residuals, loss, kkt, iterations, converged };
}

/** Mean over the rows of values − less. */
function weightedMean(
  values: Float64Array,
  base: number,
  less: Float64Array | null,
  rowWeights: Float64Array | undefined,
): number {
  const rows = rowWeights?.length ?? less?.length ?? values.length;
  let sum = 0;
  let total = 0;
  for (let t = 0; t < rows; t++) {
    const v = rowWeights ? rowWeights[t]! : 1;
    sum += v * (values[base + t]! - (less ? less[t]! : 0));
    total += v;
  }
  return total > 0 ? sum / total : 0;
}

function check(donors: Matrix, target: Float64Array, { ridge = 0, rowWeights, start }: SimplexOptions): void {
  const who = "simplexWeights";
  const { rows, cols } = donors;
  if (cols === 0 || rows === 0)
    throw new RangeError(`${who}: donors must have rows and columns; it is ${rows} x ${cols}`);
  if (target.length !== rows)
    throw new RangeError(`${who}: target must have ${rows} rows like donors; got ${target.length}`);
  if (rowWeights && rowWeights.length !== rows) {
    throw new RangeError(`${who}: rowWeights must have ${rows} entries; got ${rowWeights.length}`);
  }
  if (start && start.length !== cols)
    throw new RangeError(`${who}: start must have ${cols} entries; got ${start.length}`);
  if (!(ridge >= 0 && ridge < Infinity))
    throw new RangeError(`${who}: ridge must be finite and not negative; got ${ridge}`);
  if (!donors.data.every(Number.isFinite) || !target.every(Number.isFinite)) {
    throw new RangeError(`${who}: donors and target must be finite`);
  }
  if (rowWeights && !rowWeights.every((v) => v >= 0 && v < Infinity)) {
    throw new RangeError(`${who}: rowWeights must be finite and not negative`);
  }
}
