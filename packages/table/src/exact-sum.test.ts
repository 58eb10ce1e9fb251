import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import reference from "../test/fixtures/reference.json" with { type: "json" };
import { createExactSum, type ExactSum } from "./exact-sum.ts";

function sumOf(values: Iterable<number>): ExactSum {
  const sum = createExactSum();
  for (const value of values) sum.add(value);
  return sum;
}

describe("createExactSum", () => {
  it("is math.fsum", () => {
    for (const { values, sum } of reference.sums) expect(sumOf(values).value()).toBe(sum);
  });

  it("is the exact sum of cents, correctly rounded", () => {
    const cents = fc.array(fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), { maxLength: 60 });
    fc.assert(
      fc.property(cents, (values) => {
        const eighths = values.map((value) => value / 8); // without rounding, as is their sum
        expect(sumOf(eighths).value()).toBe(values.reduce((a, b) => a + b, 0) / 8);
      }),
    );
  });

  it("is the same for any order, up to values that overflow in between", () => {
    const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(values, (given) => {
        const [forth, back] = [sumOf(given), sumOf(given.toReversed())];
        expect(back.value()).toBe(forth.value());
        expect(back.mean(given.length)).toBe(forth.mean(given.length));
      }),
    );
  });

  it("keeps small values beside huge ones, and passes infinities and missing values on", () => {
    const huge = Number.MAX_VALUE;
    expect(sumOf([1, 1e100, 1, -1e100]).value()).toBe(2);
    expect(sumOf([huge, huge, -huge, -huge, 1e-300]).value()).toBe(1e-300);
    expect(sumOf([huge, huge]).value()).toBe(Infinity);
    expect(sumOf([huge, huge]).mean(2)).toBe(huge);
    expect(sumOf([1, -Infinity]).value()).toBe(-Infinity);
    expect(sumOf([Infinity, -Infinity]).value()).toBeNaN();
    expect(sumOf([1, NaN]).mean(2)).toBeNaN();
    expect(sumOf([]).value()).toBe(0);
  });

  it("decides ties by what lies below", () => {
    expect(sumOf([1, 2 ** -53, 2 ** -110]).value()).toBe(1 + 2 ** -52);
    expect(sumOf([1, 2 ** -53, -(2 ** -110)]).value()).toBe(1);
  });
});
