import { createRng, leastSquares, createMatrix } from "@ie/stats";
import { expect, test } from "vitest";
import { sensitivityOf, type SensitivityInput } from "./index.ts";

const n = 400;
const rng = createRng(3);
const strong = Float64Array.from({ length: n }, () => rng.normal());
const weak = Float64Array.from({ length: n }, () => rng.normal());
const treatment = strong.map((value) => (value + 2 * rng.normal() > 0 ? 1 : 0));
const outcome = treatment.map((value, i) => value + strong[i]! + 0.05 * weak[i]! + rng.normal());
const covariates = [
  { name: "weak", columns: [weak] },
  { name: "strong", columns: [strong] },
];
const input: SensitivityInput = {
  estimate: { value: 1, interval: { lower: 0.8, upper: 1.2, level: 0.95 } },
  outcome,
  treatment,
  covariates,
};

function partialR2(response: Float64Array, others: readonly Float64Array[], own: readonly Float64Array[]): number {
  const rss = (columns: readonly Float64Array[]): number => {
    const x = createMatrix(n, 1 + columns.length);
    x.data.fill(1, 0, n);
    columns.forEach((column, j) => x.data.set(column, (1 + j) * n));
    return leastSquares(x, response).rss;
  };
  return 1 - rss([...others, ...own]) / rss(others);
}

test("yardsticks are partial R² by leaving the covariate out", () => {
  const { tables, diagnostics } = sensitivityOf(input);
  expect(diagnostics["strongest_covariate"]).toBe("strong");
  const table = tables["hidden_confounder"]!;
  expect(table["as_strong_as"]!.slice(0, 3)).toEqual(["strong", "strong", "strong"]);
  const r2 = partialR2(treatment, [weak], [strong]);
  expect((table["treatment_r2"] as Float64Array)[0]).toBeCloseTo(r2 / (1 - r2), 10);
});

test("a category's indicators are one yardstick", () => {
  const [low, high] = [-0.5, 0.5].map((cut) => strong.map((value) => (value > cut ? 1 : 0)));
  const { tables } = sensitivityOf({ ...input, covariates: [{ name: "level", columns: [low!, high!] }] });
  const table = tables["hidden_confounder"]!;
  const r2 = partialR2(treatment, [], [low!, high!]);
  expect(table["as_strong_as"]).toHaveLength(3);
  expect((table["treatment_r2"] as Float64Array)[0]).toBeCloseTo(r2 / (1 - r2), 10);
});

test("a clear effect passes, one that such a confounder takes away warns, an unclear one needs none", () => {
  const statusOf = (own: SensitivityInput): string => sensitivityOf(own).checks[0]!.status;
  expect(statusOf({ ...input, outcome: outcome.map((value, i) => value + 5 * treatment[i]!) })).toBe("pass");
  expect(statusOf({ ...input, outcome: outcome.map((value, i) => value - 0.7 * treatment[i]!) })).toBe("warn");
  expect(statusOf({ ...input, covariates: [] })).toBe("warn");
  const unclear = { value: 0.1, interval: { lower: -0.1, upper: 0.3, level: 0.95 } };
  expect(statusOf({ ...input, estimate: unclear })).toBe("pass");
});

test("order of rows and covariates, and the outcome's unit, change nothing", () => {
  const straight = sensitivityOf(input);
  const scale = 1e4;
  const { value, interval } = input.estimate;
  const turned = sensitivityOf({
    estimate: {
      value: scale * value,
      interval: { ...interval, lower: scale * interval.lower, upper: scale * interval.upper },
    },
    outcome: outcome.map((each) => scale * each).reverse(),
    treatment: treatment.slice().reverse(),
    covariates: [...covariates]
      .reverse()
      .map(({ name, columns }) => ({ name, columns: columns.map((c) => c.slice().reverse()) })),
  });
  for (const key of ["e_value", "e_value_limit", "robustness_value", "robustness_value_significance"]) {
    expect(Number(turned.diagnostics[key])).toBeCloseTo(Number(straight.diagnostics[key]), 9);
  }
  expect(turned.checks[0]!.status).toBe(straight.checks[0]!.status);
});

test("pairs have Rosenbaum's bounds", () => {
  const differences = Float64Array.from({ length: 60 }, () => 0.8 + rng.normal());
  const { diagnostics, tables } = sensitivityOf({ ...input, differences });
  expect(Number(diagnostics["rosenbaum_gamma"])).toBeGreaterThan(1.5);
  const bounds = tables["rosenbaum_bounds"]!;
  const p = bounds["p_upper"] as Float64Array;
  expect(p.every((value, i) => i === 0 || value >= p[i - 1]!)).toBe(true);
});

test("an outcome that the regression fits without error has no robustness value", () => {
  const { diagnostics, checks } = sensitivityOf({ ...input, outcome: new Float64Array(n) });
  expect(diagnostics).toMatchObject({ robustness_value: null, e_value: null });
  expect(checks[0]!.status).toBe("warn");
});

test("the check doubts an effect that one as strong as the strongest would take away, not one that is merely unsure", () => {
  const check = (shift: number): { status: string; message: string } =>
    sensitivityOf({ ...input, outcome: outcome.map((value, i) => value + shift * treatment[i]!) }).checks[0]!;
  expect(check(3)).toMatchObject({ status: "pass" });
  expect(check(3).message).toContain("leaves it significant");
  expect(check(-0.9)).toMatchObject({ status: "warn" });
  expect(check(-0.9).message).toContain("look for what is not in the data");
  const grades = Array.from({ length: 30 }, (_, k) => check(-k / 30));
  expect(grades.find(({ message }) => message.includes("would leave it insignificant"))?.status).toBe("pass");
});
