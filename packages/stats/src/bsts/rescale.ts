import type { Rng } from "../random/rng.ts";
import { portableLog } from "../special/portable-log.ts";
import type { BstsDesign } from "./design.ts";
import type { SdPrior } from "./model.ts";
import type { StateLayout } from "./state-layout.ts";

/**
 * Draws the standard deviation of one kind of disturbance given the standardised disturbances, and moves states and y's mean with
 * it, all in the design's units. `tau`: precision of the observations.
 */
export type Rescale = (
  rng: Rng,
  kind: number,
  sd: number,
  prior: SdPrior,
  tau: number,
  states: Float64Array,
  mean: Float64Array,
) => void;

/**
 * The states are linear in a standard deviation once the disturbances are standardised, so that y gives it a normal likelihood
 * (Frühwirth-Schnatter and Wagner 2010): a draw from that is accepted by the ratio of priors. Alternated with the draw given the
 * disturbances themselves, it keeps the chain moving where a variance comes near zero (Yu and Meng 2011). A negative draw turns the
 * disturbances around.
 */
export function createRescale(design: BstsDesign, layout: StateLayout, slope: boolean): Rescale {
  const { n, y, present } = design;
  const { disturbances, observed, perRow, skyline } = layout;
  const response = new Float64Array(skyline.size);

  /** States after disturbances of one kind, `scale` times those in `states`, from a start at zero. */
  const follow = (kind: number, states: Float64Array, scale: number): void => {
    const { count, rows, states: which, weights } = disturbances[kind]!;
    for (let r = 0; r < count; r++) {
      const lead = rows[r]!;
      let value = states[which[lead]!]! * scale;
      for (let e = lead + 1; e < rows[r + 1]!; e++)
        value += weights[e]! * (scale * states[which[e]!]! - response[which[e]!]!);
      response[which[lead]!] = value;
    }
  };

  const logPrior = (sd: number, { guess, df, upperLimit }: SdPrior): number =>
    sd > upperLimit ? -Infinity : -(df + 1) * portableLog(sd) - (0.5 * df * guess * guess) / (sd * sd);

  return (rng, kind, sd, prior, tau, states, mean) => {
    response.fill(0);
    follow(kind, states, 1 / sd);
    // The level moves with its drift.
    if (slope && kind === 1) follow(0, response, 0);
    let squares = 0;
    let along = 0;
    for (let t = 0; t < n; t++) {
      if (present[t] === 0) continue;
      let b = 0;
      for (let i = t * perRow; i < (t + 1) * perRow; i++) b += response[observed[i]!]!;
      squares += b * b;
      along += b * (y[t]! - mean[t]!);
    }
    if (!(squares > 0)) return;
    const proposal = sd + along / squares + rng.normal() / Math.sqrt(tau * squares);
    const size = Math.abs(proposal);
    if (!(size > 0)) return;
    if (portableLog(rng.uniform()) >= logPrior(size, prior) - logPrior(sd, prior)) return;
    const change = proposal - sd;
    for (let s = 0; s < states.length; s++) states[s] = states[s]! + change * response[s]!;
    for (let t = 0; t < n; t++)
      for (let i = t * perRow; i < (t + 1) * perRow; i++) mean[t] = mean[t]! + change * response[observed[i]!]!;
  };
}
