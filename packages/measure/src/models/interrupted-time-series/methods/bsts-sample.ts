import {
  causalImpactPriors,
  forecastBsts,
  sampleBsts,
  type BstsDraws,
  type BstsSpec,
  type Matrix,
  type Rng,
} from "@ie/stats";
import { rowsOf } from "../series.ts";

export const chains = 4;
/** How far the level may wander from date to date, in standard deviations of the outcome. */
export const levelSds = [0.01, 0.1] as const;

export type LevelSd = (typeof levelSds)[number] | "free";

export interface Sampler {
  readonly spec: Omit<BstsSpec, "priors">;
  readonly level: number;
  readonly signal: AbortSignal;
}

export interface Sampled {
  readonly draws: BstsDraws;
  /** draws × horizon. */
  readonly paths: Float64Array;
  /** Mean effect over the counted dates, and the mean path there, one a draw. */
  readonly effects: Float64Array;
  readonly baselines: Float64Array;
}

function priorsOf(y: Float64Array, regressors: Matrix | null, levelSd: LevelSd): BstsSpec["priors"] {
  if (levelSd !== "free") return causalImpactPriors(y, regressors, { levelSd });
  const priors = causalImpactPriors(y, regressors, { levelSd: 0.1 });
  return { ...priors, levelSd: { ...priors.levelSd, df: 0.01 } };
}

/** Draws of the dates from `before` on, given those before; `counted` marks the dates that enter the mean. */
export function sampleFrom(
  y: Float64Array,
  regressors: Matrix | null,
  before: number,
  counted: readonly number[],
  levelSd: LevelSd,
  total: number,
  { spec, signal }: Sampler,
  rng: Rng,
): Sampled {
  const pre = y.slice(0, before);
  const x = regressors === null ? null : rowsOf(regressors, 0, before);
  const ahead = regressors === null ? null : rowsOf(regressors, before, y.length);
  const priors = priorsOf(pre, x, levelSd);
  const draws = sampleBsts(
    pre,
    x,
    { ...spec, priors },
    {
      rng: rng.stream("posterior"),
      draws: Math.ceil(total / chains),
      burn: Math.max(100, Math.ceil(total / chains / 5)),
      chains,
      signal,
    },
  );
  const horizon = y.length - before;
  const paths = forecastBsts(draws, ahead, horizon, rng.stream("forecast"));
  const observed = counted.reduce((sum, t) => sum + y[t]! / counted.length, 0);
  const baselines = Float64Array.from({ length: draws.draws }, (_, d) =>
    counted.reduce((sum, t) => sum + paths[d * horizon + t - before]! / counted.length, 0),
  );
  return { draws, paths, baselines, effects: baselines.map((baseline) => observed - baseline) };
}
