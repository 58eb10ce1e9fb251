/**
 * The point of the convex hull of J points nearest to the origin, with a ridge on its weights: min |D w|² + ridge · |w|² over the simplex.
 */
export interface NearestPoint {
  /** J numbers ≥ 0 that sum to 1. */
  readonly weights: Float64Array;
  /** D w, T numbers. */
  readonly point: Float64Array;
  /** Dᵀ D w + ridge · w + linear, J numbers. */
  readonly gradient: Float64Array;
  /** Points with weight. */
  readonly support: readonly number[];
  /** KKT violation over max |d_j| · |D w|, the Cauchy–Schwarz bound of the gradient. */
  readonly kkt: number;
  readonly iterations: number;
  readonly converged: boolean;
}

/** Least distance of a point from the affine hull of others, relative to its own length, to count as outside of it. */
const OUTSIDE = 64 * Number.EPSILON;
/** Newton steps on one support: one would do without rounding. */
const MOST_REFINEMENTS = 4;

/**
 * Active-set method of Wolfe (1976, Math. Programming 11): points enter by the steepest descent, leave when their weight reaches zero,
 * and the support stays affinely independent, so that J may exceed T. Newton steps take R of a QR decomposition for the direction and D itself
 * for the gradient (corrected seminormal equations, Björck 1987), so that errors grow with the condition number, not with its square.
 * `d`: T × J column-major, largest column of length 1 or so; `start`: J weights to begin from; `linear`: J numbers whose product with the
 * weights is added to half the square, in which case a point of the affine hull of the support may take the place of one of its points.
 */
export function nearestPoint(
  d: Float64Array,
  rows: number,
  cols: number,
  ridge: number,
  start?: Float64Array,
  linear?: Float64Array,
): NearestPoint {
  const weights = new Float64Array(cols);
  const point = new Float64Array(rows);
  const gradient = new Float64Array(cols);
  const squares = new Float64Array(cols);
  let largest = 0;
  for (let j = 0; j < cols; j++) {
    let square = ridge;
    for (let t = j * rows; t < (j + 1) * rows; t++) square += d[t]! * d[t]!;
    squares[j] = square;
    largest = Math.max(largest, squares[j]!);
  }
  const most = Math.min(cols, ridge > 0 ? cols : rows + 1);
  const support: number[] = [];
  // Orthonormal basis and triangle R of the support's columns, each with √largest above and √ridge in a row of its own below.
  const height = rows + 1 + (ridge > 0 ? most : 0);
  const basis = new Float64Array(height * (most + 1));
  const factor = new Float64Array((most + 1) * most);
  const blocked = new Uint8Array(cols);
  const step = new Float64Array(most);
  const ones = new Float64Array(most);

  /** Appends point `j` to the support by Gram–Schmidt with one repetition; false when it lies in the affine hull of the others. */
  function append(j: number): boolean {
    const k = support.length;
    if (k === most && !linear) return false;
    const base = k * height;
    basis[base] = Math.sqrt(largest);
    for (let t = 0; t < rows; t++) basis[base + 1 + t] = d[j * rows + t]!;
    basis.fill(0, base + 1 + rows, base + height);
    if (ridge > 0) basis[base + 1 + rows + k] = Math.sqrt(ridge);
    for (let i = 0; i < k; i++) factor[k * most + i] = 0;
    for (let pass = 0; pass < 2; pass++) {
      for (let i = 0; i < k; i++) {
        let sum = 0;
        for (let t = 0, a = i * height, b = base; t < height; t++, a++, b++) sum += basis[a]! * basis[b]!;
        for (let t = 0, a = i * height, b = base; t < height; t++, a++, b++) basis[b] = basis[b]! - sum * basis[a]!;
        factor[k * most + i] = factor[k * most + i]! + sum;
      }
    }
    let square = 0;
    for (let t = base; t < base + height; t++) square += basis[t]! * basis[t]!;
    const length = Math.sqrt(square);
    if (k === most || !(length > OUTSIDE * Math.sqrt(squares[j]! + largest))) return false;
    for (let t = base; t < base + height; t++) basis[t] = basis[t]! / length;
    factor[k * most + k] = length;
    support.push(j);
    return true;
  }

  /** Moves weight to point `j` in the affine hull of the support, whose coordinates `append` has left, until another has none. */
  function exchange(j: number): void {
    const k = support.length;
    let length = Infinity;
    for (let i = k - 1; i >= 0; i--) {
      let sum = factor[k * most + i]!;
      for (let l = i + 1; l < k; l++) sum -= factor[l * most + i]! * ones[l]!;
      ones[i] = sum / factor[i * most + i]!;
      if (ones[i]! > 0) length = Math.min(length, weights[support[i]!]! / ones[i]!);
    }
    weights[j] = length;
    for (let i = k - 1; i >= 0; i--) {
      const left = weights[support[i]!]! - length * ones[i]!;
      weights[support[i]!] = left > 4 * Number.EPSILON ? left : 0;
    }
    for (let i = k - 1; i >= 0; i--) if (!(weights[support[i]!]! > 0)) remove(i);
    if (!append(j)) weights[j] = 0;
    normalise();
  }

  function remove(position: number): void {
    const after = support.splice(position).slice(1);
    for (const j of after) if (!append(j)) weights[j] = 0;
  }

  function solve(x: Float64Array): void {
    const k = support.length;
    for (let i = 0; i < k; i++) {
      let sum = x[i]!;
      for (let l = 0; l < i; l++) sum -= factor[i * most + l]! * x[l]!;
      x[i] = sum / factor[i * most + i]!;
    }
    for (let i = k - 1; i >= 0; i--) {
      let sum = x[i]!;
      for (let l = i + 1; l < k; l++) sum -= factor[l * most + i]! * x[l]!;
      x[i] = sum / factor[i * most + i]!;
    }
  }

  function normalise(): void {
    let sum = 0;
    for (const j of support) sum += weights[j]!;
    for (const j of support) weights[j] = weights[j]! / sum;
  }

  function locate(): void {
    point.fill(0);
    for (const j of support) {
      const w = weights[j]!;
      for (let t = 0, at = j * rows; t < rows; t++, at++) point[t] = point[t]! + w * d[at]!;
    }
  }

  const slope = (j: number): number => {
    let sum = ridge * weights[j]! + (linear ? linear[j]! : 0);
    for (let t = 0, at = j * rows; t < rows; t++, at++) sum += d[at]! * point[t]!;
    return sum;
  };

  if (start) for (let j = 0; j < cols; j++) if (start[j]! > 0 && append(j)) weights[j] = start[j]!;
  if (support.length === 0) {
    let nearest = 0;
    for (let j = 1; j < cols; j++) if (squares[j]! < squares[nearest]!) nearest = j;
    append(nearest);
    weights[nearest] = 1;
  }
  normalise();

  let steepness = 0;
  if (linear) for (const value of linear) steepness = Math.max(steepness, Math.abs(value));

  let iterations = 0;
  let converged = false;
  let kkt = Infinity;
  const limit = 200 + 20 * cols;
  for (; iterations < limit; iterations++) {
    let moved = 0;
    for (let pass = 0; pass < MOST_REFINEMENTS; pass++) {
      const k = support.length;
      if (k === 1) {
        weights[support[0]!] = 1;
        break;
      }
      locate();
      for (let i = 0; i < k; i++) {
        step[i] = slope(support[i]!);
        ones[i] = 1;
      }
      solve(step);
      solve(ones);
      let across = 0;
      let along = 0;
      for (let i = 0; i < k; i++) {
        across += step[i]!;
        along += ones[i]!;
      }
      let length = 1;
      let largestStep = 0;
      for (let i = 0; i < k; i++) {
        step[i] = (across / along) * ones[i]! - step[i]!;
        largestStep = Math.max(largestStep, Math.abs(step[i]!));
        if (step[i]! < 0) length = Math.min(length, -weights[support[i]!]! / step[i]!);
      }
      moved = Math.max(moved, length * largestStep);
      for (let i = 0; i < k; i++) weights[support[i]!] = weights[support[i]!]! + length * step[i]!;
      if (length < 1) {
        // The one that stops the step is at zero up to rounding, and others may be there with it.
        for (let i = k - 1; i >= 0; i--) {
          const j = support[i]!;
          if (weights[j]! > 4 * Number.EPSILON) continue;
          weights[j] = 0;
          remove(i);
        }
        pass = -1;
      }
      normalise();
      if (length === 1 && largestStep < 4 * Number.EPSILON) break;
    }
    if (moved > Number.EPSILON) blocked.fill(0);
    locate();
    let level = 0;
    for (let j = 0; j < cols; j++) {
      gradient[j] = slope(j);
      level += weights[j]! * gradient[j]!;
    }
    let size = 0;
    for (let t = 0; t < rows; t++) size += point[t]! * point[t]!;
    // Below 1e-6 of the largest column the distance is rounding of the columns themselves.
    const scale = Math.sqrt(largest) * Math.max(Math.sqrt(size), 1e-6 * Math.sqrt(largest)) + steepness;
    let entering = -1;
    let steepest = Infinity;
    let violation = 0;
    for (let j = 0; j < cols; j++) {
      const difference = gradient[j]! - level;
      violation = Math.max(violation, weights[j]! > 0 ? Math.abs(difference) : -difference);
      const isOut = !(weights[j]! > 0) && blocked[j] === 0;
      if (isOut && difference < steepest) {
        steepest = difference;
        entering = j;
      }
    }
    kkt = violation / scale;
    const tolerance = 1e-11 * Math.sqrt(largest * size) + 8 * Number.EPSILON * largest + 1e-12 * steepness;
    if (entering < 0 || steepest >= -tolerance) {
      converged = kkt < 1e-8;
      break;
    }
    blocked[entering] = 1;
    if (!append(entering) && linear) exchange(entering);
  }
  return { weights, point, gradient, support, kkt, iterations, converged };
}
