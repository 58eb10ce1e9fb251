import { describe, expect, it } from "vitest";
import reference from "../test/fixtures/reference.json" with { type: "json" };
import { compensatedMean, compensatedSum } from "./sum.ts";

describe("compensatedSum", () => {
  it("agrees with math.fsum within eps |sum| + n² eps² sum |x|", () => {
    const eps = Number.EPSILON;
    for (const { values, sum } of reference.sums) {
      const magnitude = values.reduce((a, x) => a + Math.abs(x), 0);
      const bound = eps * Math.abs(sum) + (values.length * eps) ** 2 * magnitude;
      expect(Math.abs(compensatedSum(Float64Array.from(values)) - sum)).toBeLessThanOrEqual(bound);
    }
  });

  it("keeps what plain addition loses", () => {
    expect(compensatedSum(new Float64Array([1, 1e100, 1, -1e100]))).toBe(2);
    expect(compensatedSum(new Float64Array(10).fill(0.1))).toBe(1);
  });

  it("survives partial sums that overflow, and passes infinities on", () => {
    const huge = Number.MAX_VALUE;
    expect(compensatedSum(new Float64Array([huge, huge, -huge, -huge, 1e300]))).toBe(1e300);
    expect(compensatedSum(new Float64Array([huge, huge]))).toBe(Infinity);
    expect(compensatedSum(new Float64Array([1, -Infinity]))).toBe(-Infinity);
    expect(compensatedMean(new Float64Array([huge, huge]))).toBe(huge);
  });
});
