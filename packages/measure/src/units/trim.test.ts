import { isImpactError } from "@ie/contracts";
import { expect, test } from "vitest";
import { simulateUnits } from "../../test/support/simulate-units.ts";
import { fitPropensity, readUnits, trim, type Trim } from "./index.ts";

const table = simulateUnits({ n: 400, covariates: 2, effect: 0, slope: 1.5 }, 1);
const units = readUnits(table, { outcome: "revenue", treatment: "treated", covariates: ["x1", "x2"] }, "test");
const { scores } = fitPropensity(units, "logit", "test");
const by = (bounds: Trim, estimand: "ate" | "att" | "atc" = "ate"): ReturnType<typeof trim> =>
  trim("test", units, scores, { trim: bounds, estimand });

test("att loses only high scores, atc only low ones", () => {
  const kept = (estimand: "ate" | "att" | "atc"): number[] => by([0.2, 0.8], estimand).rows.map((i) => scores[i]!);
  expect(Math.min(...kept("att"))).toBeLessThan(0.2);
  expect(Math.max(...kept("att"))).toBeLessThanOrEqual(0.8);
  expect(Math.max(...kept("atc"))).toBeGreaterThan(0.8);
  expect(Math.min(...kept("atc"))).toBeGreaterThanOrEqual(0.2);
  expect(by([0.2, 0.8], "att").population).toBe("the treated units with a propensity from 0 to 0.8");
});

test("what is left out is counted; a little of it is no warning", () => {
  const most = scores.toSorted()[395]!;
  const little = by([0, most]);
  expect(little).toMatchObject({ dropped: 4, check: { status: "pass", value: 0.01 } });
  expect(little.check.message).toMatch(/^4 of 400 units .* were left out/u);
  expect(by([0.3, 0.7]).check.status).toBe("fail");
  expect(by(null)).toMatchObject({ dropped: 0, bounds: null, check: { status: "pass" } });
});

test("too few left is an error that says what to set", () => {
  const message = (bounds: Trim): string => {
    try {
      by(bounds);
    } catch (error) {
      if (isImpactError(error)) return `${error.code} ${error.message}`;
      throw error;
    }
    return "";
  };
  expect(message([0.4999, 0.5001])).toMatch(
    /^fit\/no-overlap test: of 400 units .* from 0.4999 to 0.5001; .*widen trim/u,
  );
  const few = { ...units, nTreated: 12, nControl: 388 };
  expect(() => trim("test", few, scores, { trim: [0.9, 0.91], estimand: "ate" })).toThrow(
    /set estimand: att, or trim: none/u,
  );
});
