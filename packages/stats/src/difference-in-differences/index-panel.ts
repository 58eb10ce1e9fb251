import { groupRows } from "../regression/row-groups.ts";
import type { StaggeredPanel } from "./staggered-panel.ts";

/** A panel as N units × T periods. */
export interface IndexedPanel {
  readonly units: number;
  /** T periods, ascending. */
  readonly periods: Float64Array;
  /** n codes 0 … T − 1. */
  readonly periodCodes: Int32Array;
  /** N × T, unit after unit: the row of the unit in the period, or −1. */
  readonly rowAt: Int32Array;
  /** N codes 0 … clusterCount − 1. */
  readonly clusters: Int32Array;
  readonly clusterCount: number;
}

/** RangeError, in the name of `who`, when lengths differ, a code is out of range, a number not finite or a unit seen twice in a period. */
export function indexPanel(who: string, panel: StaggeredPanel): IndexedPanel {
  const { outcome, unit, period, firstTreated } = panel;
  const n = outcome.length;
  const units = firstTreated.length;
  checkPanel(who, panel);
  const { count, codes: periodCodes } = groupRows(n, (i) => period[i]!);
  const periods = new Float64Array(count);
  const rowAt = new Int32Array(units * count).fill(-1);
  for (let i = 0; i < n; i++) {
    periods[periodCodes[i]!] = period[i]!;
    const at = unit[i]! * count + periodCodes[i]!;
    if (rowAt[at] !== -1) {
      throw new RangeError(`${who}: unit ${unit[i]} stands twice in period ${period[i]}, rows ${rowAt[at]} and ${i}`);
    }
    rowAt[at] = i;
  }
  const clusters = panel.clusters
    ? groupRows(units, (i) => panel.clusters![i]!)
    : { count: units, codes: Int32Array.from({ length: units }, (_, i) => i) };
  return { units, periods, periodCodes, rowAt, clusters: clusters.codes, clusterCount: clusters.count };
}

function checkPanel(who: string, panel: StaggeredPanel): void {
  const { outcome, unit, period, firstTreated, clusters, weights } = panel;
  const n = outcome.length;
  const units = firstTreated.length;
  if (unit.length !== n || period.length !== n) {
    throw new RangeError(`${who}: unit and period must hold ${n} codes; got ${unit.length} and ${period.length}`);
  }
  for (const [name, values] of Object.entries({ clusters, weights })) {
    if (values && values.length !== units) {
      throw new RangeError(`${who}: ${name} must hold one number for each of ${units} units; got ${values.length}`);
    }
  }
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(outcome[i])) throw new RangeError(`${who}: outcome must be finite; row ${i} is ${outcome[i]}`);
    if (!(unit[i]! >= 0 && unit[i]! < units)) {
      throw new RangeError(`${who}: unit must be a code below ${units}; row ${i} is ${unit[i]}`);
    }
  }
  if (firstTreated.some((value) => Number.isNaN(value))) {
    throw new RangeError(`${who}: firstTreated must be a period or Infinity; got NaN`);
  }
  if (weights?.some((value) => !(value > 0 && value < Infinity))) {
    throw new RangeError(`${who}: weights must be positive and finite`);
  }
}
