import type { Column, Rng, Table } from "@ie/contracts";
import { sampleWithoutReplacement, shuffle } from "@ie/stats";
import { distinct, filterRows, rowCount, takeRows, withColumn } from "@ie/table";
import { mean, standardDeviation } from "simple-statistics";
import { repeat, type Refuter, type Refuters } from "./refuter.ts";
import { gather, rowsByUnit } from "./units.ts";

/** Each unit's rows by date; all of them under one key where dates do not matter. */
function rowsByDate(rows: readonly number[], dates: Column | null): ReadonlyMap<string, readonly number[]> {
  const byDate = new Map<string, number[]>();
  for (const row of rows) {
    const date = dates === null ? "" : String(dates[row]);
    const found = byDate.get(date);
    if (found === undefined) byDate.set(date, [row]);
    else found.push(row);
  }
  return byDate;
}

const isConstant = (columns: readonly Column[], rows: readonly number[]): boolean =>
  columns.every((column) => rows.every((row) => Object.is(column[row], column[rows[0]!])));

/** The treatments shuffled over the units: nobody's outcome can depend on them. */
const placeboTreatment: Refuter = {
  expects: "no_effect",
  changes: ({ table, options, refutable }, draws, trial) => {
    const names = refutable.treatment?.(options, table) ?? [];
    if (names.length === 0) {
      const example = { table, options };
      if (refutable.reassign === undefined) return { notApplicable: "no column says who is treated" };
      if (refutable.reassign(example, trial) === null) {
        return { notApplicable: "too few units are untreated to stand for the treated" };
      }
      return repeat(draws, (rng) => refutable.reassign?.(example, rng) ?? null);
    }
    const units = rowsByUnit(table, refutable.unit(options), rowCount(table));
    const columns = names.map((name) => table[name]!);
    const time = units.every((rows) => isConstant(columns, rows)) ? null : refutable.time(options);
    const paths = units.map((rows) => rowsByDate(rows, time === null ? null : table[time]!));
    if (!paths.every((path) => [...path.values()].every((rows) => isConstant(columns, rows)))) {
      return { notApplicable: "units within one are treated differently, so their treatments cannot be exchanged" };
    }
    const [first] = paths;
    if (!paths.every((path) => path.size === first!.size && [...first!.keys()].every((date) => path.has(date)))) {
      return { notApplicable: "the units have different dates, so their treatments cannot be exchanged" };
    }
    return repeat(draws, (rng) => {
      const lenders = new Int32Array(rowCount(table));
      const lending = shuffle(rng, paths);
      for (const [i, path] of paths.entries()) {
        for (const [date, rows] of path) for (const row of rows) lenders[row] = lending[i]!.get(date)![0]!;
      }
      const changed = names.reduce((next, name) => withColumn(next, name, gather(table[name]!, lenders)), table);
      return { table: changed, options };
    });
  },
};

/** Dates before the launch taken for launches, with the data after the true one left out. */
const placeboDate: Refuter = {
  expects: "no_effect",
  changes: ({ table, options, refutable }, draws) => {
    const column = refutable.time(options);
    const launch = refutable.launch?.(options) ?? null;
    if (column === null || launch === null || refutable.withLaunch === undefined) {
      return { notApplicable: "the treatment begins at no single date" };
    }
    const times = table[column]!;
    const before = filterRows(table, (row) => times[row]! < launch);
    const dates = distinct(before, column);
    const candidates = dates.slice(Math.ceil(dates.length * earliest), Math.floor(dates.length * latest) + 1);
    if (candidates.length === 0) return { notApplicable: `only ${dates.length} dates lie before the launch` };
    const count = Math.min(draws, candidates.length);
    const chosen = Array.from(
      { length: count },
      (_, i) => candidates[Math.floor(((i + 0.5) * candidates.length) / count)]!,
    );
    const fake = chosen.flatMap((date) => refutable.withLaunch?.(options, date) ?? []);
    return { examples: fake.map((changed) => () => ({ table: before, options: changed })), shareData: true };
  },
};

/** Placebo dates leave this share of the earlier dates before them, and reach up to this one. */
const earliest = 0.4;
const latest = 0.8;

const commonCause = "random_common_cause";

/** A covariate of noise: nothing that it explains, so nothing should move. */
const randomCommonCause: Refuter = {
  expects: "same_effect",
  changes: ({ table, options, refutable }, draws) => {
    const unit = refutable.unit(options);
    let name = commonCause;
    while (Object.hasOwn(table, name)) name = `${name}_`;
    const changed = refutable.withCovariate?.(options, name) ?? null;
    if (changed === null) return { notApplicable: "these options take no further covariate" };
    const units = rowsByUnit(table, unit, rowCount(table));
    const changes = repeat(
      draws,
      (rng: Rng) => {
        const noise = new Float64Array(rowCount(table));
        for (const rows of units) {
          const value = rng.normal();
          for (const row of rows) noise[row] = value;
        }
        return { table: withColumn(table, name, noise), options: changed };
      },
      // The noise takes up one of the directions, as many as there are units, in which outcomes vary by chance.
      1 / Math.sqrt(units.length),
    );
    return { ...changes, drawsAreChance: true };
  },
};

/** Share of the units that a subset keeps. */
const kept = 0.8;

/** Most of the units, drawn at random: the effect should be theirs too. */
const subset: Refuter = {
  expects: "same_effect",
  changes: ({ table, options, refutable }, draws) => {
    const unit = refutable.unit(options);
    if (unit === null && refutable.time(options) !== null) {
      return { notApplicable: "one series has no units to leave out" };
    }
    const units = rowsByUnit(table, unit, rowCount(table));
    const subsetOf = (rng: Rng): Table => {
      const chosen = sampleWithoutReplacement(rng, units.length, Math.round(kept * units.length));
      const rows = Array.from(chosen).flatMap((i) => units[i]!);
      return takeRows(
        table,
        rows.toSorted((first, second) => first - second),
      );
    };
    return repeat(draws, (rng) => ({ table: subsetOf(rng), options }), Math.sqrt(1 / kept - 1));
  },
};

/** An outcome of noise, of the true one's mean and spread: nothing can have an effect on it. */
const dummyOutcome: Refuter = {
  expects: "no_effect",
  changes: ({ table, options, refutable }, draws) => {
    const name = refutable.outcome(options);
    const outcome = name === null ? undefined : table[name];
    if (name === null || !(outcome instanceof Float64Array))
      return { notApplicable: `the outcome "${name}" holds no numbers` };
    const known = Array.from(outcome).filter((value) => !Number.isNaN(value));
    if (known.length === 0) return { notApplicable: `the outcome "${name}" holds no numbers` };
    const [centre, spread] = [mean(known), standardDeviation(known)];
    return repeat(draws, (rng) => ({
      table: withColumn(
        table,
        name,
        outcome.map((value) => (Number.isNaN(value) ? value : centre + spread * rng.normal())),
      ),
      options,
    }));
  },
};

/** The built-in refuters by their names in configurations. */
export const refuters: Refuters = {
  placebo_treatment: placeboTreatment,
  placebo_date: placeboDate,
  random_common_cause: randomCommonCause,
  subset,
  dummy_outcome: dummyOutcome,
};
