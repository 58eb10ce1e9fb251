import { createRng, type Rng } from "@ie/stats";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { armMoments } from "./arm-moments.ts";
import { skewnessCheck } from "./skewness.ts";

function checkOf(
  treated: readonly number[],
  control: readonly number[],
  level = 0.95,
): ReturnType<typeof skewnessCheck> {
  const y = Float64Array.of(...treated, ...control);
  const codes = Int32Array.from(y, (_, i) => (i < treated.length ? 1 : 0));
  const [none, own] = armMoments(y, codes, 2);
  return skewnessCheck(own!, none!, level, false);
}

function draw(n: number, value: () => number): number[] {
  return Array.from({ length: n }, value);
}

/** Share of warnings in 300 draws of `treated` units against `control` ones. */
function warnings(treated: number, control: number, value: (rng: Rng, isTreated: boolean) => number): number {
  const rng = createRng(5);
  let warned = 0;
  for (let run = 0; run < 300; run++) {
    const [a, b] = [draw(treated, () => value(rng, true)), draw(control, () => value(rng, false))];
    if (checkOf(a, b).status === "warn") warned += 1;
  }
  return warned / 300;
}

// Its 95 % interval covers 91.6 % there.
test("a lognormal outcome of 100 treated among 1,000 with three times the spread is warned about", () => {
  expect(warnings(100, 900, (rng, isTreated) => (isTreated ? 3 : 1) * Math.exp(rng.normal()))).toBeGreaterThan(0.95);
});

test.each([
  [10, 10],
  [20, 200],
  [100, 900],
])("normal outcomes of %d and %d are not", (treated, control) => {
  expect(warnings(treated, control, (rng) => rng.normal())).toBeLessThan(0.02);
});

test("equal arms of the same shape cancel, and many units settle it", () => {
  expect(warnings(500, 500, (rng) => Math.exp(rng.normal() / 2))).toBeLessThan(0.02);
  expect(warnings(500, 1500, (rng) => rng.normal() ** 2)).toBeLessThan(0.05);
});

test("location and scale do not matter, a mirror image turns the sign", () => {
  const property = fc.property(
    fc.nat(),
    fc.constantFrom(-1e4, -1, 1e-4, 1, 1e4),
    fc.double({ min: -100, max: 100, noNaN: true }),
    (seed, a, b) => {
      const rng = createRng(seed);
      const [treated, control] = [draw(40, () => rng.normal() ** 3), draw(90, () => Math.exp(rng.normal()))];
      const moved = (values: readonly number[]): number[] => values.map((value) => a * (value + b));
      const [here, there] = [checkOf(treated, control), checkOf(moved(treated), moved(control))];
      expect(there.status).toBe(here.status);
      expect(there.value! * Math.sign(a)).toBeCloseTo(here.value!, 8);
      expect(checkOf(control, treated).value).toBeCloseTo(-here.value!, 10);
    },
  );
  fc.assert(property, { numRuns: 50 });
});

test("the message says which side fails, and what to do", () => {
  const value = checkOf(
    draw(50, () => 0).map((_, i) => (i === 0 ? 50 : i % 7)),
    draw(500, () => 0).map((_, i) => i % 7),
  );
  expect(value.message).toMatch(
    /^the difference in means has skewness \d\.\d\d: about .* % of such intervals lie wholly below the effect/,
  );
  expect(value.message).toMatch(
    /try inference: randomisation, winsorise the outcome, or assign about \d+ times as many units$/,
  );
});
