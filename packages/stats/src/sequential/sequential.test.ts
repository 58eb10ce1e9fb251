import { expect, test } from "vitest";
import fixture from "../../test/fixtures/sequential.json" with { type: "json" };
import * as normal from "../distributions/normal.ts";
import { createRng } from "../random/rng.ts";
import { moments } from "../ratio/moments.ts";
import { relativeLift } from "../ratio/relative-lift.ts";
import { confidenceSequence } from "./confidence-sequence.ts";
import { crossingProbabilities, driftForPower } from "./crossing.ts";
import { repeatedInterval } from "./repeated-interval.ts";
import type { Spending } from "./spending.ts";
import { spendingBounds } from "./spending-bounds.ts";
import { stageWiseInference } from "./stage-wise.ts";

function equalLooks(looks: number): readonly number[] {
  return Array.from({ length: looks }, (_, k) => (k + 1) / looks);
}

function total(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** The fixture's designs, with the literal types that JSON forgets. */
const designs = fixture.designs.map((design) => ({
  ...design,
  spending: design.spending as Spending,
  sides: design.sides as 1 | 2,
}));

test("bounds of Lan and DeMets (1983) for five looks", () => {
  const bounds = spendingBounds({ fractions: equalLooks(5), alpha: 0.05, spending: "obrien_fleming", sides: 2 });
  expect(Array.from(bounds, (z) => z.toFixed(3))).toEqual(["4.877", "3.357", "2.680", "2.290", "2.031"]);
});

test("bounds, crossing probabilities and stage-wise inference agree with a slow twin", () => {
  for (const design of designs) {
    const bounds = spendingBounds(design);
    for (const [k, z] of design.bounds.entries()) expect(bounds[k]).toBeCloseTo(z, 9);
    for (const { drift, upper, lower } of design.crossing) {
      const found = crossingProbabilities({ ...design, bounds }, drift);
      for (let k = 0; k < bounds.length; k++) {
        expect(found.upper[k]).toBeCloseTo(upper[k]!, 10);
        expect(found.lower[k]).toBeCloseTo(lower[k]!, 10);
      }
    }
  }
  for (const { design, look, z, estimate, lower, upper, pValue } of fixture.stops) {
    const { fractions, bounds, sides } = designs[design]!;
    const found = stageWiseInference({
      fractions: fractions.slice(0, look),
      bounds: bounds.slice(0, look),
      sides,
      estimate: z,
      stderr: 1,
    });
    expect(found.estimate).toBeCloseTo(estimate, 8);
    expect(found.lower).toBeCloseTo(lower, 8);
    if (upper === null) expect(found.upper).toBeNull();
    else expect(found.upper).toBeCloseTo(upper, 8);
    expect(found.pValue).toBeCloseTo(pValue, 10);
  }
});

test("all of alpha is spent, for many and for uneven looks, and an earlier bound does not depend on later looks", () => {
  for (const fractions of [equalLooks(1), equalLooks(30), [0.001, 0.5, 0.50001, 1]]) {
    for (const spending of ["obrien_fleming", "pocock"] as const) {
      for (const sides of [1, 2] as const) {
        const bounds = spendingBounds({ fractions, alpha: 0.05, spending, sides });
        const { upper, lower } = crossingProbabilities({ fractions, bounds, sides }, 0);
        expect(total(upper) + total(lower)).toBeCloseTo(0.05, 11);
        const early = spendingBounds({ fractions: fractions.slice(0, 2), alpha: 0.05, spending, sides });
        expect(early.at(-1)).toBeCloseTo(bounds[early.length - 1]!, 11);
      }
    }
  }
  expect(spendingBounds({ fractions: [1e-4, 1], alpha: 0.05, spending: "obrien_fleming", sides: 2 })[0]).toBe(Infinity);
});

test("the drift of a single look is that of a z test, and a design keeps its power at its drift", () => {
  const one = { fractions: [1], bounds: [normal.upperTailQuantile(0.05)], sides: 1 } as const;
  expect(driftForPower(one, 0.8)).toBeCloseTo(normal.upperTailQuantile(0.05) + normal.quantile(0.8), 10);
});

test("one look: stage-wise inference and the repeated interval are the z interval", () => {
  const [estimate, stderr] = [2.7, 1.1];
  const half = stderr * normal.upperTailQuantile(0.025);
  const pValue = 2 * normal.upperTail(estimate / stderr);
  const stage = stageWiseInference({ fractions: [1], bounds: [0], sides: 2, estimate, stderr });
  const repeated = repeatedInterval({ fractions: [1], alpha: 0.05, spending: "pocock", sides: 2, estimate, stderr });
  for (const found of [stage, repeated]) {
    expect(found.lower).toBeCloseTo(estimate - half, 10);
    expect(found.upper).toBeCloseTo(estimate + half, 10);
    expect(found.pValue).toBeCloseTo(pValue, 10);
  }
  expect(stage.estimate).toBeCloseTo(estimate, 10);
});

test("a z at the bound has the p-value alpha; the same z later in the design counts for less", () => {
  const design = { fractions: [0.3, 0.5, 0.8], alpha: 0.05, spending: "obrien_fleming", sides: 2 } as const;
  const bound = spendingBounds(design)[2]!;
  expect(repeatedInterval({ ...design, estimate: bound, stderr: 1 }).pValue).toBeCloseTo(0.05, 9);
  expect(repeatedInterval({ ...design, estimate: -bound * 3, stderr: 3 }).pValue).toBeCloseTo(0.05, 9);
  expect(repeatedInterval({ ...design, fractions: [0.001], estimate: 3, stderr: 1 })).toMatchObject({
    lower: null,
    upper: null,
    pValue: 1,
  });
});

test("the always-valid interval agrees with GrowthBook's published test values", () => {
  const lift = relativeLift(moments(3461, 2422.7, 134698.29), moments(3000, 1396.87, 52377.9767), 1.96);
  const look = { estimate: lift.value, variance: lift.stderr ** 2, n: 6461 };
  const narrow = confidenceSequence({ ...look, tuning: 1000 });
  const wide = confidenceSequence({ ...look, tuning: 5000 });
  expect(lift.value).toBeCloseTo(0.503361, 6);
  expect([narrow.lower, narrow.upper].map((x) => x.toFixed(6))).toEqual(["-0.558441", "1.565163"]);
  expect([wide.lower, wide.upper].map((x) => x.toFixed(6))).toEqual(["-0.509718", "1.516440"]);
});

test("the sequence is narrowest, in units of the standard error, near n = tuning", () => {
  const width = (tuning: number): number => confidenceSequence({ estimate: 0, variance: 1, n: 2000, tuning }).upper;
  expect(width(2000)).toBeLessThan(width(1000));
  expect(width(2000)).toBeLessThan(width(4000));
});

test("twenty looks at nothing: always-valid and group-sequential tests reject at most 5 % of the time, plain z far more", () => {
  const runs = 1500;
  const looks = 20;
  const bounds = spendingBounds({ fractions: equalLooks(looks), alpha: 0.05, spending: "pocock", sides: 2 });
  const rejected = { plain: 0, sequence: 0, group: 0 };
  for (let run = 0; run < runs; run++) {
    const rng = createRng(20261121, "looks", run);
    const found = { plain: false, sequence: false, group: false };
    let sum = 0;
    for (let k = 1; k <= looks; k++) {
      sum += 10 * rng.normal();
      const [estimate, variance] = [sum / (100 * k), 1 / (100 * k)];
      const z = Math.abs(estimate) / Math.sqrt(variance);
      found.plain ||= z > 1.959964;
      found.group ||= z > bounds[k - 1]!;
      found.sequence ||= confidenceSequence({ estimate, variance, n: 100 * k, tuning: 2000 }).pValue < 0.05;
    }
    for (const name of ["plain", "sequence", "group"] as const) if (found[name]) rejected[name] += 1;
  }
  const slack = 3 * Math.sqrt((0.05 * 0.95) / runs);
  expect(rejected.sequence / runs).toBeLessThan(0.05);
  expect(Math.abs(rejected.group / runs - 0.05)).toBeLessThan(slack);
  expect(rejected.plain / runs).toBeGreaterThan(0.2);
});

test("impossible looks are refused by name", () => {
  const design = { alpha: 0.05, spending: "pocock", sides: 2 } as const;
  expect(() => spendingBounds({ ...design, fractions: [] })).toThrow("there are no looks");
  expect(() => spendingBounds({ ...design, fractions: [0.5, 0.5] })).toThrow("must ascend within (0, 1]");
  expect(() => spendingBounds({ ...design, fractions: [0.5, 1.1] })).toThrow("must ascend within (0, 1]");
  expect(() => spendingBounds({ ...design, fractions: [1], alpha: 0 })).toThrow("alpha must lie between 0 and 1");
  expect(() => crossingProbabilities({ fractions: [0.5, 1], bounds: [2], sides: 2 }, 0)).toThrow(
    "1 bounds for 2 looks",
  );
  expect(() => confidenceSequence({ estimate: 0, variance: 1, n: 0, tuning: 5 })).toThrow("n 0");
});
