import { estimateOf, nothing, usual, type Design, type Rng, type Targets } from "../design.ts";
import { tableOf } from "./table-of.ts";

type Curve = readonly number[];

/** Means of the outcome below and above the cutoff 0, by powers of the score; the difference of the first is the effect. */
interface Curves {
  readonly below: Curve;
  readonly above: Curve;
}

/** Fitted to the elections of Lee (2008): design 1 of Imbens and Kalyanaraman (2012) and model 1 of Calonico, Cattaneo and Titiunik (2014). */
const lee: Curves = { below: [0.48, 1.27, 7.18, 20.21, 21.54, 7.33], above: [0.52, 0.84, -3, 7.99, -9.01, 3.56] };
/** Model 2 of Calonico, Cattaneo and Titiunik: Ludwig and Miller (2007) on Head Start. */
const headStart: Curves = {
  below: [3.71, 2.3, 3.28, 1.45, 0.23, 0.03],
  above: [0.26, 18.49, -54.81, 74.3, -45.02, 9.83],
};
/** Their model 3: the first with another curvature. */
const bent: Curves = {
  below: [0.48, 1.27, -0.5 * 7.18, 0.7 * 20.21, 1.1 * 21.54, 1.5 * 7.33],
  above: [0.52, 0.84, -0.1 * 3, -0.3 * 7.99, -0.1 * 9.01, 3.56],
};
/** Design 2 of Imbens and Kalyanaraman. */
const quadratic: Curves = { below: [0, 0, 3], above: [0, 0, 4] };

interface Situation {
  readonly curves: Curves;
  /** Takes the jump of the curves out. */
  readonly flat?: boolean;
  /** Scores are rounded down to the middle of bins of this width. */
  readonly grid?: number;
  /** Standard deviation of the noise, by score. */
  readonly noise?: (score: number) => number;
  readonly clusters?: number;
  /** Slope of a covariate that explains half of the noise. */
  readonly covariate?: boolean;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly targets?: Targets;
}

const at = (curve: Curve, x: number): number => curve.reduceRight((sum, slope) => sum * x + slope, 0);

const rows = 500;
const usualNoise = 0.1295;

/** Beta(2, 4): the second of five uniform numbers in order. */
function beta24(rng: Rng): number {
  const draws = Float64Array.from({ length: 5 }, () => rng.uniform()).sort();
  return draws[1]!;
}

function discontinuity(id: string, group: string, what: string, situation: Situation): Design {
  const { curves, flat = false, grid = 0, noise = () => usualNoise, clusters = 0 } = situation;
  const jump = curves.above[0]! - curves.below[0]!;
  const effect = flat ? 0 : jump;
  return {
    id: `regression-discontinuity-${id}`,
    family: "regression-discontinuity",
    group,
    what,
    model: "regression_discontinuity",
    options: { dependent_variable: "y", running_column: "score", cutoff: 0, ...situation.options },
    effect,
    targets: situation.targets ?? usual(effect),
    observe: (measure, rng) => {
      const shocks = Array.from({ length: clusters }, () => usualNoise * rng.normal());
      const table = tableOf(rows, (i) => {
        const exact = 2 * beta24(rng) - 1;
        const score = grid === 0 ? exact : (Math.floor(exact / grid) + 0.5) * grid;
        const mean = score < 0 ? at(curves.below, score) : at(curves.above, score) - (flat ? jump : 0);
        const z = rng.normal();
        const shop = i % Math.max(1, clusters);
        const own = noise(score) * rng.normal() + (situation.covariate === true ? usualNoise * z : 0);
        return { score, z, shop, y: mean + own + (shocks[shop] ?? 0) };
      });
      return estimateOf(measure(table), effect);
    },
  };
}

const standard = "Standard designs";
const harder = "Other situations";

/** Jumps at a cutoff in the simulations of the literature, and what practice adds to them. */
export const regressionDiscontinuityDesigns: readonly Design[] = [
  discontinuity("lee", standard, "Lee's elections, effect 0.04", { curves: lee }),
  discontinuity("lee-null", standard, "the same without its jump", { curves: lee, flat: true }),
  discontinuity("head-start", standard, "Head Start, effect −3.45, steep above the cutoff", { curves: headStart }),
  discontinuity("bent", standard, "Lee's elections with another curvature, effect 0.04", { curves: bent }),
  discontinuity("quadratic-null", standard, "3x² below and 4x² above, no effect", { curves: quadratic }),
  discontinuity("covariate-null", harder, "Lee, a covariate with half of the noise, covariate_columns, no effect", {
    curves: lee,
    flat: true,
    covariate: true,
    options: { covariate_columns: ["z"] },
  }),
  discontinuity("heteroskedastic-null", harder, "Lee, noise that doubles over the range, no effect", {
    curves: lee,
    flat: true,
    noise: (score) => usualNoise * (1.5 + 0.5 * score),
  }),
  discontinuity("order-2-null", harder, "Lee, order: 2, no effect", { curves: lee, flat: true, options: { order: 2 } }),
  discontinuity("clusters-null", harder, "Lee, 50 clusters with a shock of their own, cluster, no effect", {
    curves: lee,
    flat: true,
    clusters: 50,
    options: { cluster: "shop" },
  }),
  discontinuity("mass-points-null", harder, "quadratic, scores in bins of 0.05: the check has to say so", {
    curves: quadratic,
    grid: 0.05,
    targets: { ...nothing, alarm: "mass_points" },
  }),
];
