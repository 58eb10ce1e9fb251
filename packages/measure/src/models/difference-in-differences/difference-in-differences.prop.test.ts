import { unwrap, validate, type Fit, type Table } from "@ie/contracts";
import { createRng } from "@ie/stats";
import { takeRows, withColumn } from "@ie/table";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { simulatedPanel, type SimulatedPanel } from "../../../test/support/simulated-panel.ts";
import { contextOf } from "../../measure.ts";
import { differenceInDifferences } from "./difference-in-differences.ts";

const columns = { dependent_variable: "y", unit_column: "unit", time_column: "period", treatment_column: "treatment" };

function fit(table: Table, options: object = {}, seed = 1): Fit {
  const given = unwrap(validate(differenceInDifferences.options, { ...columns, ...options }), "test", "config/invalid");
  return differenceInDifferences.fit(table, given, contextOf(seed));
}

const seed = fc.integer({ min: 0, max: 1e6 });
const shape = fc.record({
  seed,
  units: fc.integer({ min: 12, max: 24 }),
  treated: fc.integer({ min: 1, max: 8 }),
  periods: fc.constant(8),
  effect: fc.double({ min: -2, max: 2, noNaN: true }),
  dates: fc.constantFrom([4], [3, 5]),
});
const kinds = fc.constantFrom<object>(
  {},
  { inference: "permutation", draws: 199, level: 0.9, method: "collapsed" },
  { cov_type: "classical", method: "collapsed" },
  { method: "two_way_fixed_effects", cov_type: "classical" },
  { aggregation: "dynamic", method: "group_time" },
  { aggregation: "group", control_group: "not_yet_treated", method: "group_time" },
);

/** Options that the dates allow. */
function possible(given: SimulatedPanel, options: object): object {
  return given.dates!.length > 1 && "method" in options && options.method === "collapsed" ? {} : options;
}

function near(a: number, b: number, scale: number): void {
  expect(Math.abs(a - b)).toBeLessThanOrEqual(1e-8 * scale);
}

describe("laws", () => {
  test("p is below 1 − level exactly where the interval leaves out 0", () => {
    fc.assert(
      fc.property(shape, kinds, fc.constantFrom(0.6, 0.8, 0.9), (given, kind, level) => {
        const { estimate } = fit(simulatedPanel(given), { ...possible(given, kind), level });
        const excludes = estimate.interval.lower > 0 || estimate.interval.upper < 0;
        expect(estimate.pValue! < 1 - level).toBe(excludes);
        const relative = estimate.relative?.interval;
        if (relative) expect(relative.lower > 0 || relative.upper < 0).toBe(excludes);
      }),
      { numRuns: 12 },
    );
  });

  test("order of rows, names of units and of clusters, and the outcome's unit and zero change nothing", () => {
    fc.assert(
      fc.property(shape, kinds, seed, (given, kind, order) => {
        const options = possible(given, kind);
        const table = simulatedPanel(given);
        const rng = createRng(order);
        const n = given.units * given.periods;
        const rank = Array.from({ length: n }, () => rng.uniform());
        const shuffled = takeRows(
          table,
          Array.from({ length: n }, (_, i) => i).sort((i, j) => rank[i]! - rank[j]!),
        );
        const names = Array.from({ length: given.units }, () => `u${rng.integer(1e9)}`);
        const renamed = withColumn(
          shuffled,
          "unit",
          Array.from(shuffled["unit"] as Float64Array, (u) => names[u]!),
        );
        const rescaled = withColumn(
          renamed,
          "y",
          Float64Array.from(renamed["y"] as Float64Array, (y) => 1e4 * y - 7e4),
        );
        const [first, other] = [fit(table, options), fit(rescaled, options)];
        const { interval, value } = first.estimate;
        const width = interval.upper - interval.lower;
        near(other.estimate.value / 1e4, value, width);
        near(other.estimate.interval.lower / 1e4, interval.lower, width);
        near(other.estimate.interval.upper / 1e4, interval.upper, width);
        near(other.estimate.pValue!, first.estimate.pValue!, 1);
        const bands = [first, other].map(
          ({ tables }) => tables!["event_study"]?.["simultaneous_lower"] as Float64Array | undefined,
        );
        bands[0]?.forEach((bound, i) => near(bands[1]![i]! / 1e4, bound, width + Math.abs(bound)));
        expect(other.checks.map(({ status }) => status)).toEqual(first.checks.map(({ status }) => status));
      }),
      { numRuns: 12 },
    );
  });

  test("an effect added to the treated is added to the estimate", () => {
    fc.assert(
      fc.property(shape, kinds, fc.double({ min: -50, max: 50, noNaN: true }), (given, kind, extra) => {
        const options = possible(given, kind);
        const table = simulatedPanel(given);
        const more = withColumn(
          table,
          "y",
          Float64Array.from(table["y"] as Float64Array, (y, i) => y + extra * (table["treatment"] as Float64Array)[i]!),
        );
        const [before, after] = [fit(table, options).estimate, fit(more, options).estimate];
        expect(after.value - before.value).toBeCloseTo(extra, 8);
        expect(after.interval.lower - before.interval.lower).toBeCloseTo(extra, 6);
      }),
      { numRuns: 12 },
    );
  });

  // Roth (2022): a pre-test that decides distorts what it lets through.
  test("nothing before the treatment but its mean moves the estimate: the pre-trend test decides nothing", () => {
    fc.assert(
      fc.property(seed, fc.double({ min: -20, max: 20, noNaN: true }), (own, slope) => {
        const table = simulatedPanel({ seed: own, units: 16, treated: 6, periods: 8 });
        const [unit, period] = [table["unit"] as Float64Array, table["period"] as Float64Array];
        // A tilt about the mean of the four periods before, for the treated alone.
        const tilted = withColumn(
          table,
          "y",
          Float64Array.from(table["y"] as Float64Array, (y, i) =>
            unit[i]! < 6 && period[i]! < 4 ? y + slope * (period[i]! - 1.5) : y,
          ),
        );
        const [flat, steep] = [fit(table), fit(tilted)];
        expect(steep.estimate.value).toBeCloseTo(flat.estimate.value, 8);
        expect(steep.estimate.interval.lower).toBeCloseTo(flat.estimate.interval.lower, 8);
        expect(steep.estimate.pValue).toBeCloseTo(flat.estimate.pValue!, 8);
        expect(steep.diagnostics["method"]).toBe(flat.diagnostics["method"]);
      }),
      { numRuns: 12 },
    );
  });

  test("numbers are finite, p is never below its resolution, and the same seed gives the same bytes", () => {
    fc.assert(
      fc.property(shape, kinds, (given, kind) => {
        const options = possible(given, kind);
        const table = simulatedPanel({ ...given, effect: 50 });
        const found = fit(table, options);
        for (const value of Object.values(found.diagnostics))
          if (typeof value === "number") expect(Number.isFinite(value)).toBe(true);
        for (const { value } of found.checks) if (value !== null) expect(Number.isFinite(value)).toBe(true);
        const resolution = found.diagnostics["p_resolution"];
        if (typeof resolution === "number")
          expect(found.estimate.pValue!).toBeGreaterThanOrEqual(resolution * (1 - 1e-12));
        expect(JSON.stringify(fit(table, options))).toBe(JSON.stringify(found));
      }),
      { numRuns: 8 },
    );
  });

  test("units left out are counted, and the effect is that of the rest", () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 3 }), (own, always) => {
        const table = simulatedPanel({ seed: own, units: 16, treated: 8, periods: 8 });
        const unit = table["unit"] as Float64Array;
        const treatment = Float64Array.from(table["treatment"] as Float64Array, (one, i) =>
          unit[i]! < always ? 1 : one,
        );
        const found = fit(withColumn(table, "treatment", treatment));
        expect(found.checks.find(({ name }) => name === "always_treated")).toMatchObject({
          status: "warn",
          value: always,
        });
        const rest = takeRows(
          table,
          Array.from(unit.keys()).filter((i) => unit[i]! >= always),
        );
        expect(found.estimate.value).toBeCloseTo(fit(rest).estimate.value, 9);
        expect(found.diagnostics["treated_units"]).toBe(8 - always);
      }),
      { numRuns: 8 },
    );
  });
});

describe("on simulated panels", () => {
  /** Share of panels in which an effect is claimed at 5 %, of those without one. */
  function falseAlarms(runs: number, given: Omit<SimulatedPanel, "seed">, options: object = {}): number {
    let count = 0;
    for (let run = 0; run < runs; run++) {
      // A unit's errors: autocorrelated with 0.8, by sums of what is independent.
      const table = simulatedPanel({ ...given, seed: run });
      const y = Float64Array.from(table["y"] as Float64Array);
      for (let i = 1; i < y.length; i++) if (i % given.periods !== 0) y[i] = y[i]! + 0.8 * (y[i - 1]! - 10);
      if (fit(withColumn(table, "y", y), { draws: 99, ...options }).estimate.pValue! < 0.05) count += 1;
    }
    return count / runs;
  }

  // Three standard errors of a rate of 5 % over 80 runs are 7.3 points.
  test("autocorrelation does not make effects: 20 groups, half treated, and 1 of 20", () => {
    for (const treated of [10, 1])
      expect(falseAlarms(80, { units: 20, treated, periods: 6 }), `${treated}`).toBeLessThan(0.123);
  });

  test("growing effects on several dates: the default is right where two-way fixed effects are not", () => {
    const given = { units: 60, treated: 40, periods: 12, dates: [3, 6, 9], effect: 1, grows: true, noise: 0.05 };
    const table = simulatedPanel({ ...given, seed: 4 });
    let [sum, count] = [0, 0];
    for (let u = 0; u < given.treated; u++) {
      for (let since = 1; since <= given.periods - given.dates[u % 3]!; since++) {
        sum += since;
        count += 1;
      }
    }
    const truth = sum / count;
    for (const method of ["auto", "imputation"]) {
      expect(Math.abs(fit(table, { method }).estimate.value / truth - 1), method).toBeLessThan(0.02);
    }
    const twoWay = fit(table, { method: "two_way_fixed_effects" });
    expect(Math.abs(twoWay.estimate.value / truth - 1)).toBeGreaterThan(0.1);
    expect(twoWay.checks.find(({ name }) => name === "forbidden_comparisons")!.status).toBe("fail");
    expect(twoWay.tables!["bacon"]).toBeDefined();
  });
});
