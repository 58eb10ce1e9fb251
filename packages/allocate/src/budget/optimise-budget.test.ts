import { isImpactError } from "@ie/contracts";
import { createRng } from "@ie/stats";
import { describe, expect, test } from "vitest";
import { bestOfStarts } from "../../test/budget/local-search.ts";
import { instanceOf } from "../../test/budget/instances.ts";
import { branchAndBound } from "./branch-and-bound.ts";
import { branchByCount } from "./branch-by-count.ts";
import { problemAt } from "./model.ts";
import { optimiseBudget } from "./optimise-budget.ts";
import type { BudgetChannel, BudgetGroup, BudgetOptions } from "./options.ts";
import { prepare } from "./prepare.ts";
import type { ResponseCurve } from "./response-curve.ts";

const root = (channel: string, scale: number): BudgetChannel => ({
  channel,
  curve: { type: "power", scale, exponent: 0.5 },
});
const saturating = (channel: string, beta: number, halfSaturation: number): BudgetChannel => ({
  channel,
  curve: { type: "michaelis_menten", beta, halfSaturation },
});
const steep = (channel: string): BudgetChannel => ({
  channel,
  curve: { type: "hill", beta: 1, halfSaturation: 1, slope: 3 },
});
const three = [saturating("tv", 100, 50), saturating("search", 80, 20), saturating("radio", 60, 10)];

const spends = (plan: { readonly channels: readonly { readonly spend: number }[] }): number[] =>
  plan.channels.map(({ spend }) => spend);

function near(found: readonly (number | null)[], expected: readonly number[], digits = 9): void {
  expect(found.length).toBe(expected.length);
  found.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, digits));
}

describe("closed forms", () => {
  test("square roots: spends go as the squares of the scales", () => {
    const plan = optimiseBudget([root("a", 3), root("b", 2), root("c", 1)], 140);
    near(spends(plan), [90, 40, 10]);
    expect(plan.response).toBeCloseTo(44.271887242, 8);
    expect(plan.response).toBeCloseTo(Math.sqrt(140 * 14), 10);
    near(
      plan.channels.map(({ marginalRoas }) => marginalRoas),
      Array.from({ length: 3 }, () => Math.sqrt(14 / 140) / 2),
      12,
    );
    expect(plan.certificate).toMatchObject({ status: "optimal", curveError: 0 });
    expect(plan.certificate.relativeGap).toBeLessThan(1e-12);
    expect(plan.certificate.kktResidual).toBeLessThan(1e-12);
  });

  test("Michaelis–Menten: xᵢ = √(βᵢKᵢ/λ) − Kᵢ", () => {
    const root = [100 * 50, 80 * 20, 60 * 10].map(Math.sqrt);
    const lambda = (root.reduce((a, b) => a + b) / 180) ** 2;
    const plan = optimiseBudget(three, 100);
    near(
      spends(plan),
      root.map((r, i) => r / Math.sqrt(lambda) - [50, 20, 10][i]!),
    );
    near(spends(plan), [44.137553203, 33.252241787, 22.61020501], 8);
    expect(plan.marginalRoas).toBeCloseTo(0.564214433915, 11);
    expect(plan.response).toBeCloseTo(138.441401895, 8);
    expect(plan.binding).toEqual([{ kind: "budget", name: null, limit: 100, shadowPrice: plan.marginalRoas }]);
  });

  test("with a bound, whose shadow price is the slope left over", () => {
    const plan = optimiseBudget([{ ...three[0]!, max: 30 }, three[1]!, three[2]!], 100);
    near(spends(plan), [30, 42.020410289, 27.979589711], 8);
    expect(plan.marginalRoas).toBeCloseTo(0.415959179423, 11);
    expect(plan.response).toBeCloseTo(135.904082058, 8);
    const bound = plan.binding.find(({ kind }) => kind === "channel_max");
    expect(bound?.name).toBe("tv");
    expect(bound?.shadowPrice).toBeCloseTo((100 * 50) / 80 ** 2 - 0.415959179423, 9);
  });

  test("the S-shaped trap: equal shares satisfy the conditions and are wrong", () => {
    const plan = optimiseBudget([steep("a"), steep("b")], 1.2);
    near(spends(plan), [1.2, 0], 12);
    expect(plan.response).toBeCloseTo(0.633431085, 9);
    const equal = optimiseBudget(
      ["a", "b"].map((name) => ({ ...steep(name), fixed: 0.6 })),
      1.2,
    );
    expect(equal.response).toBeCloseTo(0.355263158, 9);
    expect(equal.certificate.status).toBe("optimal");
  });

  test.each([
    [1, 0.568965517],
    [2, 0.353448276],
  ])("mean − (%i/2) variance of two independent returns", (k, weight) => {
    // Four draws with exactly these means and sds, uncorrelated.
    const line = (channel: string, mean: number, sd: number, signs: readonly number[]): BudgetChannel => ({
      channel,
      curve: { type: "power", scale: signs.map((sign) => mean + sd * sign), exponent: 1 },
    });
    const pair = [line("first", 2, 1, [1, 1, -1, -1]), line("second", 1.5, 0.4, [1, -1, 1, -1])];
    const plan = optimiseBudget(pair, 1, { goal: { type: "mean_variance", k } });
    expect(plan.channels[0]?.spend).toBeCloseTo(weight, 9);
    expect(plan.channels[0]?.spend).toBeCloseTo((0.5 / k + 0.16) / 1.16, 9);
    expect(plan.certificate.status).toBe("local");
    expect(plan.certificate.bound).toBeGreaterThanOrEqual(plan.certificate.objective);
  });
});

describe("the global optimum", () => {
  test("is never below the best of 20 local searches, with its proof", () => {
    for (let seed = 0; seed < 40; seed++) {
      const instance = instanceOf(seed);
      const plan = optimiseBudget(instance.channels, instance.budget);
      expect(plan.certificate.relativeGap).toBeLessThanOrEqual(1e-6);
      expect(plan.certificate.bound).toBeGreaterThanOrEqual(plan.response);
      expect(plan.spend).toBeCloseTo(instance.budget, 7);
      expect(plan.response).toBeGreaterThanOrEqual(bestOfStarts(instance, 20, 120) * (1 - 1e-9));
    }
  });

  test("of 30 equal S-shaped channels fills some and leaves the rest, without trying all subsets", () => {
    const channels = Array.from({ length: 30 }, (_, i) => steep(`channel ${i + 10}`));
    const plan = optimiseBudget(channels, 17.3);
    const used = spends(plan).filter((spend) => spend > 0);
    expect(Math.max(...used) - Math.min(...used)).toBeLessThan(1e-6);
    const best = Math.max(...[8, 9, 10, 11, 12, 13, 14, 15, 16].map((k) => k / (1 + (k / 17.3) ** 3)));
    expect(plan.response).toBeCloseTo(best, 9);
    expect(plan.certificate.relativeGap).toBeLessThanOrEqual(1e-6);
    expect(plan.certificate.nodes).toBeLessThan(2000);
  });

  test.each([10, 20, 30, 50])("of %i S-shaped channels that are nearly alike the number used is proved", (n) => {
    for (const share of [0.35, 0.8]) {
      // In steps of 1e-9, so that the optimum of equal ones is that of these to 1e-7.
      const channels = Array.from({ length: n }, (_, i) => ({
        channel: `c${i}`,
        curve: { type: "hill", beta: 10 + i * 1e-9, halfSaturation: 5, slope: 4 - i * 1e-9 } as const,
      }));
      const plan = optimiseBudget(channels, 5 * n * share);
      const best = Math.max(...channels.map((_, i) => ((i + 1) * 10) / (1 + ((i + 1) / (n * share)) ** 4)));
      expect(Math.abs(plan.response / best - 1)).toBeLessThan(1e-7);
      expect(plan.certificate.status).toBe("optimal");
      expect(plan.certificate.nodes).toBeLessThan(1000);
    }
  });

  test("counting the channels used gives the optimum that branching alone finds", () => {
    const rng = createRng("nearly alike");
    for (const minEffective of [0, 3, 6]) {
      const near = (value: number): number => value * (1 + 1e-3 * rng.normal());
      const channels = Array.from({ length: 9 }, (_, i) => ({
        channel: `c${i}`,
        curve: { type: "hill", beta: near(10), halfSaturation: near(5), slope: near(4) } as const,
        ...(minEffective > 0 ? { minEffective } : {}),
      }));
      const read = prepare(channels, 16, {});
      const problem = problemAt(read.model, 16, 16, 0);
      const search = { tolerance: 1e-9, maxNodes: 50_000 };
      const plain = branchAndBound(problem, search);
      const counted = branchByCount(problem, search, 1);
      expect(plain.bound - plain.value).toBeLessThan(1e-7);
      expect(counted.value).toBeCloseTo(plain.value, 8);
      expect(counted.bound).toBeGreaterThanOrEqual(plain.value * (1 - 1e-12));
      expect(counted.bound - counted.value).toBeLessThan(1e-7);
    }
  });

  test("with groups and least effective spends equals a dense grid", () => {
    const channels: BudgetChannel[] = [
      { ...steep("a"), minEffective: 0.9 },
      { channel: "b", curve: { type: "exponential", beta: 0.8, rate: 1.5 }, minEffective: 0.5 },
      { channel: "c", curve: { type: "logistic", beta: 0.9, rate: 5, midpoint: 0.8 } },
    ];
    const value = ([a, b, c]: readonly [number, number, number]): number =>
      a ** 3 / (1 + a ** 3) +
      0.8 * (1 - Math.exp(-1.5 * b)) +
      0.9 * ((1 / (1 + Math.exp(-5 * (c - 0.8))) - 1 / (1 + Math.exp(4))) / (1 - 1 / (1 + Math.exp(4))));
    for (const [budget, most] of [
      [1, 1],
      [2, 1.1],
      [2.6, 1.5],
      [3.5, 1.3],
    ] as const) {
      let best = -Infinity;
      for (let a = 0; a <= 1000; a++)
        for (let b = 0; a + b <= 1000; b++) {
          const point = [(a * budget) / 1000, (b * budget) / 1000, ((1000 - a - b) * budget) / 1000] as const;
          if (
            (point[0] > 0 && point[0] < 0.9) ||
            (point[1] > 0 && point[1] < 0.5) ||
            point[0] + point[1] > most + 1e-12
          )
            continue;
          best = Math.max(best, value(point));
        }
      const plan = optimiseBudget(channels, budget, { groups: [{ group: "g", channels: ["a", "b"], max: most }] });
      expect(plan.response).toBeGreaterThanOrEqual(best - 1e-12);
      expect(plan.response - best).toBeLessThan(2e-3); // the grid misses the limits by up to its step
      expect(plan.response).toBeCloseTo(value(spends(plan) as [number, number, number]), 12);
      expect(plan.certificate.relativeGap).toBeLessThanOrEqual(1e-6);
      const [a, b] = spends(plan);
      expect(a === 0 || a! >= 0.9 - 1e-12).toBe(true);
      expect(b === 0 || b! >= 0.5 - 1e-12).toBe(true);
      expect(a! + b!).toBeLessThanOrEqual(most + 1e-12);
    }
  });

  test("gives up where it is told to, and says what is unproved", () => {
    const { channels, budget } = instanceOf(9);
    const whole = optimiseBudget(channels, budget, { tolerance: 1e-9 });
    expect(whole.certificate.nodes).toBeGreaterThan(4);
    const part = optimiseBudget(channels, budget, { maxNodes: 1, tolerance: 1e-12 });
    expect(part.certificate.bound).toBeGreaterThanOrEqual(whole.response);
    expect(part.certificate.nodes).toBeLessThan(8);
  });
});

describe("groups", () => {
  const prices = (options: BudgetOptions): Readonly<Record<string, number | null>> =>
    Object.fromEntries(
      optimiseBudget(three, 100, options).binding.map(({ kind, name, shadowPrice }) => [
        `${kind} ${name}`,
        shadowPrice,
      ]),
    );

  test("a cap's price is what the response gains by raising it", () => {
    const at = (max: number): number =>
      optimiseBudget(three, 100, { groups: [{ group: "paid", channels: ["tv", "search"], max }] }).response;
    const price = prices({ groups: [{ group: "paid", channels: ["tv", "search"], max: 60 }] })["group_max paid"];
    expect(price).toBeCloseTo((at(60.001) - at(59.999)) / 0.002, 6);
    expect(price).toBeGreaterThan(0);
  });

  test("a floor's price is what it costs, inside another group too", () => {
    const groups = (min: number): BudgetOptions["groups"] => [
      { group: "all but radio", channels: ["search", "tv"], max: 85 },
      { group: "television", channels: ["tv"], min },
    ];
    const at = (min: number): number => optimiseBudget(three, 100, { groups: groups(min)! }).response;
    const price = prices({ groups: groups(60)! })["group_min television"];
    expect(price).toBeCloseTo((at(60.001) - at(59.999)) / 0.002, 6);
    expect(price).toBeLessThan(0);
  });
});

describe("goals", () => {
  const value = 3;
  test("profit stops where the next unit returns itself", () => {
    const plan = optimiseBudget(three, null, { goal: { type: "profit" }, value });
    near(
      spends(plan),
      [100 * 50, 80 * 20, 60 * 10].map((bk, i) => Math.sqrt(value * bk) - [50, 20, 10][i]!),
    );
    expect(plan.marginalRoas).toBe(1);
    expect(plan.certificate.objective).toBeCloseTo(plan.profit, 9);
  });

  test("profit keeps to a budget that is smaller", () => {
    const plan = optimiseBudget(three, 50, { goal: { type: "profit" }, value });
    expect(plan.spend).toBeCloseTo(50, 9);
    expect(plan.binding[0]?.shadowPrice).toBeCloseTo(plan.marginalRoas! - 1, 9);
  });

  test("marginal_roas", () => {
    const plan = optimiseBudget(three, null, { goal: { type: "marginal_roas", atLeast: 1.7 }, value });
    near(
      plan.channels.map(({ marginalRoas }) => marginalRoas),
      [1.7, 1.7, 1.7],
    );
  });

  test("roas is met exactly, and not one per cent more could be spent", () => {
    const plan = optimiseBudget([...three, steep("s")], null, { goal: { type: "roas", atLeast: 4 }, value });
    expect(plan.roas).toBeCloseTo(4, 7);
    expect(plan.certificate.relativeGap).toBeLessThanOrEqual(1e-6);
    const more = optimiseBudget([...three, steep("s")], plan.spend * 1.01, { value });
    expect(more.roas).toBeLessThan(4);
  });

  test("least_spend undoes response", () => {
    for (const channels of [three, [steep("a"), steep("b"), steep("c")]]) {
      const forward = optimiseBudget(channels, 3);
      const back = optimiseBudget(channels, null, { goal: { type: "least_spend", response: forward.response } });
      expect(back.spend).toBeCloseTo(3, 7);
      expect(back.response).toBeGreaterThanOrEqual(forward.response);
      expect(back.certificate.relativeGap).toBeLessThanOrEqual(1e-6);
    }
  });

  test("least_spend starts where all floors are met", () => {
    const groups = [{ group: "g", channels: ["tv", "search"], min: 20 }];
    const channels = [three[0]!, { ...three[1]!, minEffective: 30 }, { ...three[2]!, min: 25 }];
    const goal = { type: "least_spend", response: 100 } as const;
    const plan = optimiseBudget(channels, null, { groups, goal });
    const less = optimiseBudget(channels, plan.spend - 1e-6, { groups });
    expect(plan.response).toBeGreaterThanOrEqual(100);
    expect(less.response).toBeLessThan(100);
    expect(plan.certificate.relativeGap).toBeLessThanOrEqual(1e-6);
  });

  test("roas knows when limits, not the target, end the spend", () => {
    const capped = three.map((channel) => ({ ...channel, max: 5 }));
    const plan = optimiseBudget(capped, 100, { goal: { type: "roas", atLeast: 0.5 } });
    expect(plan.spend).toBeCloseTo(15, 9);
    expect(plan.certificate).toMatchObject({ status: "optimal", bound: 15 });
  });

  test("at_most leaves money where a curve falls", () => {
    const hump: ResponseCurve = { type: "function", response: (x) => x * (2 - x), upTo: 4 };
    const plan = optimiseBudget([{ channel: "a", curve: hump }], 3, { spend: "at_most" });
    expect(plan.channels[0]?.spend).toBeCloseTo(1, 6);
    expect(plan.marginalRoas).toBe(0);
    expect(optimiseBudget([{ channel: "a", curve: hump }], 3).spend).toBe(3);
    const paying = optimiseBudget([{ channel: "a", curve: hump }], 3, { goal: { type: "roas", atLeast: 0.25 } });
    expect(paying.spend).toBeCloseTo(1, 6);
    expect(paying.certificate.status).toBe("optimal");
  });
});

describe("limits", () => {
  test("fixed, shares of the current spend, and maxChange", () => {
    const plan = optimiseBudget(
      [
        { ...three[0]!, current: 40, fixed: true },
        { ...three[1]!, current: 30 },
        { ...three[2]!, current: 30, max: { ofCurrent: 1.05 } },
      ],
      100,
      { maxChange: 0.19 },
    );
    near(spends(plan), [40, 35.7, 24.3]);
    expect(plan.comparison?.currentSpend).toBe(100);
    expect(plan.comparison?.change).toBeCloseTo(plan.response - plan.comparison!.currentResponse, 12);
  });

  test("extrapolation is marked and said", () => {
    const plan = optimiseBudget([{ ...three[0]!, observedMax: 20 }, { ...three[1]!, observedMax: 40 }, three[2]!], 100);
    expect(plan.channels.map(({ extrapolated }) => extrapolated)).toEqual([true, false, null]);
    expect(plan.warnings).toEqual([expect.stringContaining("tv: more than 1.2 times")]);
  });
});

describe("hostile input", () => {
  const code = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      if (isImpactError(error)) return `${error.code} ${error.message}`;
      throw error;
    }
    return "no error";
  };
  const one = three[0]!;
  test.each<readonly [string, () => unknown, string]>([
    ["no channels", () => optimiseBudget([], 1), "config/invalid budget: there are no channels; give one at least"],
    [
      "a budget that is no number",
      () => optimiseBudget(three, NaN),
      "config/invalid budget: the budget is NaN; give an amount of 0 or more",
    ],
    [
      "no budget",
      () => optimiseBudget(three, null),
      "config/invalid budget: the goal response needs a budget; give an amount",
    ],
    [
      "two names alike",
      () => optimiseBudget([one, one], 1),
      'config/invalid budget: two channels are named "tv"; give each one name',
    ],
    [
      "an unknown curve",
      () => optimiseBudget([{ channel: "x", curve: { type: "weibull" } as unknown as ResponseCurve }], 1),
      "there is hill, michaelis_menten",
    ],
    [
      "a negative parameter",
      () => optimiseBudget([saturating("x", 1, -1)], 1),
      'channel "x": halfSaturation is -1; give a number above 0',
    ],
    [
      "a draw that is NaN",
      () => optimiseBudget([{ channel: "x", curve: { type: "exponential", beta: [1, NaN], rate: 1 } }], 1),
      "beta is NaN in draw 1; give a number",
    ],
    [
      "draws of different length",
      () =>
        optimiseBudget(
          [
            { channel: "x", curve: { type: "exponential", beta: [1, 2], rate: 1 } },
            { channel: "y", curve: { type: "exponential", beta: [1, 2, 3], rate: 1 } },
          ],
          1,
        ),
      'channel "y" has 3 draws and "x" 2',
    ],
    [
      "min above max",
      () => optimiseBudget([{ ...one, min: 3, max: 2 }], 3),
      'solve/infeasible budget: channel "tv": min 3 is above max 2; change one of them',
    ],
    [
      "mins above the budget",
      () =>
        optimiseBudget(
          [
            { ...one, min: 3 },
            { ...three[1]!, min: 4 },
          ],
          5,
        ),
      "solve/infeasible budget: the least spends of search, tv add up to 7, above the budget 5; raise the budget or lower a min",
    ],
    [
      "maxes below the budget",
      () => optimiseBudget([{ ...one, max: 3 }], 5),
      'the largest spends of tv add up to 3, below the budget 5 that is to be spent; raise a max, or ask for spend: "at_most"',
    ],
    [
      "a group that cannot",
      () => optimiseBudget(three, 9, { groups: [{ group: "g", channels: ["tv", "radio"], min: 10 }] }),
      'the least spends of group "g" add up to 10, above the budget 9',
    ],
    [
      "groups that cross",
      () =>
        optimiseBudget(three, 9, {
          groups: [
            { group: "g", channels: ["tv", "radio"] },
            { group: "h", channels: ["tv", "search"] },
          ],
        }),
      'the groups "g" and "h" share channels, and neither lies within the other',
    ],
    [
      "a group with a stranger",
      () => optimiseBudget(three, 9, { groups: [{ group: "g", channels: ["tvv"] }] }),
      'group "g" has the channel "tvv"; there is radio, search, tv',
    ],
    [
      "fixed at an unknown spend",
      () => optimiseBudget([{ ...one, fixed: true }], 9),
      'channel "tv" is fixed at its current spend, which is not given',
    ],
    [
      "least effective spends that cannot add up",
      () =>
        optimiseBudget(
          three.map((channel) => ({ ...channel, minEffective: 7, max: 8 })),
          10,
        ),
      "solve/infeasible budget: no choice among radio, search, tv of spending nothing",
    ],
    [
      "spending without end",
      () =>
        optimiseBudget([{ channel: "x", curve: { type: "power", scale: 2, exponent: 1 } }], null, {
          goal: { type: "profit" },
        }),
      'channel "x" may spend without end',
    ],
    [
      "a response out of reach",
      () => optimiseBudget(three, null, { goal: { type: "least_spend", response: 300 } }),
      "solve/infeasible budget: a response of 300 is out of reach",
    ],
    [
      "a ROAS out of reach",
      () => optimiseBudget(three, null, { goal: { type: "roas", atLeast: 9 } }),
      "solve/infeasible budget: no plan returns 9 times its spend",
    ],
    [
      "a ROAS that the least spends do not allow",
      () => optimiseBudget([{ ...one, min: 40 }, three[1]!], 100, { goal: { type: "roas", atLeast: 5 } }),
      "solve/infeasible budget: no plan returns 5 times its spend; the most that was seen is ",
    ],
    [
      "a group's min above its max",
      () => optimiseBudget(three, 9, { groups: [{ group: "g", channels: ["tv"], min: 4, max: 3 }] }),
      'solve/infeasible budget: group "g": min 4 is above max 3; change one of them',
    ],
    [
      "fixed outside its limits",
      () => optimiseBudget([{ ...one, fixed: 3, max: 2 }, three[1]!], 9),
      'solve/infeasible budget: channel "tv": the fixed spend 3 is above max 2',
    ],
    [
      "a least effective spend above max",
      () => optimiseBudget([{ ...one, minEffective: 3, max: 2 }, three[1]!], 9),
      'solve/infeasible budget: channel "tv": minEffective 3 is above max 2',
    ],
    [
      "a response too large for a number",
      () => optimiseBudget([{ channel: "x", curve: { type: "power", scale: 1, exponent: 300 } }], 1000),
      'config/invalid budget: channel "x": the response to 1000 is Infinity',
    ],
    [
      "no curve",
      () => optimiseBudget([{ channel: "x" } as BudgetChannel], 1),
      'channel "x": the curve\'s type is nothing; there is hill',
    ],
    [
      "a group that is none",
      () => optimiseBudget(three, 9, { groups: [null as unknown as BudgetGroup] }),
      "config/invalid budget: a group is null; give { group: a name",
    ],
    [
      "samples that are texts",
      () => optimiseBudget([{ channel: "x", curve: { type: "sampled", spend: ["0"] as never, response: [0, 1] } }], 1),
      'the sampled curve: spend is "0" at point 0; give numbers',
    ],
    [
      "risk without draws",
      () => optimiseBudget(three, 5, { goal: { type: "mean_sd", k: 1 } }),
      "the goal mean_sd needs posterior draws",
    ],
    [
      "a function that fails",
      () => optimiseBudget([{ channel: "x", curve: { type: "function", response: () => NaN, upTo: 2 } }], 1),
      'channel "x": the response to 0 is NaN; return a number',
    ],
    [
      "samples out of order",
      () => optimiseBudget([{ channel: "x", curve: { type: "sampled", spend: [0, 2, 2], response: [0, 1, 2] } }], 1),
      "the sampled curve has the spend 2 at point 2",
    ],
  ])("%s", (_, run, message) => expect(code(run)).toContain(message));
});

test("curves that are flat are proved so", () => {
  const flat = ["a", "b"].map((name) => saturating(name, 0, 1));
  expect(optimiseBudget(flat, 3).certificate).toMatchObject({ status: "optimal", relativeGap: 0 });
});

test("a budget of nothing is a plan", () => {
  const plan = optimiseBudget([...three, root("r", 1)], 0);
  expect(plan).toMatchObject({ spend: 0, response: 0, roas: null });
  expect(JSON.parse(JSON.stringify(plan))).toEqual(plan);
});
