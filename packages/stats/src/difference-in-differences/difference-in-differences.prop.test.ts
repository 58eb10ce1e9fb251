import * as fc from "fast-check";
import { expect, it } from "vitest";
import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import { createRng } from "../random/rng.ts";
import { shuffle } from "../random/sample.ts";
import { aggregateEffects } from "./aggregate-effects.ts";
import { baconDecomposition } from "./bacon-decomposition.ts";
import { groupTimeEffects, type GroupTimeOptions } from "./group-time-effects.ts";
import { imputationEffects } from "./imputation-effects.ts";
import type { StaggeredPanel } from "./staggered-panel.ts";
import { twoWayFixedEffects, twoWayInference } from "./two-way-fixed-effects.ts";

const PERIODS = 6;

interface Drawn {
  readonly panel: StaggeredPanel;
  readonly covariates: Matrix;
}

/** 40 units with cohorts 2, 4, 5 and never; effects grow with event time at `growth`; noise of sd `noise`. */
function draw(seed: number, noise = 1, growth = 0.5): Drawn {
  const rng = createRng(seed, "panel");
  const units = 40;
  const n = units * PERIODS;
  const firstTreated = Float64Array.from({ length: units }, (_, i) => [2, 4, 5, Infinity, Infinity][i % 5]!);
  const outcome = new Float64Array(n);
  const x = new Float64Array(n);
  for (let i = 0; i < units; i++) {
    const level = 5 * rng.normal();
    const trait = rng.normal();
    for (let t = 0; t < PERIODS; t++) {
      const event = t - firstTreated[i]!;
      outcome[i * PERIODS + t] = level + Math.sin(t) + (event >= 0 ? 1 + growth * event : 0) + noise * rng.normal();
      x[i * PERIODS + t] = trait + 0.1 * rng.normal();
    }
  }
  const unit = Int32Array.from({ length: n }, (_, i) => Math.floor(i / PERIODS));
  const period = Int32Array.from({ length: n }, (_, i) => i % PERIODS);
  return { panel: { outcome, unit, period, firstTreated }, covariates: createMatrix(n, 1, x) };
}

/** Rows in another order, units and clusters under other codes. */
function disguise({ panel, covariates }: Drawn, seed: number): Drawn {
  const rng = createRng(seed, "order");
  const order = shuffle(rng, panel.outcome.keys());
  const code = shuffle(rng, panel.firstTreated.keys());
  const firstTreated = new Float64Array(code.length);
  for (const [i, own] of code.entries()) firstTreated[own] = panel.firstTreated[i]!;
  return {
    panel: {
      outcome: Float64Array.from(order, (i) => panel.outcome[i]!),
      unit: Int32Array.from(order, (i) => code[panel.unit[i]!]!),
      period: Int32Array.from(order, (i) => panel.period[i]!),
      firstTreated,
    },
    covariates: createMatrix(
      order.length,
      1,
      Float64Array.from(order, (i) => covariates.data[i]!),
    ),
  };
}

function answers({ panel, covariates }: Drawn, options: GroupTimeOptions = {}): Record<string, number> {
  const result: Record<string, number> = {};
  const adjusted = groupTimeEffects(panel, { ...options, covariates });
  for (const [name, effects] of Object.entries({ plain: groupTimeEffects(panel, options), adjusted })) {
    for (const kind of ["simple", "dynamic", "group", "calendar"] as const) {
      const { value, stderr } = aggregateEffects(effects, kind).overall;
      result[`${name}/${kind}`] = value;
      result[`${name}/${kind}/stderr`] = stderr;
    }
  }
  const { overall, preTrend } = imputationEffects(panel, { leads: 2, covariates });
  result["imputation"] = overall.value;
  result["imputation/stderr"] = overall.stderr;
  result["imputation/lead"] = preTrend!.values[0]!;
  result["imputation/lead/stderr"] = preTrend!.stderr[0]!;
  const post = createMatrix(
    panel.outcome.length,
    1,
    Float64Array.from(panel.unit, (u, i) => (panel.period[i]! >= panel.firstTreated[u]! ? 1 : 0)),
  );
  const fit = twoWayFixedEffects({ ...panel, regressors: post });
  result["two-way"] = fit.coefficients[0]!;
  result["two-way/stderr"] = twoWayInference(fit, "CR2", panel.unit).stderr[0]!;
  result["bacon"] = baconDecomposition(panel)!.estimate;
  return result;
}

function expectClose(actual: Record<string, number>, wanted: Record<string, number>, scale = 1): void {
  for (const [name, value] of Object.entries(wanted)) {
    expect(Math.abs(actual[name]! / scale - value), name).toBeLessThan(1e-8);
  }
}

it("does not depend on the order of rows or the codes of units", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const drawn = draw(seed);
      const options = { control: seed % 2 ? "never" : "not-yet" } as const;
      expectClose(answers(disguise(drawn, seed), options), answers(drawn, options));
    }),
    { numRuns: 15 },
  );
});

it("scales with the outcome and ignores a shift of it", () => {
  fc.assert(
    fc.property(fc.integer(), fc.constantFrom(1e4, 1e-4), (seed, factor) => {
      const drawn = draw(seed);
      const outcome = drawn.panel.outcome.map((y) => factor * (y + 300));
      expectClose(answers({ ...drawn, panel: { ...drawn.panel, outcome } }), answers(drawn), factor);
    }),
    { numRuns: 15 },
  );
});

it("recovers growing effects without noise, which two-way fixed effects do not", () => {
  const { panel } = draw(1, 0, 2);
  // Cohorts 2, 4 and 5 of 8 units each have 4, 2 and 1 treated periods.
  const truth = (4 + 2 * 6 + (2 + 2) + 1) / 7;
  expect(aggregateEffects(groupTimeEffects(panel), "simple").overall.value).toBeCloseTo(truth, 10);
  expect(imputationEffects(panel).overall.value).toBeCloseTo(truth, 10);
  const { estimate, byType } = baconDecomposition(panel)!;
  expect(estimate).toBeLessThan(0.75 * truth);
  expect(byType.find(({ type }) => type === "earlier-treated")!.estimate).toBeLessThan(0);
});

it("splits the two-way fixed-effects coefficient", () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.array(fc.constantFrom(-3, 0, 1, 2, 3, 5, 9, Infinity), { minLength: 12, maxLength: 12 }),
      (seed, timing) => {
        const { panel } = draw(seed);
        const firstTreated = panel.firstTreated.map((_, i) => timing[i % 12]!);
        const decomposition = baconDecomposition({ ...panel, firstTreated });
        const d = Float64Array.from(panel.unit, (u, i) => (panel.period[i]! >= firstTreated[u]! ? 1 : 0));
        const fit = twoWayFixedEffects({ ...panel, regressors: createMatrix(d.length, 1, d) });
        if (decomposition === null) expect(fit.aliased).toEqual([0]);
        else {
          expect(decomposition.estimate).toBeCloseTo(fit.coefficients[0]!, 10);
          expect(decomposition.byType.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
        }
      },
    ),
    { numRuns: 60 },
  );
});

it("with one cohort and no covariates all estimators of the mean effect agree", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const { panel } = draw(seed);
      const firstTreated = panel.firstTreated.map((_, i) => (i % 2 ? 1 : Infinity));
      const one = { ...panel, firstTreated };
      const imputed = imputationEffects(one).overall.value;
      expect(aggregateEffects(groupTimeEffects(one), "simple").overall.value).toBeCloseTo(imputed, 10);
      expect(baconDecomposition(one)!.estimate).toBeCloseTo(imputed, 10);
    }),
    { numRuns: 15 },
  );
});

it("sums influence over clusters of copies as if each were one unit", () => {
  const { panel } = draw(5);
  const n = panel.outcome.length;
  const twice: StaggeredPanel = {
    outcome: Float64Array.from({ length: 2 * n }, (_, i) => panel.outcome[i % n]!),
    unit: Int32Array.from({ length: 2 * n }, (_, i) => panel.unit[i % n]! + (i < n ? 0 : 40)),
    period: Int32Array.from({ length: 2 * n }, (_, i) => panel.period[i % n]!),
    firstTreated: Float64Array.from({ length: 80 }, (_, i) => panel.firstTreated[i % 40]!),
    clusters: Int32Array.from({ length: 80 }, (_, i) => i % 40),
  };
  const wanted = aggregateEffects(groupTimeEffects(panel), "dynamic");
  const found = aggregateEffects(groupTimeEffects(twice), "dynamic");
  for (const [i, stderr] of wanted.stderr.entries()) expect(found.stderr[i]).toBeCloseTo(stderr, 12);
  expect(imputationEffects(twice).overall.stderr).toBeCloseTo(imputationEffects(panel).overall.stderr, 12);
});
