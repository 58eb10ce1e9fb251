import { ImpactError, type Rng, type Table } from "@ie/contracts";
import { sampleWithoutReplacement } from "@ie/stats";
import { rowCount, takeRows, withColumn } from "@ie/table";
import { anyColumn, dateColumn, finiteColumn } from "../columns.ts";
import { inject } from "./inject.ts";
import type { SimulateOptions } from "./simulate-options.ts";

/** One experiment whose truth is known. */
export interface Trial {
  readonly table: Table;
  /** The model's options that belong to it. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Mean effect on a treated row. */
  readonly truth: number;
}

/** Where trials come from: the n-th one, with an effect. The same n has the same rows whatever the effect. */
export interface Trials {
  /** Different ones that there are; null where chance makes as many as wanted. */
  readonly distinct: number | null;
  /** Those that share no outcome, which bound what their number can tell; null as above. */
  readonly independent: number | null;
  /** Throws an ImpactError where this one has no treated row. */
  trial(n: number, effect: number, rng: Rng): Trial;
}

const who = "simulate";
const hint = "drop such rows first, or fill them";

/** Rows of each value of a column, in order of first appearance; each row its own group where there is no column. */
function groupsOf(table: Table, column: string | null): readonly (readonly number[])[] {
  if (column === null) return Array.from({ length: rowCount(table) }, (_, row) => [row]);
  const groups = new Map<string | number, number[]>();
  const values = anyColumn(who, table, column);
  for (let row = 0; row < values.length; row++) {
    const group = groups.get(values[row]!);
    if (group === undefined) groups.set(values[row]!, [row]);
    else group.push(row);
  }
  return [...groups.values()];
}

/** Units, or clusters, drawn with replacement and treated by lot. A cluster drawn twice is two clusters. */
export function unitTrials(table: Table, options: SimulateOptions): Trials {
  const { outcome, effectScale, share, unitColumn } = options;
  const treatment = options.treatment!; // the schema has checked that one is named
  finiteColumn(who, table, outcome, hint);
  const groups = groupsOf(table, unitColumn);
  const size = options.units ?? groups.length;
  const treatedGroups = Math.round(share * size);
  if (groups.length < 2 || treatedGroups < 1 || treatedGroups >= size)
    throw new ImpactError({
      code: "data/too-few-rows",
      who,
      what: `${groups.length} units, of which ${size} are drawn and ${treatedGroups} treated`,
      hint: "both arms need units; give more rows, or another share",
      facts: { found: groups.length, drawn: size, treated: treatedGroups },
    });
  return {
    distinct: null,
    independent: null,
    trial: (_, effect, rng) => {
      const draw = rng.stream("draw");
      const chosen = new Set(sampleWithoutReplacement(rng.stream("lot"), size, treatedGroups));
      const rows: number[] = [];
      const lot: number[] = [];
      const names: string[] = [];
      for (let k = 0; k < size; k++) {
        for (const row of groups[draw.integer(groups.length)]!) {
          rows.push(row);
          lot.push(chosen.has(k) ? 1 : 0);
          names.push(String(k + 1));
        }
      }
      const treated = Float64Array.from(lot);
      let drawn = withColumn(takeRows(table, rows), treatment, treated);
      if (unitColumn !== null) drawn = withColumn(drawn, unitColumn, names);
      const injected = inject(drawn[outcome] as Float64Array, treated, effect, effectScale, rng.stream("effect"));
      return { table: withColumn(drawn, outcome, injected.outcome), options: {}, truth: injected.truth };
    },
  };
}

/** Windows of the user's own dates, each with an intervention that was none: what placebo dates show of errors, and injected effects of power. */
export function windowTrials(table: Table, options: SimulateOptions): Trials {
  const { outcome, effectScale, treatment, unitColumn, treatedUnits, dateOption } = options;
  const [before, after] = [options.before!, options.after!]; // the schema has checked both
  finiteColumn(who, table, outcome, hint);
  const column = dateColumn(who, table, options.dateColumn);
  const dates = [...new Set(column)].sort();
  const distinct = dates.length - before - after + 1;
  if (distinct < 1)
    throw new ImpactError({
      code: "data/too-few-rows",
      who,
      what: `${dates.length} dates hold no window of ${before} before and ${after} from an intervention`,
      hint: "give more dates, or shorter windows",
      facts: { found: dates.length, needed: before + after },
    });
  const units = unitColumn === null ? null : anyColumn(who, table, unitColumn);
  const wanted = treatedUnits === null ? null : new Set(treatedUnits);
  const isTreated = (row: number): boolean => wanted === null || wanted.has(String(units![row]));
  if (!column.some((_, row) => isTreated(row)))
    throw new ImpactError({
      code: "data/no-variation",
      who,
      what: `no row of "${unitColumn}" is one of ${[...wanted!].join(", ")}`,
      hint: "name units that the column holds",
    });
  return {
    distinct,
    independent: Math.floor((dates.length - before) / after),
    trial: (n, effect, rng) => {
      const first = n % distinct;
      const [from, date, to] = [dates[first]!, dates[first + before]!, dates[first + before + after - 1]!];
      const rows: number[] = [];
      const lot: number[] = [];
      for (let row = 0; row < column.length; row++) {
        const at = column[row]!;
        if (at < from || at > to) continue;
        rows.push(row);
        lot.push(at >= date && isTreated(row) ? 1 : 0);
      }
      if (!lot.includes(1))
        throw new ImpactError({
          code: "data/too-few-rows",
          who,
          what: `no treated row from ${date} to ${to}`,
          hint: "give the treated units' rows for every date",
          facts: { from: date, to },
        });
      const treated = Float64Array.from(lot);
      let window = takeRows(table, rows);
      if (treatment !== null) window = withColumn(window, treatment, treated);
      const injected = inject(window[outcome] as Float64Array, treated, effect, effectScale, rng.stream("effect"));
      return {
        table: withColumn(window, outcome, injected.outcome),
        options: { [dateOption]: date },
        truth: injected.truth,
      };
    },
  };
}
