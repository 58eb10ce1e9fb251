import { nothing, usual, type Design, type Observation, type Rng, type Targets } from "../design.ts";
import { tableOf } from "./table-of.ts";

const n = 100;
/** Metrics and baselines of every run, so that the true effect stands still. */
const units = Array.from({ length: n }, (_, i) => ({
  quality_before: 0.2 + (0.6 * ((i * 37) % n)) / n,
  quality_after: 0.3 + (0.6 * ((i * 61) % n)) / n,
  baseline_sales: 20 + ((i * 17) % n),
}));
const total = (change: (before: number, after: number) => number): number =>
  units.reduce((sum, unit) => sum + unit.baseline_sales * change(unit.quality_before, unit.quality_after), 0) / n;

interface Study {
  /** Mean over the units of the change at the true parameters. */
  readonly effect: number;
  /** The response as another study gives it, with that study's error. */
  readonly response: (rng: Rng) => object;
  readonly more?: Readonly<Record<string, unknown>>;
  /** Standard deviation of a unit's own response, as a share of its baseline. */
  readonly noise?: number;
  readonly targets?: Targets;
}

/** The interval against what these units will really do, their own responses included. */
function coefficient(id: string, what: string, study: Study): Design {
  const { effect, response, more = {}, noise = 0, targets } = study;
  return {
    id: `approximation-${id}`,
    family: "metrics-approximation",
    group: "A coefficient with error",
    what,
    model: "metrics_approximation",
    options: { effect: "per_unit", calibrated_range: [0, 1], draws: 1999, unit_noise: noise, ...more },
    effect,
    targets: targets ?? usual(effect),
    observe: (measure, rng): Observation => {
      const fit = measure(
        tableOf(n, (i) => units[i]!),
        { response: response(rng.stream("study")) },
      );
      const { value, stderr, interval, pValue } = fit.estimate;
      const ofUnits = rng.stream("units");
      const surprise = units.reduce((sum, unit) => sum + noise * unit.baseline_sales * ofUnits.normal(), 0) / n;
      return {
        value: value - surprise,
        stderr,
        lower: interval.lower - surprise,
        upper: interval.upper - surprise,
        pValue,
        alarms: fit.checks.filter(({ status }) => status !== "pass").map(({ name }) => name),
      };
    },
  };
}

/** A linear coefficient from a study whose own standard error is known, or estimated on `df` degrees of freedom. */
function linear(truth: number, df: number | null, useDf = true): (rng: Rng) => object {
  return (rng) => {
    const value = truth + 0.1 * rng.normal();
    let squares = 0;
    for (let i = 0; i < (df ?? 0); i++) squares += rng.normal() ** 2;
    const given = { value, std_error: df === null ? 0.1 : 0.1 * Math.sqrt(squares / df) };
    return { function: "linear", params: { coefficient: df === null || !useDf ? given : { ...given, df } } };
  };
}

const effectOf = (truth: number): number => total((before, after) => truth * (after - before));

const saturation = (maximum: number, half: number) => (before: number, after: number) =>
  maximum * (after / (half + after) - before / (half + before));

/** Maximum and, on the log scale, half-saturation, estimated together with correlation .6. */
function saturated(rng: Rng): object {
  const [a, b] = [rng.normal(), rng.normal()];
  const maximum = 1.5 + 0.2 * a;
  const half = 0.5 * Math.exp(0.25 * (0.6 * a + 0.8 * b));
  const q = 1.959963984540054;
  return {
    function: "michaelis_menten",
    params: {
      maximum: { value: maximum, std_error: 0.2 },
      half_saturation: {
        lower: half * Math.exp(-0.25 * q),
        upper: half * Math.exp(0.25 * q),
        distribution: "lognormal",
      },
    },
  };
}

/** What a change of a metric is worth when the coefficient comes from a study with error. */
export const metricsApproximationDesigns: readonly Design[] = [
  coefficient("linear-null", "linear, coefficient 0, standard error 0.1", { effect: 0, response: linear(0, null) }),
  coefficient("linear", "linear, coefficient 0.5, standard error 0.1", {
    effect: effectOf(0.5),
    response: linear(0.5, null),
  }),
  coefficient("simulated-null", "the same without effect, propagation: monte_carlo", {
    effect: 0,
    response: linear(0, null),
    more: { propagation: "monte_carlo" },
  }),
  coefficient("df-null", "the standard error estimated on 6 degrees of freedom, df given, no effect", {
    effect: 0,
    response: linear(0, 6),
  }),
  coefficient("df-ignored-null", "the same, df not given: why it should be", {
    effect: 0,
    response: linear(0, 6, false),
    targets: nothing,
  }),
  coefficient("unit-noise", "coefficient 0.5; each unit's own response differs by 0.4 of its baseline", {
    effect: effectOf(0.5),
    response: linear(0.5, null),
    noise: 0.4,
  }),
  coefficient("power", "constant elasticity 0.4, standard error 0.1", {
    effect: total((before, after) => (after / before) ** 0.4 - 1),
    response: (rng) => ({
      function: "power",
      params: { elasticity: { value: 0.4 + 0.1 * rng.normal(), std_error: 0.1 } },
    }),
  }),
  coefficient("saturation", "saturation, maximum and half-saturation with error, correlation .6 given", {
    effect: total(saturation(1.5, 0.5)),
    response: saturated,
    more: { correlations: [{ parameters: ["maximum", "half_saturation"], value: 0.6 }] },
  }),
];
