import type { Model, Table } from "@ie/contracts";
import { unwrap, validate } from "@ie/contracts";
import { createRng } from "@ie/stats";
import { addDays } from "@ie/table";
import { describe, expect, test } from "vitest";
import { models } from "../models/index.ts";
import { checkData, type ContractOptions } from "./check-data.ts";
import type { DataFinding } from "./finding.ts";

function found(
  name: keyof typeof models,
  options: object,
  table: Table,
  rest: ContractOptions = {},
): readonly DataFinding[] {
  const model = models[name] as Model<unknown>;
  const modelOptions = unwrap(validate(model.options, options), name);
  return checkData({ model, modelName: name, modelOptions }, { loaded: table, transformed: table }, rest);
}

const n = 120;
const rng = createRng(5);
const spend = Float64Array.from({ length: n }, () => 30 + 5 * rng.normal());
const people: Table = {
  id: Array.from({ length: n }, (_, i) => `k${i}`),
  treated: Float64Array.from({ length: n }, (_, i) => i % 2),
  spend,
};
const trial = (change: Table, rest?: ContractOptions): readonly DataFinding[] =>
  found("experiment", { formula: "spend ~ treated" }, { ...people, ...change }, rest);

const days = Array.from({ length: 60 }, (_, t) => addDays("2024-01-01", t));
const sales = Float64Array.from(days, () => 100 + 4 * rng.normal());
const series = (change: Table, options: object = {}): readonly DataFinding[] =>
  found(
    "interrupted_time_series",
    { intervention_date: "2024-02-10", dependent_variable: "sales", ...options },
    { date: days, sales, ...change },
  );

const markets = Array.from({ length: 40 * 20 }, (_, i) => [Math.floor(i / 20), i % 20] as const);
const panel: Table = {
  market: markets.map(([u]) => `m${u}`),
  date: markets.map(([, t]) => addDays("2024-03-01", t)),
  treated: Float64Array.from(markets, ([u, t]) => (u < 10 && t >= 12 ? 1 : 0)),
  visits: Float64Array.from(markets, () => 50 + 3 * rng.normal()),
  sales: Float64Array.from(markets, ([u]) => 20 + u + 3 * rng.normal()),
};
const geo = (
  change: Table,
  keep: (row: number) => boolean = () => true,
  options: object = {},
): readonly DataFinding[] => {
  const kept = Object.entries({ ...panel, ...change }).map(([name, cells]) => [
    name,
    cells instanceof Float64Array ? cells.filter((_, i) => keep(i)) : cells.filter((_, i) => keep(i)),
  ]);
  return found(
    "difference_in_differences",
    {
      dependent_variable: "sales",
      unit_column: "market",
      time_column: "date",
      treatment_column: "treated",
      ...options,
    },
    Object.fromEntries(kept) as Table,
  );
};

const at = (list: readonly DataFinding[], code: string): DataFinding | undefined =>
  list.find((each) => each.code === code);
const cells = (change: (i: number) => string): string[] => Array.from({ length: n }, (_, i) => change(i));

test("clean rows have no finding", () => {
  expect(trial({})).toEqual([]);
  expect(series({})).toEqual([]);
  expect(geo({})).toEqual([]);
});

test("all faults come at once, the gravest first", () => {
  const list = found(
    "experiment",
    { formula: "spnd ~ treatd" },
    { ...people, mail: cells((i) => `a${i}@b.org`), blank: new Float64Array(n).fill(NaN) },
  );
  expect(list.map(({ severity, code, column }) => `${severity} ${code} ${column}`)).toEqual([
    "error data/missing-column spnd",
    "error data/missing-column treatd",
    "warning data/personal mail",
    "note data/no-variation blank",
  ]);
  expect(list[0]?.fix).toMatch(/did you mean "spend"\?/);
});

test.each<[string, Table, Partial<DataFinding>]>([
  [
    "text among numbers",
    { spend: cells((i) => (i % 40 === 4 ? "n/a" : String(i))) },
    { severity: "error", code: "data/not-numeric", column: "spend", row: 5, count: 3 },
  ],
  [
    "decimal commas",
    { spend: cells((i) => `${i},5`) },
    { code: "data/not-numeric", fix: expect.stringContaining('decimal: ","') as string },
  ],
  [
    "amounts with a sign",
    { spend: cells((i) => `€${i}`) },
    { code: "data/not-numeric", fix: expect.stringContaining("currency") as string },
  ],
  [
    "empty cells",
    { spend: spend.map((value, i) => (i < 3 ? NaN : value)) },
    { severity: "error", code: "data/not-finite", row: 1, count: 3 },
  ],
  ["one arm", { treated: new Float64Array(n) }, { severity: "error", code: "data/no-variation", column: "treated" }],
  [
    "a small arm",
    { treated: people["treated"] instanceof Float64Array ? people["treated"].map((_, i) => (i < 12 ? 1 : 0)) : [] },
    { severity: "warning", code: "data/few-units", count: 12 },
  ],
  [
    "arms without a control",
    { treated: cells((i) => (i % 2 === 0 ? "new" : "old")) },
    { severity: "warning", code: "data/no-control", column: "treated" },
  ],
  [
    "an arm in two spellings",
    { treated: cells((i) => ["control", "treated", "control ", "treated"][i % 4] ?? "") },
    { severity: "warning", code: "data/spelling", column: "treated", row: 3 },
  ],
  [
    "garbled letters",
    { city: cells((i) => (i === 7 ? "MÃ¼nchen" : `c${i}`)) },
    { severity: "warning", code: "data/encoding", row: 8, count: 1 },
  ],
  [
    "letters that were lost",
    { city: cells((i) => (i === 7 ? "M\uFFFDnchen" : `c${i}`)) },
    { code: "data/encoding", row: 8 },
  ],
  ["control characters", { city: cells((i) => (i === 3 ? "a\u0000b" : `c${i}`)) }, { code: "data/encoding", row: 4 }],
  [
    "money below zero",
    { spend: spend.map((value, i) => (i === 9 ? -value : value)) },
    { severity: "note", code: "data/negative-amount", row: 10 },
  ],
  [
    "a price below zero",
    { unit_price: spend.map((value, i) => (i === 9 ? -value : value)) },
    { severity: "warning", code: "data/negative-amount", row: 10 },
  ],
  [
    "shares and percentages",
    { conversion_rate: Float64Array.from({ length: n }, (_, i) => (i === 50 ? 23 : 0.2 + 0.001 * i)) },
    { severity: "warning", code: "data/mixed-scale", row: 51 },
  ],
  [
    "a far cell",
    { spend: spend.map((value, i) => (i === 20 ? 3000 : value)) },
    { severity: "note", code: "data/outlier", row: 21, count: 1 },
  ],
  [
    "dates in two formats",
    { day: cells((i) => (i === 30 ? "05.03.2024" : "2024-03-04")) },
    { severity: "warning", code: "data/mixed-dates", column: "day", row: 31 },
  ],
  [
    "days that may be months",
    { day: cells((i) => `0${1 + (i % 9)}/0${1 + (i % 5)}/2024`) },
    {
      severity: "warning",
      code: "data/mixed-dates",
      message: expect.stringContaining("nothing tells days from months") as string,
    },
  ],
  [
    "a date that is none",
    { day: cells((i) => (i === 2 ? "2024-02-30" : "2024-02-20")) },
    { severity: "warning", code: "data/not-finite", row: 3 },
  ],
  [
    "dates with a zone",
    { day: cells(() => "2024-02-20T10:00:00+02:00") },
    { severity: "warning", code: "data/time-zone", row: 1 },
  ],
  [
    "midnights of another zone",
    { day: cells((i) => `2024-0${1 + (i % 6)}-10T${i % 2 === 0 ? "22" : "23"}:00:00Z`) },
    { severity: "warning", code: "data/time-zone", message: expect.stringContaining("22:00 and 23:00") as string },
  ],
])("%s", (_, change, expected) => {
  expect(at(trial(change), expected.code ?? "")).toMatchObject(expected);
});

test("dates later than today are said, where today is given", () => {
  const day = cells((i) => (i === 4 ? "2030-01-01" : "2024-01-01"));
  expect(at(trial({ day }, { today: "2024-06-01" }), "data/future-date")).toMatchObject({
    severity: "warning",
    row: 5,
    date: "2030-01-01",
  });
  expect(at(trial({ day }), "data/future-date")).toBeUndefined();
});

test("copies of whole rows are named, unless rows repeat by nature", () => {
  const copied = Object.fromEntries(
    Object.entries(people).map(([name, column]) => {
      const twice = Array.from(column as readonly (string | number)[], (cell, i) => (i === 33 ? column[11]! : cell));
      return [name, column instanceof Float64Array ? Float64Array.from(twice as number[]) : twice.map(String)];
    }),
  ) as Table;
  expect(at(trial(copied), "data/repeated-row")).toMatchObject({ severity: "warning", row: 34, count: 1 });
  const natural = { id: cells(() => "x"), spend: Float64Array.from({ length: n }, (_, i) => i % 3) };
  expect(at(trial(natural), "data/repeated-row")).toBeUndefined();
  const doubled = {
    id: cells((i) => `c${i % (n / 2)}`),
    spend: Float64Array.from({ length: n }, (_, i) => i % (n / 2)),
  };
  expect(
    at(trial({ ...doubled, treated: Float64Array.from(spend, (_, i) => i % 2) }), "data/repeated-row"),
  ).toMatchObject({ row: n / 2 + 1, count: n / 2 });
});

describe("a series", () => {
  test("a date twice names both rows", () => {
    const date = days.map((day, i) => (i === 9 ? days[8]! : day));
    const list = series({ date });
    expect(at(list, "data/duplicate-key")).toMatchObject({
      severity: "error",
      row: 10,
      date: "2024-01-09",
      message: "rows 9 and 10 are both date 2024-01-09",
    });
    expect(at(list, "data/date-gap")).toMatchObject({ severity: "error", date: "2024-01-10", count: 1 });
  });

  test("a gap is a note where the model bridges it", () => {
    const date = days.map((day, i) => (i < 30 ? day : addDays(day, 4)));
    const list = series({ date }, { missing: "model", intervention_date: "2024-02-20" });
    expect(at(list, "data/date-gap")).toMatchObject({ severity: "note", date: "2024-01-31", count: 4 });
  });

  test.each([
    ["2024-06-01", "error", "data/out-of-range"],
    ["2024-01-01", "error", "data/out-of-range"],
    ["2024-01-06", "warning", "data/short-period"],
    ["2024-01-18", "note", "data/short-period"],
  ])("an intervention on %s is an %s, %s", (intervention, severity, code) => {
    expect(at(series({}, { intervention_date: intervention }), code)).toMatchObject({ severity, code });
  });

  test("a change of unit is dated", () => {
    const cents = sales.map((value, t) => (t >= 25 ? 100 * value : value));
    expect(at(series({ sales: cents }), "data/unit-change")).toMatchObject({
      date: "2024-01-26",
      row: 26,
      message: expect.stringContaining("100 times as large") as string,
    });
  });

  test("a covariate that the launch moves leaks", () => {
    const visits = Float64Array.from(days, (day) => 10 + 0.5 * rng.normal() + (day >= "2024-02-10" ? 8 : 0));
    const calm = Float64Array.from(days, () => 10 + 0.5 * rng.normal());
    expect(at(series({ visits }, { covariates: ["visits"] }), "data/leakage")).toMatchObject({
      severity: "warning",
      column: "visits",
      date: "2024-02-10",
    });
    expect(at(series({ visits: calm }, { covariates: ["visits"] }), "data/leakage")).toBeUndefined();
    expect(at(series({ visits_after: calm }, { covariates: ["visits_after"] }), "data/leakage")).toMatchObject({
      severity: "note",
    });
  });
});

describe("a panel", () => {
  test("a unit with a hole in its dates is named", () => {
    const list = geo({}, (row) => row !== 3 * 20 + 5 && row !== 3 * 20 + 6);
    expect(at(list, "data/date-gap")).toMatchObject({
      severity: "warning",
      unit: '"m3"',
      date: "2024-03-06",
      count: 2,
    });
  });

  test("a date that no unit has, and units that begin late", () => {
    expect(
      at(
        geo({}, (row) => row % 20 !== 4),
        "data/date-gap",
      ),
    ).toMatchObject({ severity: "note", date: "2024-03-05", count: 1 });
    expect(
      at(
        geo({}, (row) => row >= 4),
        "data/date-gap",
      ),
    ).toMatchObject({ severity: "note", unit: '"m0"', count: 1 });
  });

  test("two rows of a unit and date", () => {
    const market = (panel["market"] as readonly string[]).map((cell, i) => (i === 25 ? "m2" : cell));
    expect(at(geo({ market }), "data/duplicate-key")).toMatchObject({
      severity: "error",
      unit: '"m2"',
      date: "2024-03-06",
    });
  });

  test("treated units without a time before", () => {
    const list = geo({}, (row) => !(row < 20 && row % 20 < 12));
    expect(at(list, "data/short-period")).toMatchObject({ severity: "warning", unit: '"m0"', count: 1 });
  });

  test("a covariate that moves with the treatment", () => {
    const visits = Float64Array.from(markets, ([u, t]) => 50 + rng.normal() + (u < 10 && t >= 12 ? 20 : 0));
    const options = { covariates: ["visits"], treatment_column: "group", intervention_date: "2024-03-13" };
    const group = Float64Array.from(markets, ([u]) => (u < 10 ? 1 : 0));
    expect(at(geo({ visits, group }, undefined, options), "data/leakage")).toMatchObject({
      severity: "warning",
      column: "visits",
      date: "2024-03-13",
    });
    expect(at(geo({ group }, undefined, options), "data/leakage")).toBeUndefined();
  });
});

test("of many repeated keys the first are named and all counted", () => {
  const market = (panel["market"] as readonly string[]).map(() => "m0");
  const list = geo({ market }).filter(({ code }) => code === "data/duplicate-key");
  expect(list).toHaveLength(20);
  expect(list[0]?.count).toBe(780);
});

test("lines are given where the source knows them", () => {
  const spoilt = { spend: spend.map((value, i) => (i === 9 ? NaN : value)) };
  expect(at(trial(spoilt, { lineOf: (row) => row + 1 }), "data/not-finite")).toMatchObject({ row: 10, line: 11 });
});

test("what looks personal is in no finding", () => {
  const secret = "jane.doe@example.org";
  const everywhere = cells((i) => (i % 2 === 0 ? secret : `${secret} `));
  const lists = [
    trial({ spend: cells((i) => (i === 3 ? secret : String(i))) }),
    trial({ treated: everywhere }),
    trial({ treated: cells((i) => `${i % 12}${secret}`) }),
    trial({ city: everywhere, spend: cells(() => secret) }),
    geo({ market: (panel["market"] as readonly string[]).map(() => secret) }),
    geo({ market: (panel["market"] as readonly string[]).map((cell) => `${cell}${secret}`) }, (row) => row !== 65),
    series({ date: days.map((day, i) => (i === 5 ? secret : day)) }),
  ];
  for (const list of lists) {
    expect(list.length).toBeGreaterThan(0);
    expect(JSON.stringify(list)).not.toContain("jane");
  }
});

describe("sums by arm", () => {
  const summed = (n0: number, variant: readonly string[] = ["b", "control"]): readonly DataFinding[] =>
    found(
      "experiment",
      { summary: { arm: "variant", n: "n", sum: "s", sum_squares: "q" } },
      {
        variant,
        n: Float64Array.from(variant, (_, i) => (i === 0 ? n0 : 250)),
        s: Float64Array.from(variant, () => 1000),
        q: Float64Array.from(variant, () => 9000),
      },
    );

  test("are as good as their units", () => {
    expect(summed(250)).toEqual([]);
    expect(at(summed(1), "data/too-few-rows")).toMatchObject({ severity: "error", column: "variant", count: 1 });
    expect(at(summed(20), "data/few-units")).toMatchObject({ severity: "warning" });
  });
});
