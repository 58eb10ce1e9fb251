import type { Matrix } from "../linear-algebra/matrix.ts";
import type { Rng } from "../random/rng.ts";
import type { BstsDraws } from "./model.ts";

/**
 * Draws of y for `horizon` rows after the last, one path per posterior draw, observation noise included: draws × horizon, step h of
 * draw d at [d · horizon + h]. `regressorsAhead` has one row per step. RangeError for shapes that do not fit.
 */
export function forecastBsts(
  draws: BstsDraws,
  regressorsAhead: Matrix | null,
  horizon: number,
  rng: Rng,
): Float64Array {
  check(draws, regressorsAhead, horizon);
  const { spec, n, k, stateSize, coefficients } = draws;
  const slope = spec.level === "local_linear_trend";
  const offset = slope ? 2 : 1;
  const paths = new Float64Array(draws.draws * horizon);
  const state = new Float64Array(stateSize);
  for (let d = 0; d < draws.draws; d++) {
    state.set(draws.finalStates.subarray(d * stateSize, (d + 1) * stateSize));
    const sigma = draws.sigmaObservation[d]!;
    const sigmaLevel = draws.sigmaLevel[d]!;
    for (let h = 0; h < horizon; h++) {
      state[0] = state[0]! + (slope ? state[1]! : 0) + sigmaLevel * rng.normal();
      if (slope) state[1] = state[1]! + draws.sigmaSlope![d]! * rng.normal();
      let value = state[0];
      let at = offset;
      for (let j = 0; j < spec.seasons.length; j++) {
        const { periods, duration = 1 } = spec.seasons[j]!;
        if ((n + h) % duration === 0) advance(state, at, periods - 1, draws.sigmaSeasons[j]![d]! * rng.normal());
        value += state[at]!;
        at += periods - 1;
      }
      for (let j = 0; j < k; j++)
        value += coefficients[d * k + j]! * (regressorsAhead!.data[j * horizon + h]! - draws.regressorMeans[j]!);
      paths[d * horizon + h] = value + sigma * rng.normal();
    }
  }
  return paths;
}

/** The next season's effect ahead of the `length` latest ones, of which the oldest goes. */
function advance(state: Float64Array, at: number, length: number, disturbance: number): void {
  let next = disturbance;
  for (let i = 0; i < length; i++) next -= state[at + i]!;
  state.copyWithin(at + 1, at, at + length - 1);
  state[at] = next;
}

function check(draws: BstsDraws, regressorsAhead: Matrix | null, horizon: number): void {
  if (!Number.isSafeInteger(horizon) || horizon < 0)
    throw new RangeError(`forecastBsts: horizon must be a whole number from 0 on; got ${horizon}`);
  const cols = regressorsAhead?.cols ?? 0;
  if (cols !== draws.k) throw new RangeError(`forecastBsts: the model has ${draws.k} regressors; got ${cols}`);
  if (regressorsAhead === null) return;
  if (regressorsAhead.rows !== horizon)
    throw new RangeError(`forecastBsts: regressors have ${regressorsAhead.rows} rows; horizon is ${horizon}`);
  if (!regressorsAhead.data.every(Number.isFinite)) throw new RangeError("forecastBsts: regressors must be finite");
}
