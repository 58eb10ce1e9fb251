import type { Candidate } from "@ie/contracts";
import { describe, expect, test } from "vitest";
import { allocate } from "../allocate.ts";
import type { Constraints } from "./constraints.ts";

const item = (initiativeId: string, cost: number, med: number, spread = 0): Candidate => ({
  initiativeId,
  cost,
  returns: { best: med + spread, med, worst: med - spread },
  confidence: 1,
});
const cohort = [item("ads", 40, 60), item("app", 30, 50), item("search", 20, 38), item("shop", 50, 90)];
const select = async (constraints: Constraints, budget = 90): Promise<readonly string[]> =>
  (await allocate(cohort, { budget, rule: "expected_value", constraints, explain: "none" })).selected;

describe("each constraint", () => {
  test.each<[string, Constraints, readonly string[]]>([
    ["none", {}, ["ads", "shop"]],
    ["mandatory", { mandatory: ["app"] }, ["ads", "app", "search"]],
    ["forbidden", { forbidden: ["shop"] }, ["ads", "app", "search"]],
    ["exclusive", { exclusive: [["ads", "shop"]] }, ["ads", "app", "search"]],
    ["prerequisites", { prerequisites: { shop: ["search"] } }, ["ads", "app", "search"]],
    ["max_count", { max_count: 1 }, ["shop"]],
    ["min_count", { min_count: 3 }, ["ads", "app", "search"]],
    ["max_budget", { categories: { big: { members: ["ads", "shop"], max_budget: 45 } } }, ["ads", "app", "search"]],
    ["min_budget", { categories: { small: { members: ["app", "search"], min_budget: 25 } } }, ["ads", "app", "search"]],
    ["max_share", { categories: { big: { members: ["shop"], max_share: 0.5 } } }, ["ads", "app", "search"]],
    ["min_count of a category", { categories: { c: { members: ["search"], min_count: 1 } } }, ["ads", "app", "search"]],
    ["resources", { resources: { people: { limit: 3, use: { shop: 3, ads: 2 } } } }, ["ads", "app", "search"]],
    [
      "mandatory with what it needs",
      { mandatory: ["app"], prerequisites: { app: ["search"] } },
      ["ads", "app", "search"],
    ],
  ])("%s", async (_, constraints, expected) => {
    expect(await select(constraints)).toEqual(expected);
  });

  test("partial funding fills the budget, its returns in proportion", async () => {
    const result = await allocate(cohort, {
      budget: 100,
      rule: "expected_value",
      constraints: { partial: { ads: 0.25, search: 0.6 } },
    });
    // shop 1.8, search 1.9, app 1.67, ads 1.5 for each unit: all of the first three, 0 left for ads.
    expect(result.selected).toEqual(["app", "search", "shop"]);
    const more = await allocate(cohort, {
      budget: 115,
      rule: "expected_value",
      constraints: { partial: { ads: 0.25, search: 0.6 } },
    });
    expect(more.selected).toEqual(["ads", "app", "search", "shop"]);
    expect(more.shares!["ads"]).toBeCloseTo(15 / 40, 9);
    expect(more.predictedReturns["ads"]).toBeCloseTo(22.5, 6);
    expect(more.budgetAllocated["ads"]).toBeCloseTo(15, 6);
    expect(more.unspent).toBeCloseTo(0, 6);
  });
});

describe("faults", () => {
  const fails = (constraints: Constraints, code: string, message: string, budget = 90): Promise<void> =>
    expect(select(constraints, budget)).rejects.toMatchObject({ code, message });
  test.each<[Constraints, string, string]>([
    [
      { mandatory: ["serch"] },
      "config/invalid",
      'constraints: mandatory names "serch", which is no candidate; did you mean "search"?',
    ],
    [
      { prerequisites: { ads: ["app"], app: ["shop"], shop: ["ads"] } },
      "config/invalid",
      'constraints: prerequisites go round in a circle: "ads" needs "app" needs "shop" needs "ads"; take one of them out',
    ],
    [
      { mandatory: ["ads"], forbidden: ["ads"] },
      "config/invalid",
      'constraints: "ads" is both mandatory and forbidden; take it out of one of the lists',
    ],
    [
      { min_count: 3, max_count: 2 },
      "config/invalid",
      "constraints: min_count 3 is above max_count 2; exchange them, or leave one out",
    ],
    [
      { mandatory: ["ads", "shop", "app"] },
      "solve/infeasible",
      "expected_value: the mandatory ads, app, shop cost 120, above the budget 90; raise the budget, or make fewer mandatory",
    ],
    [
      { mandatory: ["ads", "app"], exclusive: [["app", "ads"]], max_count: 3 },
      "solve/infeasible",
      "expected_value: no portfolio keeps exclusive ads, app and mandatory ads, app; loosen one of them",
    ],
    [
      { min_count: 4, resources: { people: { limit: 9, use: { ads: 1 } } } },
      "solve/infeasible",
      "expected_value: no portfolio keeps min_count 4 and the budget 90; loosen one of them",
    ],
  ])("%j", (constraints, code, message) => fails(constraints, code, message));

  test("in options as in constraints; unknown keys are faults", async () => {
    const options = { constraints: { mandatroy: ["ads"] } };
    await expect(allocate(cohort, { budget: 90, options })).rejects.toMatchObject({ code: "config/invalid" });
    const same = await allocate(cohort, { budget: 90, options: { constraints: { mandatory: ["app"] } } });
    expect(same.selected).toContain("app");
  });
});
