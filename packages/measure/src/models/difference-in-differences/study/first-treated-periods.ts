import { ImpactError, type Table } from "@ie/contracts";
import { anyColumn, numericColumn } from "../../../columns.ts";
import {
  firstTreated,
  isPeriod,
  periodAtOrAfter,
  splitAt,
  unitAttribute,
  unitIndex,
  type Panel,
} from "../../../panel/index.ts";
import type { DifferenceInDifferencesOptions } from "../options.ts";
import { who } from "../who.ts";

function notBinary(name: string, row: number, value: unknown): ImpactError {
  return new ImpactError({
    code: "data/out-of-range",
    who,
    what: `column "${name}" has ${JSON.stringify(value)} in row ${row + 1}`,
    hint: "it must be 0 or 1 in every row",
    facts: { column: name, row: row + 1 },
  });
}

/** The numbers of a 0/1 column. */
export function binaryColumn(table: Table, name: string): Float64Array {
  const column = anyColumn(who, table, name);
  const at = Array.from(column as ArrayLike<string | number>).findIndex((value) => value !== 0 && value !== 1);
  if (at !== -1) throw notBinary(name, at, column[at]);
  return column as Float64Array; // texts were refused
}

/** The first period that `name` marks with 1; it must mark whole periods, and all from there on. */
function firstMarked(table: Table, panel: Panel, name: string): number {
  const post = binaryColumn(table, name);
  const T = panel.periods.length;
  const marks = new Int8Array(T).fill(-1);
  for (let cell = 0; cell < panel.rows.length; cell++) {
    const row = panel.rows[cell]!;
    if (row < 0) continue;
    const t = cell % T;
    if (marks[t] === -1) marks[t] = post[row]!;
    if (marks[t] === post[row]) continue;
    throw new ImpactError({
      code: "data/out-of-range",
      who,
      what: `column "${name}" holds 0 and 1 in period ${panel.periods[t]}`,
      hint: "it must mark whole periods; where units start at different times give first_treated_column",
      facts: { column: name, period: panel.periods[t] },
    });
  }
  const at = marks.indexOf(1);
  if (at <= 0 || marks.indexOf(0, at) !== -1) {
    throw new ImpactError({
      code: "data/out-of-range",
      who,
      what: `column "${name}" ${at === -1 ? "marks no period" : at === 0 ? "leaves no period before the intervention" : "ends again"}`,
      hint: "it must be 0 in the periods before the intervention and 1 in all from it on",
      facts: { column: name },
    });
  }
  return at;
}

function fromColumn(table: Table, panel: Panel, name: string): Float64Array {
  const cells = unitAttribute(table, panel, name, who);
  const zeroIsNever = panel.calendar === "date" || Number(panel.periods[0]) > 0;
  const known = new Map<string | number, number>();
  return Float64Array.from(cells as Iterable<string | number>, (cell) => {
    const isNever =
      cell === "" ||
      cell === Infinity ||
      Number.isNaN(cell) ||
      (typeof cell === "string" && /^(never|inf|infinity|na|nan|null)$/i.test(cell)) ||
      (zeroIsNever && (cell === 0 || cell === "0"));
    if (isNever) return Infinity;
    if (!isPeriod(panel, cell)) {
      throw new ImpactError({
        code: "data/out-of-range",
        who,
        what: `column "${name}" has ${JSON.stringify(cell)}, which is not a ${panel.calendar}`,
        hint: `write first treated periods like the periods, such as ${panel.periods[0]}, and leave the cell empty for never`,
        facts: { column: name, value: cell },
      });
    }
    const at = known.get(cell) ?? periodAtOrAfter(panel, cell, who, name);
    known.set(cell, at);
    return at < panel.periods.length ? at : Infinity;
  });
}

/**
 * A unit that was not seen just before its first treated row may have started earlier. Where others surely started within its gap, it is
 * taken to have started at the commonest of their dates, and otherwise when it was first seen treated.
 */
function bridgeGaps(table: Table, panel: Panel, name: string, seen: Int32Array): Float64Array {
  const column = numericColumn(who, table, name);
  const T = panel.periods.length;
  const sure = new Float64Array(T);
  const earliest = seen.map((start, u) => {
    let t = start;
    // Neither a missing row nor an empty cell says anything.
    while (t > 0 && !Number.isFinite(column[panel.rows[u * T + t - 1]!] ?? NaN)) t -= 1;
    if (start >= 0 && t === start) sure[start]! += 1;
    return t;
  });
  return Float64Array.from(seen, (start, u) => {
    if (start < 0) return Infinity;
    let best = start;
    for (let t = earliest[u]!; t < start; t++) if (sure[t]! > sure[best]!) best = t;
    return best;
  });
}

/** First treated period of each unit of the panel, Infinity for never, however the options tell it. */
export function firstTreatedPeriods(table: Table, panel: Panel, options: DifferenceInDifferencesOptions): Float64Array {
  const { treatmentColumn, postColumn, firstTreatedColumn, treatedUnits, interventionDate } = options;
  if (firstTreatedColumn !== null) return fromColumn(table, panel, firstTreatedColumn);
  const start =
    interventionDate !== null
      ? splitAt(panel, interventionDate, who, "intervention_date")
      : postColumn !== null
        ? firstMarked(table, panel, postColumn)
        : null;
  if (start === null) {
    const name = treatmentColumn!; // the options have been checked
    return bridgeGaps(table, panel, name, firstTreated(table, panel, name, who));
  }
  if (treatmentColumn === null) {
    const first = new Float64Array(panel.units.length).fill(Infinity);
    for (const id of treatedUnits) first[unitIndex(panel, id, who, "treated_units")] = start;
    return first;
  }
  anyColumn(who, table, treatmentColumn);
  binaryColumn(table, treatmentColumn);
  const cells = groupOrPath(table, panel, treatmentColumn, start);
  return cells.map((value) => (value === 1 ? start : Infinity));
}

/** 1 for treated units: by a constant column, or by one that is 1 from the intervention on. */
function groupOrPath(table: Table, panel: Panel, name: string, start: number): Float64Array {
  const column = numericColumn(who, table, name);
  const T = panel.periods.length;
  const isPath = panel.units.every((_, u) => {
    let seen = 0;
    for (let t = 0; t < T; t++) {
      const row = panel.rows[u * T + t]!;
      if (row >= 0) seen |= column[row] === 1 ? (t < start ? 4 : 1) : t < start ? 0 : 2;
    }
    return seen === 0 || seen === 1 || seen === 2;
  });
  if (!isPath) return unitAttribute(table, panel, name, who) as Float64Array; // a numeric column stays one
  return Float64Array.from(panel.units, (_, u) => {
    for (let t = start; t < T; t++) {
      const row = panel.rows[u * T + t]!;
      if (row >= 0) return column[row]!;
    }
    return 0;
  });
}
