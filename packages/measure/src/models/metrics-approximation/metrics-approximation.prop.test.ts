import { unwrap, validate, type Estimate } from "@ie/contracts";
import { createTable } from "@ie/table";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { contextOf } from "../../measure.ts";
import { metricsApproximation } from "./metrics-approximation.ts";

const n = 30;
const numbers = (min: number, max: number): fc.Arbitrary<Float64Array> =>
  fc.array(fc.double({ min, max, noNaN: true }), { minLength: n, maxLength: n }).map((own) => Float64Array.from(own));

const example = fc.record({
  before: numbers(0.1, 1),
  after: numbers(0.1, 1),
  baseline: numbers(1, 100),
  value: fc.double({ min: -0.5, max: 0.5, noNaN: true }),
  noise: fc.constantFrom(0, 0.2),
  propagation: fc.constantFrom("auto", "delta", "monte_carlo"),
  function: fc.constantFrom("linear", "log"),
});

function estimateOf(given: typeof example extends fc.Arbitrary<infer E> ? E : never, level: number): Estimate {
  const options = {
    response: { function: given.function, params: { coefficient: { value: given.value, std_error: 0.2 } } },
    unit_noise: given.noise,
    propagation: given.propagation,
    draws: 499,
    level,
  };
  const table = createTable({
    quality_before: given.before,
    quality_after: given.after,
    baseline_sales: given.baseline,
  });
  const own = unwrap(validate(metricsApproximation.options, options), "test", "config/invalid");
  return metricsApproximation.fit(table, own, contextOf(3)).estimate;
}

test("p is below 1 − level exactly where the interval leaves out 0, relative effect included", () => {
  fc.assert(
    fc.property(example, fc.constantFrom(0.5, 0.8, 0.9, 0.95), (given, level) => {
      const { interval, pValue, relative } = estimateOf(given, level);
      const leavesOut = (own: { lower: number; upper: number }): boolean => own.lower > 0 || own.upper < 0;
      expect(pValue! < 1 - interval.level).toBe(leavesOut(interval));
      expect(leavesOut(relative!.interval!)).toBe(leavesOut(interval));
    }),
    { numRuns: 60 },
  );
});

test("intervals widen with the level, hold the estimate, and p stands still at or above its resolution", () => {
  fc.assert(
    fc.property(example, (given) => {
      const [narrow, wide] = [estimateOf(given, 0.8), estimateOf(given, 0.95)];
      expect(wide.interval.lower).toBeLessThanOrEqual(narrow.interval.lower);
      expect(wide.interval.upper).toBeGreaterThanOrEqual(narrow.interval.upper);
      expect(narrow.interval.lower).toBeLessThanOrEqual(narrow.value);
      expect(narrow.value).toBeLessThanOrEqual(narrow.interval.upper);
      expect(wide.pValue).toBe(narrow.pValue);
      if (given.propagation === "monte_carlo") expect(wide.pValue!).toBeGreaterThanOrEqual(2 / 500);
    }),
    { numRuns: 60 },
  );
});
