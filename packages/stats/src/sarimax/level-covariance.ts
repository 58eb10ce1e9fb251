/**
 * Covariance of Harvey's state followed by the last d + sD levels, for rows where some of these are unknown: a diffuse start
 * (P = P* + κP∞ with κ → ∞; Ansley and Kohn 1985; Durbin and Koopman 2012, section 5.2) or a gap. In units of σ².
 */
export interface LevelCovariance {
  /** Finite part P*, size × size, and `size` = state + levels. */
  readonly P: Float64Array;
  readonly size: number;
  /** Gains of the last `look`, in state and levels. */
  readonly gain: Float64Array;
  /** Variance of the row's outcome at the last `look`: F∞ where the row resolves a diffuse direction, else F*. */
  readonly seen: { variance: number; diffuse: boolean };
  /** Unknown levels: `covariance` (size state, with `stride`) is the state's own. */
  startDiffuse(phi: Float64Array, theta: Float64Array, covariance: Float64Array, stride: number): void;
  /** Known levels. */
  startKnown(phi: Float64Array, theta: Float64Array, covariance: Float64Array, stride: number): void;
  /** Variance and gains of the next row's outcome. */
  look(): void;
  /** Takes in the row's outcome, after `look`. */
  update(): void;
  predict(): void;
}

export function createLevelCovariance(stateSize: number, delta: Float64Array): LevelCovariance {
  const r = stateSize;
  const size = r + delta.length;
  const lags = Int32Array.from(delta.keys()).filter((i) => delta[i] !== 0);
  const P = new Float64Array(size * size);
  const diffuse = new Float64Array(size * size);
  const scratch = new Float64Array(size * size);
  const gain = new Float64Array(size);
  const finite = new Float64Array(size);
  const infinite = new Float64Array(size);
  const phi = new Float64Array(r);
  const noise = new Float64Array(r);
  const seen = { variance: 1, diffuse: false };
  let anyDiffuse = false;
  let finiteVariance = 1;

  const start = (newPhi: Float64Array, theta: Float64Array, covariance: Float64Array, stride: number): void => {
    phi.fill(0);
    phi.set(newPhi);
    noise.fill(0);
    noise[0] = 1;
    noise.set(theta, 1);
    P.fill(0);
    for (let i = 0; i < r; i++) for (let j = 0; j < r; j++) P[i * size + j] = covariance[i * stride + j]!;
    diffuse.fill(0);
    anyDiffuse = false;
  };

  /** Covariance of state and levels with the outcome, which is the state's first entry plus δ times the levels. */
  const withOutcome = (C: Float64Array, out: Float64Array): number => {
    for (let i = 0; i < size; i++) {
      let sum = C[i * size]!;
      for (let l = 0; l < lags.length; l++) sum += delta[lags[l]!]! * C[i * size + r + lags[l]!]!;
      out[i] = sum;
    }
    let variance = out[0]!;
    for (let l = 0; l < lags.length; l++) variance += delta[lags[l]!]! * out[r + lags[l]!]!;
    return variance;
  };

  const transition = (C: Float64Array): void => {
    for (let j = 0; j < size; j++) {
      const first = C[j]!;
      let level = first;
      for (let l = 0; l < lags.length; l++) level += delta[lags[l]!]! * C[(r + lags[l]!) * size + j]!;
      for (let i = 0; i < r; i++) scratch[i * size + j] = (i + 1 < r ? C[(i + 1) * size + j]! : 0) + phi[i]! * first;
      if (size > r) scratch[r * size + j] = level;
      for (let i = r + 1; i < size; i++) scratch[i * size + j] = C[(i - 1) * size + j]!;
    }
    for (let i = 0; i < size; i++) {
      const row = i * size;
      const first = scratch[row]!;
      let level = first;
      for (let l = 0; l < lags.length; l++) level += delta[lags[l]!]! * scratch[row + r + lags[l]!]!;
      for (let j = 0; j < r; j++) C[row + j] = (j + 1 < r ? scratch[row + j + 1]! : 0) + phi[j]! * first;
      if (size > r) C[row + r] = level;
      for (let j = r + 1; j < size; j++) C[row + j] = scratch[row + j - 1]!;
    }
  };

  const largestDiffuse = (): number => {
    let most = 0;
    for (let i = 0; i < size; i++) most = Math.max(most, diffuse[i * size + i]!);
    return most;
  };

  return {
    P,
    size,
    gain,
    seen,
    startKnown: start,
    startDiffuse(newPhi, theta, covariance, stride) {
      start(newPhi, theta, covariance, stride);
      for (let i = r; i < size; i++) diffuse[i * size + i] = 1;
      anyDiffuse = size > r;
    },
    look() {
      finiteVariance = withOutcome(P, finite);
      const infiniteVariance = anyDiffuse ? withOutcome(diffuse, infinite) : 0;
      seen.diffuse = infiniteVariance > 1e-8 * Math.max(1, largestDiffuse());
      seen.variance = seen.diffuse ? infiniteVariance : finiteVariance;
      const source = seen.diffuse ? infinite : finite;
      for (let i = 0; i < size; i++) gain[i] = source[i]! / seen.variance;
    },
    update() {
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++) {
          const at = i * size + j;
          if (!seen.diffuse) P[at] = P[at]! - gain[i]! * finite[j]!;
          else {
            P[at] = P[at]! + gain[i]! * gain[j]! * finiteVariance - gain[i]! * finite[j]! - finite[i]! * gain[j]!;
            diffuse[at] = diffuse[at]! - gain[i]! * infinite[j]!;
          }
        }
      if (seen.diffuse && !(largestDiffuse() > 1e-9)) anyDiffuse = false;
    },
    predict() {
      transition(P);
      if (anyDiffuse) transition(diffuse);
      for (let i = 0; i < r; i++)
        for (let j = 0; j < r; j++) P[i * size + j] = P[i * size + j]! + noise[i]! * noise[j]!;
    },
  };
}
