import type { Estimate } from "@ie/contracts";
import { expect, test } from "vitest";
import { judge } from "./judge.ts";
import { refuters } from "./refuters.ts";

const answer = (value: number): Estimate => ({
  estimand: "att",
  value,
  stderr: 1,
  interval: { lower: value - 2, upper: value + 2, level: 0.95 },
  pValue: 0.5,
  unit: "y",
});
const status = (values: readonly number[], drawsAreChance: boolean): string =>
  judge("random_common_cause", refuters["random_common_cause"]!, answer(0), {
    draws: values.length,
    estimates: values.map(answer),
    refusal: null,
    expectedShift: 0.05,
    drawsAreChance,
    shareData: false,
  }).status;

test("what draws differ by among themselves is chance where they redraw matches; moving together is not", () => {
  const scattered = [0.1, 1.3, -0.4, 0.9, 1.5, 0.2];
  expect(status(scattered, true)).toBe("pass");
  expect(status(scattered, false)).not.toBe("pass");
  expect(status([3, 3.1, 2.9, 3], true)).toBe("fail");
});

test("alarms of answers that share their data warn where independent ones would fail", () => {
  const found = (shareData: boolean): string =>
    judge("placebo_date", refuters["placebo_date"]!, answer(0), {
      draws: 10,
      estimates: [5, 5, 5, 5, 0, 0, 0, 0, 0, 0].map(answer),
      refusal: null,
      expectedShift: 0,
      drawsAreChance: false,
      shareData,
    }).status;
  expect([found(false), found(true)]).toEqual(["fail", "warn"]);
});
