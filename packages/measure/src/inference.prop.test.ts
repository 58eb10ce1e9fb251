import * as fc from "fast-check";
import { expect, test } from "vitest";
import { tInference } from "./inference.ts";

const finite = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });

test("p is below 1 − level exactly where the interval leaves 0 out", () => {
  fc.assert(
    fc.property(
      finite(-1e3, 1e3),
      finite(1e-3, 1e3),
      finite(1, 1e6),
      finite(0.5, 0.9999),
      (value, stderr, df, level) => {
        const { interval, pValue } = tInference(value, stderr, df, level);
        expect(interval.lower).toBeLessThanOrEqual(value);
        expect(interval.upper).toBeGreaterThanOrEqual(value);
        const excludes = interval.lower > 0 || interval.upper < 0;
        // A p-value on the border itself may round to either side.
        if (Math.abs(pValue - (1 - level)) > 1e-9) expect(pValue < 1 - level).toBe(excludes);
      },
    ),
  );
});

test("the sign of the effect turns the interval and leaves p", () => {
  fc.assert(
    fc.property(finite(-1e3, 1e3), finite(1e-3, 1e3), finite(1, 1e6), (value, stderr, df) => {
      const [plain, turned] = [tInference(value, stderr, df, 0.95), tInference(-value, stderr, df, 0.95)];
      expect(turned.interval.lower).toBe(-plain.interval.upper);
      expect(turned.pValue).toBe(plain.pValue);
    }),
  );
});
