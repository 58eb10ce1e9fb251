import { expect, test } from "vitest";
import { eValue } from "./e-value.ts";

test("the example of VanderWeele and Ding: risk ratio 3.9 (1.8 to 8.7)", () => {
  const { estimate, limit } = eValue("risk_ratio", 3.9, 1.8, 8.7);
  expect(estimate).toBeCloseTo(7.263, 3);
  expect(limit).toBeCloseTo(3, 10);
});

test("a protective ratio is its reciprocal", () => {
  const [above, below] = [eValue("risk_ratio", 2, 1.25, 4), eValue("risk_ratio", 0.5, 0.25, 0.8)];
  expect(below.estimate).toBeCloseTo(above.estimate, 12);
  expect(below.limit).toBeCloseTo(above.limit, 12);
});

test("an interval that holds no effect needs no confounder", () => {
  expect(eValue("risk_ratio", 1.5, 0.9, 3).limit).toBe(1);
  expect(eValue("standardised_difference", -0.2, -0.5, 0.1).limit).toBe(1);
  expect(eValue("risk_ratio", 1, 0.5, 2).estimate).toBe(1);
});

test.each([
  ["odds_ratio", 4, 4],
  ["odds_ratio_common", 4, 2],
  ["hazard_ratio", 2, 2],
  ["hazard_ratio_common", 2, (1 - 0.5 ** Math.SQRT2) / (1 - 0.5 ** Math.SQRT1_2)],
  ["standardised_difference", 0.5, Math.exp(0.455)],
] as const)("%s %d is a risk ratio of %d", (scale, value, ratio) => {
  expect(eValue(scale, value, value, value).riskRatio).toBeCloseTo(ratio, 12);
});

test("refuses limits out of order and ratios of 0", () => {
  expect(() => eValue("risk_ratio", 1, 2, 3)).toThrow(RangeError);
  expect(() => eValue("odds_ratio", 1, 0, 3)).toThrow(RangeError);
});
