import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as beta from "./beta.ts";
import * as fDistribution from "./f-distribution.ts";
import * as gamma from "./gamma.ts";
import * as studentT from "./student-t.ts";

const shape = fc.double({ min: -2.5, max: 5, noNaN: true }).map((log) => 10 ** log);
const probability = fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true });
const unit = fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true });

function close(value: number, expected: number, tolerance: number): void {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(tolerance * Math.abs(expected));
}

test("a quantile's probability is the one that was asked for", () => {
  fc.assert(
    fc.property(shape, shape, probability, (a, b, p) => {
      const f = fDistribution.quantile(p, a, b);
      if (f > 1e-290 && f < 1e290) {
        // A relative error ε of x moves the probability by up to ε times the density in log x.
        close(fDistribution.cdf(f, a, b), p, 1e-15 * (10 + a + b));
        close(fDistribution.upperTail(f, a, b), 1 - p, 1e-15 * (10 + a + b) * Math.max(1, p / (1 - p)));
      }
      const x = gamma.quantile(p, a, 3);
      if (x > 1e-290) close(gamma.cdf(x, a, 3), p, 1e-15 * (10 + a));
    }),
  );
});

test("the two tails add up to one, and each falls or rises with x", () => {
  fc.assert(
    fc.property(unit, unit, shape, shape, (x1, x2, a, b) => {
      expect(beta.cdf(x1, a, b) + beta.upperTail(x1, a, b)).toBeCloseTo(1, 14);
      const [low, high] = x1 < x2 ? [x1, x2] : [x2, x1];
      // Equal up to rounding where the distribution is flat.
      expect(beta.cdf(low, a, b)).toBeLessThanOrEqual(beta.cdf(high, a, b) * (1 + 1e-12));
      expect(beta.upperTail(high, a, b)).toBeLessThanOrEqual(beta.upperTail(low, a, b) * (1 + 1e-12));
    }),
  );
});

test("mirror images: beta(a, b) at x, F at 1/x, t at −t, and t² is F(1, df)", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1023 }), shape, shape, (k, a, b) => {
      const x = k / 1024; // 1 − x is exact
      close(beta.cdf(x, a, b), beta.upperTail(1 - x, b, a), 1e-12);
      const f = 2 ** ((k - 512) / 32);
      close(fDistribution.cdf(f, a, b), fDistribution.upperTail(1 / f, b, a), 1e-12 * Math.max(1, a + b));
      const t = k / 64;
      expect(studentT.cdf(-t, a)).toBe(studentT.upperTail(t, a));
      close(2 * studentT.upperTail(t, a), fDistribution.upperTail(t * t, 1, a), 1e-12);
    }),
  );
});
