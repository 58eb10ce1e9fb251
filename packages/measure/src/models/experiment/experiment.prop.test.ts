import { isImpactError, measureResult, unwrap, validate, type Fit, type Table } from "@ie/contracts";
import { createRng, shuffle } from "@ie/stats";
import { createTable, takeRows } from "@ie/table";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { contextOf } from "../../measure.ts";
import { experiment } from "./experiment.ts";
import { parseFormula } from "./formula/formula.ts";

const fit = (table: Table, options: object, chance = 0): Fit =>
  experiment.fit(table, unwrap(validate(experiment.options, options), "test", "config/invalid"), contextOf(chance));

/** Outcome around 5, covariates, two arms, clusters in one arm each, a denominator and a binary outcome. */
function draw(seed: number, n: number): Table {
  const rng = createRng(seed);
  const column = (): Float64Array => Float64Array.from({ length: n }, () => rng.normal());
  const numbers = (make: (i: number) => number): Float64Array => Float64Array.from({ length: n }, (_, i) => make(i));
  return createTable({
    y: column().map((value) => 5 + value),
    a: column(),
    b: column(),
    v: column(),
    w: column(),
    t: numbers((i) => i % 2),
    arm: Array.from({ length: n }, (_, i) => ["off", "blue", "green"][(i + (i >> 3)) % 3]!),
    shop: Array.from({ length: n }, (_, i) => `s${String((i % 2) + 2 * ((i >> 1) % 9))}`),
    d: numbers(() => 1 + rng.integer(4)),
    event: numbers(() => (rng.uniform() < 0.3 ? 1 : 0)),
  });
}

const effect = (table: Table, formula: string): { value: number; stderr: number } => {
  const { value, stderr } = fit(table, { formula, treatment: "t" }).estimate;
  return { value, stderr: stderr! };
};

/** Null where a two-way variance is negative, which is refused (Cameron, Gelbach and Miller 2011, section 2.3). */
function answer(table: Table, options: object): Fit | null {
  try {
    return fit(table, options);
  } catch (error) {
    if (isImpactError(error) && error.code === "fit/singular" && error.message.includes("two-way")) return null;
    throw error;
  }
}

const seed = fc.integer({ min: 0, max: 1_000_000 });
const size = fc.integer({ min: 36, max: 200 });

/** Every way to an interval, by what it is called. */
const ways: Readonly<Record<string, object>> = {
  ...Object.fromEntries(
    ["auto", "classical", "HC0", "HC1", "HC2", "HC3", "HC4"].map((kind) => [kind, { cov_type: kind }]),
  ),
  ...Object.fromEntries(["CR0", "CR1", "CR2"].map((kind) => [kind, { cov_type: kind, cluster: "shop" }])),
  "two-way": { cluster: ["shop", "d"] },
  "wild bootstrap": { cluster: "shop", draws: 199 },
  randomisation: { inference: "randomisation", draws: 199 },
  "randomisation of clusters": { inference: "randomisation", cluster: "shop", draws: 199 },
  "randomisation in strata": { inference: "randomisation", strata: "d", draws: 199 },
  lin: { covariates: ["a", "b"] },
  cuped: { covariates: ["a"], adjustment: "cuped" },
  interactions: { formula: "y ~ t*a", treatment: "t" },
  ratio: { metric: "ratio", denominator: "d" },
  proportion: { formula: "event ~ t", metric: "proportion" },
  "proportion with clusters": { formula: "event ~ t", metric: "proportion", cluster: "shop", inference: "t" },
  winsorised: { winsorise: { upper: 0.9 } },
  "always valid": { looks: { plan: "always_valid", tuning: 100 } },
  "group sequential": { looks: { plan: "group_sequential", total: 3, look: 2 } },
  "group sequential, pocock": { looks: { plan: "group_sequential", spending: "pocock", fractions: [0.2, 0.7] } },
};

test("a two-way variance that is not positive is refused, with a way out", () => {
  const given = { formula: "y ~ t", cluster: ["shop", "d"] };
  expect(() => fit(draw(999_981, 193), given)).toThrow(/its two-way variance is not positive; name one cluster column/);
});

describe.each(Object.entries(ways))("%s", (_, options) => {
  test("p, interval and relative interval agree on no effect, at every level", () => {
    fc.assert(
      fc.property(
        seed,
        size,
        fc.double({ min: -0.8, max: 0.8, noNaN: true }),
        fc.constantFrom(0.8, 0.95),
        (s, n, added, level) => {
          const plain = draw(s, n);
          const t = plain["t"] as Float64Array;
          const table = { ...plain, y: (plain["y"] as Float64Array).map((value, i) => value + added * t[i]!) };
          const found = answer(table, { formula: "y ~ t", ...options, level });
          fc.pre(found !== null);
          const { interval, pValue, value, relative } = found.estimate;
          expect(interval.lower).toBeLessThanOrEqual(value);
          expect(interval.upper).toBeGreaterThanOrEqual(value);
          const excludes = interval.lower > 0 || interval.upper < 0;
          if (Math.abs(pValue! - (1 - level)) > 1e-9) expect(pValue! < 1 - level).toBe(excludes);
          const share = relative?.interval;
          if (share === null || share === undefined) return;
          expect(share.lower).toBeLessThanOrEqual(relative!.value);
          expect(share.upper).toBeGreaterThanOrEqual(relative!.value);
          const near = Math.min(Math.abs(interval.lower), Math.abs(interval.upper)) < 1e-9;
          if (!near && relative!.baseline > 0) expect(share.lower > 0 || share.upper < 0).toBe(excludes);
        },
      ),
      { numRuns: 12 },
    );
  });

  test("the order of rows, the names of clusters and the unit of the outcome change nothing", () => {
    fc.assert(
      fc.property(seed, size, fc.constantFrom(1e-3, 7, 1e4), (s, n, unit) => {
        const table = draw(s, n);
        const names = new Map(
          shuffle(createRng(s, "names"), new Set(table["shop"] as string[])).map((name, i) => [name, `z${i}`]),
        );
        const order = shuffle(
          createRng(s, "order"),
          Array.from({ length: n }, (_, i) => i),
        );
        const shuffled = takeRows(
          { ...table, shop: (table["shop"] as readonly string[]).map((name) => names.get(name)!) },
          order,
        );
        const given = { formula: "y ~ t", ...options };
        const plain = fit(table, given).estimate;
        const width = plain.interval.upper - plain.interval.lower;
        const scale = "metric" in options && options.metric === "proportion" ? 1 : unit;
        const scaled = { ...shuffled, y: (shuffled["y"] as Float64Array).map((value) => scale * value) };
        for (const [other, by] of [
          [fit(shuffled, given).estimate, 1],
          [fit(scaled, given).estimate, scale],
        ] as const) {
          expect(Math.abs(other.value / by - plain.value)).toBeLessThan(1e-8 * width);
          expect(Math.abs(other.interval.lower / by - plain.interval.lower)).toBeLessThan(1e-8 * width);
          expect(Math.abs(other.interval.upper / by - plain.interval.upper)).toBeLessThan(1e-8 * width);
          expect(Math.abs(other.pValue! - plain.pValue!)).toBeLessThan(1e-8);
        }
      }),
      { numRuns: 8 },
    );
  });

  test("the same seed gives the same bytes, without a number that JSON lacks, and no p below its resolution", () => {
    const table = draw(11, 120);
    const given = { formula: "y ~ t", outcomes: ["v", "w"], ...options };
    const wanted = "metric" in options && options.metric === "proportion" ? { ...given, outcomes: [] } : given;
    const [first, again] = [fit(table, wanted, 5), fit(table, wanted, 5)];
    const { effects, terms, tables, series, ...rest } = first;
    const document = measureResult.format({
      initiativeId: "x",
      design: "experiment",
      model: "experiment",
      ...rest,
      effects: effects ?? [],
      terms: terms ?? [],
      tables: tables ?? {},
      series: series ?? null,
      provenance: null,
    });
    expect(JSON.stringify(again)).toBe(JSON.stringify(first));
    const walk = (value: unknown): void => {
      if (typeof value === "number") expect(Number.isFinite(value)).toBe(true);
      else if (typeof value === "object" && value !== null) Object.values(value).forEach(walk);
    };
    walk(document);
    const least = first.diagnostics["p_resolution"];
    if (typeof least === "number") expect(first.estimate.pValue).toBeGreaterThanOrEqual(least);
  });
});

test("the order of terms and the units of covariates change nothing", () => {
  fc.assert(
    fc.property(seed, size, fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (s, n, unit) => {
      const table = draw(s, n);
      const plain = effect(table, "y ~ t + a + b");
      for (const other of [
        effect(table, "y ~ b + a + t"),
        effect({ ...table, a: (table["a"] as Float64Array).map((value) => unit * value + 3) }, "y ~ t + a + b"),
      ]) {
        expect(Math.abs(other.value - plain.value)).toBeLessThan(1e-9 * plain.stderr + 1e-12);
        expect(Math.abs(other.stderr / plain.stderr - 1)).toBeLessThan(1e-9);
      }
    }),
    { numRuns: 50 },
  );
});

test("an effect added to the treated is added to the estimate", () => {
  fc.assert(
    fc.property(seed, size, fc.double({ min: -100, max: 100, noNaN: true }), (s, n, added) => {
      const table = draw(s, n);
      const t = table["t"] as Float64Array;
      const moved = { ...table, y: (table["y"] as Float64Array).map((value, i) => value + added * t[i]!) };
      const [before, after] = [effect(table, "y ~ t + a"), effect(moved, "y ~ t + a")];
      expect(after.value - before.value).toBeCloseTo(added, 8);
      expect(after.stderr).toBeCloseTo(before.stderr, 8);
    }),
    { numRuns: 50 },
  );
});

test("with arms as their own slopes the effects of three arms do not depend on their names or their control", () => {
  fc.assert(
    fc.property(seed, size, (s, n) => {
      const table = draw(s, n);
      const arm = table["arm"] as readonly string[];
      const all = (options: object, given: Table = table): readonly number[] =>
        fit(given, { formula: "y ~ arm", covariates: ["a"], comparisons: "all_pairs", ...options }).effects!.map(
          ({ value }) => value,
        );
      const [blue, green, difference] = all({}) as [number, number, number];
      expect(green - blue).toBeCloseTo(difference, 9);
      const swapped = all({ control: "green" });
      expect(swapped[1]).toBeCloseTo(-green, 9);
      const renamed = { ...table, arm: arm.map((name) => ({ off: "1", blue: "2", green: "3" })[name]!) };
      expect(all({}, renamed)[0]).toBeCloseTo(blue, 9);
    }),
    { numRuns: 20 },
  );
});

test("the corrected p-values of a family are at least the plain ones, and Holm's at most Bonferroni's", () => {
  fc.assert(
    fc.property(seed, size, (s, n) => {
      const by = (family: string): readonly (number | null)[] =>
        fit(draw(s, n), { formula: "y ~ arm", outcomes: ["a", "b"], family }).effects!.map(
          (each) => each.adjustedPValue,
        );
      const plain = fit(draw(s, n), { formula: "y ~ arm", outcomes: ["a", "b"] }).effects!.map(({ pValue }) => pValue!);
      const [holm, bonferroni, none] = [by("holm"), by("bonferroni"), by("none")];
      expect(plain).toHaveLength(6);
      plain.forEach((p, i) => {
        expect(holm[i]).toBeGreaterThanOrEqual(p);
        expect(holm[i]).toBeLessThanOrEqual(bonferroni[i]!);
        expect(none[i]).toBeNull();
      });
    }),
    { numRuns: 20 },
  );
});

test("a table of sums gives the effect, standard error and relative effect of its rows", () => {
  fc.assert(
    fc.property(seed, size, fc.integer({ min: 1, max: 4 }), (s, n, parts) => {
      const table = draw(s, n);
      const [y, a, d] = ["y", "a", "d"].map((name) => table[name] as Float64Array) as [
        Float64Array,
        Float64Array,
        Float64Array,
      ];
      const arm = table["arm"] as readonly string[];
      const rows = ["off", "blue", "green"].flatMap((name) =>
        Array.from({ length: parts }, (_, part) => {
          const own = arm.flatMap((each, i) => (each === name && i % parts === part ? [i] : []));
          const sum = (of: (i: number) => number): number => own.reduce((total, i) => total + of(i), 0);
          return {
            arm: name,
            n: own.length,
            s: sum((i) => y[i]!),
            ss: sum((i) => y[i]! ** 2),
            p: sum((i) => a[i]!),
            pp: sum((i) => a[i]! ** 2),
            sp: sum((i) => y[i]! * a[i]!),
            d: sum((i) => d[i]!),
            dd: sum((i) => d[i]! ** 2),
            sd: sum((i) => y[i]! * d[i]!),
          };
        }),
      );
      const sums = createTable(
        Object.fromEntries(
          ["arm", "n", "s", "ss", "p", "pp", "sp", "d", "dd", "sd"].map((key) => {
            const cells = rows.map((row) => row[key as "n"]); // one key is text, which createTable takes too
            return [key, key === "arm" ? (cells as unknown as string[]) : Float64Array.from(cells)];
          }),
        ),
      );
      const base = { arm: "arm", n: "n", sum: "s", sum_squares: "ss" };
      const ratio = { denominator_sum: "d", denominator_sum_squares: "dd", denominator_cross: "sd" };
      const pre = { pre_sum: "p", pre_sum_squares: "pp", cross: "sp" };
      const pairs = [
        [{ formula: "y ~ arm" }, { summary: base }, 1e-9],
        [
          { formula: "y ~ arm", metric: "ratio", denominator: "d" },
          { metric: "ratio", summary: { ...base, ...ratio } },
          1e-9,
        ],
        // The slope's own error is in the regression's standard error alone.
        [{ formula: "y ~ arm", covariates: ["a"], adjustment: "cuped" }, { summary: { ...base, ...pre } }, 0.2],
      ] as const;
      for (const [whole, added, room] of pairs) {
        const [one, other] = [fit(table, whole), fit(sums, added)];
        expect(other.estimate.value).toBeCloseTo(one.estimate.value, 8);
        expect(Math.abs(other.estimate.stderr! / one.estimate.stderr! - 1)).toBeLessThan(room);
        expect(other.estimate.relative!.value).toBeCloseTo(one.estimate.relative!.value, 8);
        expect(other.effects!.map(({ name }) => name)).toEqual(one.effects!.map(({ name }) => name));
      }
    }),
    { numRuns: 30 },
  );
});

describe("in repeated experiments", () => {
  /** Share of `runs` in which the answer to `make` leaves out the truth. */
  function rate(runs: number, make: (rng: ReturnType<typeof createRng>) => boolean): number {
    let missed = 0;
    for (let run = 0; run < runs; run++) if (make(createRng(29, run))) missed += 1;
    return missed / runs;
  }
  const misses = ({ estimate }: Fit, truth: number): boolean =>
    estimate.interval.lower > truth || estimate.interval.upper < truth;
  const arms = (rng: ReturnType<typeof createRng>, treated: number, control: number, sd: number): Table =>
    createTable({
      t: Float64Array.from({ length: treated + control }, (_, i) => (i < treated ? 1 : 0)),
      y: Float64Array.from({ length: treated + control }, (_, i) => 3 + (i < treated ? sd : 1) * rng.normal()),
    });

  test("about one in twenty finds an effect that is not there", () => {
    const found = rate(500, (rng) => misses(fit(arms(rng, 30, 30, 1), { formula: "y ~ t" }), 0));
    expect(found).toBeGreaterThan(0.02);
    expect(found).toBeLessThan(0.08);
  });

  test("3 against 27 units of twice the spread keep their coverage, which HC1 does not", () => {
    const missed = (options: object): number =>
      rate(500, (rng) => misses(fit(arms(rng, 3, 27, 2), { formula: "y ~ t", ...options }), 0));
    expect(missed({})).toBeLessThan(0.1);
    expect(missed({ cov_type: "HC1" })).toBeGreaterThan(0.15);
  });

  test("clusters that are declared keep the error, and ignored ones do not", () => {
    const found = (options: object): number =>
      rate(150, (rng) => {
        const shifts = Array.from({ length: 14 }, () => rng.normal());
        const n = 14 * 8;
        const table = createTable({
          shop: Array.from({ length: n }, (_, i) => `s${i % 14}`),
          t: Float64Array.from({ length: n }, (_, i) => (i % 14 < 7 ? 1 : 0)),
          y: Float64Array.from({ length: n }, (_, i) => 0.6 * shifts[i % 14]! + rng.normal()),
        });
        return misses(fit(table, { formula: "y ~ t", draws: 299, ...options }), 0);
      });
    expect(found({})).toBeGreaterThan(0.2);
    expect(found({ cluster: "shop" })).toBeLessThan(0.11);
    expect(found({ cluster: "shop", inference: "t" })).toBeLessThan(0.11);
  });

  test("looking ten times finds no more than one in twenty when it is declared, and many more when not", () => {
    const found = (options: object): number =>
      rate(150, (rng) => {
        const table = arms(rng, 200, 200, 1);
        const alternating = Array.from({ length: 400 }, (_, i) => (i % 2 === 0 ? i / 2 : 200 + (i - 1) / 2));
        return Array.from({ length: 10 }, (_, look) => look + 1).some((look) =>
          misses(fit(takeRows(table, alternating.slice(0, 40 * look)), { formula: "y ~ t", ...options }), 0),
        );
      });
    expect(found({ looks: { plan: "always_valid", tuning: 400 } })).toBeLessThan(0.1);
    expect(found({})).toBeGreaterThan(0.12);
  });
});

test("any text is a formula or a coded refusal", () => {
  const piece = fc.constantFrom(
    "y",
    "~",
    "t",
    "+",
    "-",
    "*",
    ":",
    "(",
    ")",
    "C",
    "1",
    "0",
    " ",
    "`",
    "é",
    "\u0000",
    "log",
    "^",
    "2",
    ",",
    "poly",
    "I",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
      try {
        parseFormula(pieces.join(""));
      } catch (error) {
        expect(isImpactError(error) && error.code).toBe("config/invalid");
      }
    }),
    { numRuns: 1000 },
  );
});
