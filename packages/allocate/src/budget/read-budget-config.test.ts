import { parseConfig } from "@ie/contracts/config";
import type { Result } from "@ie/contracts";
import { describe, expect, test } from "vitest";
import { budgetDocument } from "./budget-document.ts";
import { formatBudgetPlan } from "./format-budget-plan.ts";
import { budgetFrontier } from "./frontier.ts";
import { optimiseBudget } from "./optimise-budget.ts";
import { readBudgetConfig, type BudgetQuestion } from "./read-budget-config.ts";

const text = `
BUDGET: 100
currency: EUR
max_change: 0.5
value: 2
channels:
  - channel: tv
    curve: { type: hill, beta: [90, 110, 100], half_saturation: 60, slope: 2.4 }
    current: 40
    observed_max: 45
    min_effective: 30
  - channel: search
    curve: { type: sampled, spend: [0, 20, 60], response: [0, 30, 45], interpolation: linear }
    current: 30
    max: { of_current: 1.1 }
  - channel: radio
    curve: { type: power, scale: 3, exponent: 0.5 }
    current: 30
groups: [{ group: air, channels: [tv, radio], min: 60 }]
goal: { type: response }
`;
function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(JSON.stringify(result.issues));
}
const read = (text: string): Result<BudgetQuestion> => readBudgetConfig(unwrap(parseConfig(text, "budget.yaml")));

describe("a budget in a file", () => {
  test("is what the program's options are", () => {
    const { channels, budget, options, currency, frontier } = unwrap(read(text));
    expect({ budget, currency, frontier }).toEqual({ budget: 100, currency: "EUR", frontier: false });
    expect(options).toEqual({
      maxChange: 0.5,
      value: 2,
      groups: [{ group: "air", channels: ["tv", "radio"], min: 60 }],
      goal: { type: "response" },
    });
    expect(channels[0]).toEqual({
      channel: "tv",
      curve: { type: "hill", beta: [90, 110, 100], halfSaturation: 60, slope: 2.4 },
      current: 40,
      observedMax: 45,
      minEffective: 30,
    });
    expect(channels[1]?.max).toEqual({ ofCurrent: 1.1 });
  });

  test("shows all its faults with their places", () => {
    const result = read(
      text.replace("power", "powder").replace("max_change", "max_chance").replace("value: 2", "value: two"),
    );
    expect(result.ok).toBe(false);
    if (result.ok) return;
    expect(result.issues.map(({ path }) => path.join("."))).toEqual(expect.arrayContaining(["max_chance", "value"]));
    expect(result.issues.length).toBe(3);
    for (const { location } of result.issues) expect(location?.line).toBeGreaterThan(1);
    expect(result.issues.find(({ path }) => path[0] === "max_chance")?.message).toContain("max_change");
  });

  test("is answered as text and as a document", () => {
    const { channels, budget, options, currency } = unwrap(read(text));
    const plan = optimiseBudget(channels, budget, options);
    const frontier = budgetFrontier(channels, budget!, { ...options, steps: 3 });
    const page = formatBudgetPlan(plan, currency, frontier);
    expect(page).toMatch(/^spend EUR 100, response [\d.]+ \[[\d.]+, [\d.]+\]; the next unit returns [\d.]+\n/);
    expect(page).toContain("better in 100 % of draws");
    expect(page).toMatch(/^ {2}tv ! +\d/m);
    expect(page).toContain("! tv: more than 1.2 times the largest spend observed");
    expect(page).toContain("proved best");
    expect(page).toMatch(/^ {2}50: budget: the least spends of /m);
    expect(page).not.toMatch(/NaN|undefined|Infinity/);
    const document = budgetDocument(plan, currency, frontier) as { plan: Record<string, unknown> };
    expect(document).toMatchObject({ schema_version: "1.0", currency: "EUR" });
    expect(document.plan["marginal_roas"]).toBe(plan.marginalRoas);
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  });
});
