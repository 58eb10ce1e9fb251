import { expect, it } from "vitest";
import fixture from "../../test/fixtures/difference-in-differences/honest.json" with { type: "json" };
import { createMatrix } from "../linear-algebra/matrix.ts";
import * as normal from "../distributions/normal.ts";
import { boxProbability } from "./box-probability.ts";
import type { EventStudyEstimates } from "./event-study-estimates.ts";
import { breakdownRelativeMagnitudes, honestRelativeMagnitudes } from "./honest-relative-magnitudes.ts";
import { breakdownSmoothness, honestSmoothness } from "./honest-smoothness.ts";
import { preTestPower } from "./pre-test-power.ts";

type Case = (typeof fixture.cases)[number];

function estimatesOf({ pre, post, covariance, contrast }: Case): EventStudyEstimates {
  const size = pre.length + post.length;
  return {
    pre: Float64Array.from(pre),
    post: Float64Array.from(post),
    covariance: createMatrix(size, size, Float64Array.from(covariance)),
    contrast: Float64Array.from(contrast),
  };
}

it.each(fixture.cases)("equals the tests of a grid under relative magnitudes, %#", (one) => {
  for (const { mBar, level, interval } of one.relative) {
    const { lower, upper } = honestRelativeMagnitudes(estimatesOf(one), mBar, { level });
    expect(lower).toBeCloseTo(interval[0]!, 6);
    expect(upper).toBeCloseTo(interval[1]!, 6);
  }
});

it.each(fixture.cases)("is as short as a direct search under smoothness, %#", (one) => {
  for (const { m, level, half, value } of one.smooth) {
    const found = honestSmoothness(estimatesOf(one), m, { level });
    const own = (found.upper - found.lower) / 2;
    expect(own).toBeLessThan(half * 1.001);
    expect(own).toBeGreaterThan(half * 0.999);
    // The minimum is flat: weights agree less well than lengths.
    expect(Math.abs(found.value - value)).toBeLessThan(0.05 * half);
  }
});

it.each(fixture.cases)("finds the detectable trends of scipy, %#", (one) => {
  const K = one.pre.length;
  const size = K + one.post.length;
  const covariance = createMatrix(K, K);
  for (let i = 0; i < K; i++) for (let j = 0; j < K; j++) covariance.data[j * K + i] = one.covariance[j * size + i]!;
  const eventTimes = Float64Array.from({ length: K }, (_, i) => i - K - 1);
  for (const test of ["wald", "individual"] as const) {
    const found = preTestPower({ eventTimes, covariance, at: 1, test })!;
    for (const [i, { slope, bias }] of found.entries()) {
      expect(Math.abs(slope / one[test][i]! - 1)).toBeLessThan(test === "wald" ? 1e-8 : 1e-3);
      expect(bias).toBe(2 * slope);
    }
  }
});

const simple: EventStudyEstimates = {
  pre: Float64Array.of(0.3, -0.1),
  post: Float64Array.of(2, 2.5),
  covariance: createMatrix(
    4,
    4,
    Float64Array.from({ length: 16 }, (_, i) => (i % 5 === 0 ? 0.04 : 0.01)),
  ),
};

it("is the usual interval when no violation is allowed", () => {
  const { lower, upper } = honestRelativeMagnitudes(simple, 0);
  const half = normal.quantile(0.975) * Math.sqrt(0.25 * (0.08 + 0.02));
  expect([lower, upper]).toEqual([expect.closeTo(2.25 - half, 9), expect.closeTo(2.25 + half, 9)]);
});

it("widens with the violation allowed, and breaks down where it reaches 0", () => {
  let last = 0;
  for (const mBar of [0, 0.25, 0.5, 1, 2, 5]) {
    const { lower, upper } = honestRelativeMagnitudes(simple, mBar);
    expect(upper - lower).toBeGreaterThan(last);
    last = upper - lower;
  }
  const mBar = breakdownRelativeMagnitudes(simple);
  expect(honestRelativeMagnitudes(simple, mBar).lower).toBeGreaterThan(0);
  expect(honestRelativeMagnitudes(simple, mBar + 1e-6).lower).toBeLessThan(0);
  expect(breakdownRelativeMagnitudes(simple, { atMost: 0.5 })).toBe(0.5);
  expect(breakdownRelativeMagnitudes({ ...simple, post: Float64Array.of(0.1, 0) })).toBe(0);
  const m = breakdownSmoothness(simple);
  expect(honestSmoothness(simple, m).lower).toBeGreaterThan(0);
  expect(honestSmoothness(simple, m * 1.00001).lower).toBeLessThan(0);
});

it("extrapolates one pre-period difference linearly when only that is allowed", () => {
  const one: EventStudyEstimates = {
    pre: Float64Array.of(-0.5),
    post: Float64Array.of(2),
    covariance: createMatrix(2, 2, Float64Array.of(1, 0, 0, 1)),
  };
  const { value, stderr, bias } = honestSmoothness(one, 0);
  expect([value, stderr, bias]).toEqual([1.5, Math.SQRT2, 0]);
  expect(honestSmoothness(one, 3).bias).toBe(3);
});

it("finds probabilities of boxes", () => {
  const covariance = createMatrix(2, 2, Float64Array.of(1, 0.5, 0.5, 1));
  const corner = boxProbability(covariance, Float64Array.of(-40, -40), Float64Array.of(0, 0));
  // Sheppard: 1/4 + asin(ρ) / 2π.
  expect(corner).toBeCloseTo(1 / 3, 4);
  expect(boxProbability(createMatrix(1, 1, Float64Array.of(4)), Float64Array.of(-2), Float64Array.of(2))).toBeCloseTo(
    0.682689492137086,
    12,
  );
  expect(
    boxProbability(createMatrix(2, 2, Float64Array.of(1, 1, 1, 1)), new Float64Array(2), new Float64Array(2)),
  ).toBeNaN();
});

it("refuses impossible arguments", () => {
  expect(() => honestRelativeMagnitudes(simple, -1)).toThrow(/mBar must be a number from 0; got -1/);
  expect(() => honestSmoothness(simple, NaN)).toThrow(RangeError);
  expect(() => honestSmoothness({ ...simple, pre: new Float64Array(0) }, 1)).toThrow(
    /before and after treatment; got 0 and 2/,
  );
  expect(() => honestRelativeMagnitudes({ ...simple, covariance: createMatrix(3, 3) }, 1)).toThrow(
    /must be 4 x 4; it is 3 x 3/,
  );
  expect(() => honestRelativeMagnitudes(simple, 1, { level: 1 })).toThrow(RangeError);
  expect(preTestPower({ eventTimes: Float64Array.of(-2), covariance: createMatrix(1, 1), at: 0 })).toBeNull();
  expect(() => preTestPower({ eventTimes: Float64Array.of(-2), covariance: createMatrix(2, 2), at: 0 })).toThrow(
    RangeError,
  );
});
