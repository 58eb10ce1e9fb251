import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { benchmarkBound, confoundedEstimate, partialR2, robustnessValue } from "./robustness-value.ts";

const { omitted } = JSON.parse(
  readFileSync(new URL("../../test/fixtures/sensitivity/sensitivity.json", import.meta.url), "utf8"),
) as { omitted: Record<string, number> };
const at = (key: string): number => omitted[key] ?? NaN;

test("Cinelli and Hazlett's example: t 4.18 on 783 degrees of freedom", () => {
  const { partialR2: share, value, significance } = robustnessValue(4.18445, 783);
  expect(share).toBeCloseTo(0.022, 3);
  expect(value).toBeCloseTo(0.139, 3);
  expect(significance).toBeCloseTo(0.076, 3);
});

test("putting the omitted variable in gives the estimate and error that its strength foretells", () => {
  const found = confoundedEstimate(at("short"), at("stderr"), at("df"), at("treatment_r2"), at("outcome_r2"));
  expect(Math.abs(found.value / at("long") - 1)).toBeLessThan(1e-9);
  expect(Math.abs(found.stderr / at("long_stderr") - 1)).toBeLessThan(1e-9);
  expect(Math.abs(partialR2(at("short") / at("stderr"), at("df")) / at("t_r2") - 1)).toBeLessThan(1e-9);
});

test("a confounder of the robustness value takes all of the effect, or its significance", () => {
  const [value, stderr, df] = [3, 1, 60];
  const robust = robustnessValue(value / stderr, df);
  expect(confoundedEstimate(value, stderr, df, robust.value, robust.value).value).toBeCloseTo(0, 12);
  const { lower } = confoundedEstimate(value, stderr, df, robust.significance, robust.significance);
  expect(lower).toBeCloseTo(0, 10);
  expect(robustnessValue(1.5, 60).significance).toBe(0);
});

test("where the treatment's share alone decides, no outcome share up to the robustness value does more", () => {
  const { significance } = robustnessValue(12, 3, 1, 0.05);
  expect(confoundedEstimate(12, 1, 3, significance, significance).limit).toBeCloseTo(0, 9);
});

test("the worst limit is the least over outcome shares up to the bound", () => {
  for (const most of [0.01, 0.3, 1]) {
    const limits = Array.from(
      { length: 2001 },
      (_, i) => confoundedEstimate(-2, 0.5, 40, 0.2, (most * i) / 2000).upper,
    );
    expect(confoundedEstimate(-2, 0.5, 40, 0.2, most).limit).toBeCloseTo(Math.max(...limits), 5);
  }
});

test("a benchmark keeps its own shares where it is independent of the treatment", () => {
  expect(benchmarkBound(0, 0.2)).toEqual({ treatmentR2: 0, outcomeR2: 0.25 });
  const bound = benchmarkBound(0.1, 0.2);
  expect(bound?.treatmentR2).toBeCloseTo(1 / 9, 12);
  expect(benchmarkBound(0.6, 0.2, 2)).toBeNull();
});

test("refuses shares outside 0 to 1", () => {
  expect(() => confoundedEstimate(1, 1, 10, 1, 0.5)).toThrow(RangeError);
  expect(() => robustnessValue(2, 1)).toThrow(RangeError);
});
