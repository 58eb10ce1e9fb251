import { expect, test } from "vitest";
import { simulateUnits } from "../../test/support/simulate-units.ts";
import { covariateGroups, readUnits } from "./index.ts";

test("powers and categories of one column are one covariate, products their own", () => {
  const table = simulateUnits({ n: 100, covariates: 2, effect: 0, slope: 0.5 }, 3);
  const covariates = ["x1", "I(x1^2)", "C(region)", "x1:x2"];
  const units = readUnits(table, { outcome: "revenue", treatment: "treated", covariates }, "test");
  expect(covariateGroups(units).map(({ name, columns }) => [name, columns.length])).toEqual([
    ["x1", 2],
    ["region", 1],
    ["x1:x2", 1],
  ]);
});
