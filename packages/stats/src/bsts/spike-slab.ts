import type { Rng } from "../random/rng.ts";
import { portableLog } from "../special/portable-log.ts";

/**
 * Stochastic search over the regressors that take part (George and McCulloch 1997). Cholesky factors of posterior and prior precision
 * of the active ones are kept; a candidate stands last, so that its Bayes factor is that of two last pivots, and leaves or stays there.
 */
export interface SpikeSlab {
  /** Active regressors, `count.value` of them, in the factors' order. */
  readonly active: Int32Array;
  readonly count: { value: number };
  /**
   * One sweep over all regressors, then one draw of the coefficients (zeros outside the active set) into `beta`.
   * `posterior`: precision of the coefficients, k × k, lower triangle row-major; `cross`: posterior precision times mean;
   * `prior` times `priorScale`: their prior precision.
   */
  draw(
    rng: Rng,
    posterior: Float64Array,
    cross: Float64Array,
    prior: Float64Array,
    priorScale: number,
    beta: Float64Array,
  ): void;
}

/** What must be left of a regressor's prior precision for it not to count as a copy of the active ones. */
const ALIASED = 1e-10;

/** `probabilities`: per regressor the prior probability of taking part, 0 and 1 included. */
export function createSpikeSlab(probabilities: Float64Array): SpikeSlab {
  const k = probabilities.length;
  const priorLogOdds = probabilities.map((p) => (p <= 0 ? -Infinity : p >= 1 ? Infinity : portableLog(p / (1 - p))));
  const active = new Int32Array(k);
  const count = { value: 0 };
  const position = new Int32Array(k).fill(-1);
  const upper = new Float64Array(k * k); // factor of the posterior precision, lower triangle row-major
  const slab = new Float64Array(k * k); // factor of the prior precision
  const solved = new Float64Array(k); // L⁻¹ cross of the active ones
  let M: Float64Array = upper;
  let c: Float64Array = solved;
  let O: Float64Array = upper;
  let scale = 1;

  /** Row r of both factors for the regressor that `active[r]` names; whether the regressor can be told from those before it. */
  const factorRow = (r: number): boolean => {
    const i = active[r]!;
    const row = r * k;
    let sum = c[i]!;
    let left = M[i * k + i]!;
    let free = O[i * k + i]!;
    for (let s = 0; s < r; s++) {
      const j = active[s]!;
      const entry = i > j ? i * k + j : j * k + i;
      let a = M[entry]!;
      let b = O[entry]!;
      for (let l = 0; l < s; l++) {
        a -= upper[row + l]! * upper[s * k + l]!;
        b -= slab[row + l]! * slab[s * k + l]!;
      }
      a /= upper[s * k + s]!;
      b /= slab[s * k + s]!;
      upper[row + s] = a;
      slab[row + s] = b;
      left -= a * a;
      free -= b * b;
      sum -= a * solved[s]!;
    }
    if (!(free > ALIASED * O[i * k + i]!) || !(left > 0)) return false;
    upper[row + r] = Math.sqrt(left);
    slab[row + r] = Math.sqrt(free);
    solved[r] = sum / upper[row + r]!;
    return true;
  };

  const remove = (at: number): void => {
    position[active[at]!] = -1;
    count.value -= 1;
    for (let r = at; r < count.value; r++) {
      active[r] = active[r + 1]!;
      position[active[r]!] = r;
    }
  };

  /** Rows from `from` on; a regressor that rounding makes a copy of others leaves. */
  const refactor = (from: number): void => {
    for (let r = from; r < count.value;) {
      if (factorRow(r)) r++;
      else remove(r);
    }
  };

  const consider = (rng: Rng, j: number): void => {
    const odds = priorLogOdds[j]!;
    const at = position[j]!;
    if (at >= 0) {
      if (odds === Infinity) return;
      remove(at);
      refactor(at);
    }
    if (odds === -Infinity) return;
    const last = count.value;
    active[last] = j;
    if (!factorRow(last)) return;
    if (odds !== Infinity) {
      const pivot = upper[last * k + last]!;
      const spread = slab[last * k + last]!;
      const ratio = (scale * spread * spread) / (pivot * pivot);
      const logOdds = odds + 0.5 * (portableLog(ratio) + solved[last]! * solved[last]!);
      const u = rng.uniform();
      if (portableLog(u / (1 - u)) >= logOdds) return;
    }
    position[j] = last;
    count.value = last + 1;
  };

  return {
    active,
    count,
    draw: (rng, posterior, cross, prior, priorScale, beta) => {
      M = posterior;
      c = cross;
      O = prior;
      scale = priorScale;
      refactor(0);
      for (let j = 0; j < k; j++) consider(rng, j);
      beta.fill(0);
      for (let r = count.value - 1; r >= 0; r--) {
        let value = solved[r]! + rng.normal();
        for (let s = r + 1; s < count.value; s++) value -= upper[s * k + r]! * beta[active[s]!]!;
        beta[active[r]!] = value / upper[r * k + r]!;
      }
    },
  };
}
