import { ImpactError, type Check } from "@ie/contracts";
import { createMatrix } from "@ie/stats";
import { takeRows } from "@ie/table";
import { requireUnits } from "../../columns.ts";
import { crumpCut, type Units } from "../../units/index.ts";
import { nuisanceOf, type Regressions } from "./nuisance.ts";
import type { DoublyRobustOptions } from "./options.ts";
import { who } from "./who.ts";

/** The units whose effect is measured, where it is not everyone's. */
export interface Trimmed {
  readonly units: Units;
  readonly lowest: number;
  readonly highest: number;
  readonly dropped: number;
  readonly check: Check;
}

/** The units of the given rows, ascending. */
function unitsAt(units: Units, rows: readonly number[]): Units {
  const { x } = units;
  const m = rows.length;
  const own = createMatrix(m, x.cols);
  for (let j = 0; j < x.cols; j++) for (let i = 0; i < m; i++) own.data[j * m + i] = x.data[j * x.rows + rows[i]!]!;
  const treated = Uint8Array.from(rows, (i) => units.treated[i]!);
  const nTreated = treated.reduce((sum, each) => sum + each, 0);
  return {
    ...units,
    n: m,
    nTreated,
    nControl: m - nTreated,
    y: Float64Array.from(rows, (i) => units.y[i]!),
    treated,
    x: own,
    table: takeRows(units.table, rows),
    rowNumbers: Float64Array.from(rows, (i) => units.rowNumbers[i]!),
  };
}

/**
 * The units whose propensity, from all of them together, lies between the bounds (Crump, Hotz, Imbens and Mitnik 2009). The regressions
 * are to be made anew on them.
 */
export function trim(units: Units, regressions: Regressions, options: DoublyRobustOptions): Trimmed | null {
  if (options.trim === null) return null;
  const { propensity } = nuisanceOf(units, regressions, { codes: new Int32Array(units.n), count: 1 }, options);
  const cut = options.trim === "crump" ? crumpCut(propensity) : 0;
  const [lowest, highest] = options.trim === "crump" ? [cut, 1 - cut] : options.trim;
  const rows: number[] = [];
  for (let i = 0; i < units.n; i++) if (propensity[i]! >= lowest && propensity[i]! <= highest) rows.push(i);
  const kept = unitsAt(units, rows);
  const range = `${Number(lowest.toPrecision(4))} to ${Number(highest.toPrecision(4))}`;
  if (kept.nTreated === 0 || kept.nControl === 0) {
    throw new ImpactError({
      code: "fit/no-overlap",
      who,
      what: `of ${units.n} units ${kept.nTreated} treated and ${kept.nControl} untreated have a propensity from ${range}`,
      hint: "both are needed to compare; widen trim, or look at who was treated",
      facts: { treated: kept.nTreated, control: kept.nControl },
    });
  }
  requireUnits(who, kept.n, `units with a propensity from ${range}`);
  const dropped = units.n - kept.n;
  const share = dropped / units.n;
  return {
    units: kept,
    lowest,
    highest,
    dropped,
    check: {
      name: "trimming",
      status: dropped === 0 ? "pass" : share > 0.2 ? "fail" : "warn",
      message:
        dropped === 0
          ? `every propensity lies in ${range}`
          : `${dropped} of ${units.n} units (${(100 * share).toFixed(1)} %) have a propensity outside ${range} and were left out: the effect is that of the others, not of all; see the effect without trimming beside it`,
      value: share,
    },
  };
}
