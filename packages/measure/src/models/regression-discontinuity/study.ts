import { ImpactError, type Table } from "@ie/contracts";
import type { Matrix } from "@ie/stats";
import { rowCount, withColumn } from "@ie/table";
import { anyColumn, numericColumn } from "../../columns.ts";
import { readUnits, type Units } from "../../units/index.ts";
import { codesOf } from "../experiment/formula/codes.ts";
import type { RegressionDiscontinuityOptions } from "./options.ts";
import { who } from "./who.ts";

/** What a jump is estimated from. */
export interface Rows {
  /** n: distance from the cutoff, 0 or more for the treated side. */
  readonly x: Float64Array;
  /** n outcomes. */
  readonly y: Float64Array;
  /** n × k; null without covariates. */
  readonly covariates: Matrix | null;
  /** n; null without clusters. */
  readonly clusters: Int32Array | null;
}

export interface Study extends Rows {
  readonly units: Units;
}

export function readStudy(table: Table, options: RegressionDiscontinuityOptions): Study {
  const { dependentVariable, runningColumn, cutoff, treated, treatmentColumn, covariateColumns, cluster } = options;
  const running = numericColumn(who, table, runningColumn);
  const turn = treated === "above" ? 1 : -1;
  const isTreated = (score: number): boolean => turn * (score - cutoff) >= 0;
  const counts = [running.filter((score) => score < cutoff).length, running.filter((score) => score > cutoff).length];
  if (rowCount(table) > 0 && counts.includes(0)) {
    throw new ImpactError({
      code: "data/out-of-range",
      who,
      what: `cutoff ${cutoff} has ${counts[0]} rows below it and ${counts[1]} above`,
      hint: `"${runningColumn}" goes from ${running.reduce((a, b) => Math.min(a, b), Infinity)} to ${running.reduce((a, b) => Math.max(a, b), -Infinity)}; give a cutoff inside`,
      facts: { cutoff, below: counts[0], above: counts[1] },
    });
  }
  const rule = `${runningColumn} ${treated === "above" ? ">=" : "<="} ${cutoff}`;
  const further = [runningColumn, treatmentColumn, cluster].filter((name) => name !== null);
  const units = readUnits(
    withColumn(
      table,
      rule,
      Float64Array.from(running, (score) => (isTreated(score) ? 1 : 0)),
    ),
    {
      outcome: dependentVariable,
      treatment: rule,
      control: "0",
      covariates: covariateColumns,
      unit: options.unitColumn,
      missing: options.missing,
      further,
    },
    who,
  );
  if (treatmentColumn !== null) refuseOtherRule(units, treatmentColumn, rule);
  const scores = numericColumn(who, units.table, runningColumn);
  const infinite = scores.findIndex((score) => !Number.isFinite(score));
  if (infinite !== -1) {
    throw new ImpactError({
      code: "data/not-finite",
      who,
      what: `"${runningColumn}" is ${scores[infinite]} in row ${units.rowNumbers[infinite]}`,
      hint: "mend the cell, or leave it empty and set missing: drop",
      facts: { column: runningColumn, row: units.rowNumbers[infinite] },
    });
  }
  return {
    units,
    y: units.y,
    x: scores.map((score) => (score === cutoff ? 0 : turn * (score - cutoff))),
    covariates: units.x.cols === 0 ? null : units.x,
    clusters: cluster === null ? null : Int32Array.from(codesOf(anyColumn(who, units.table, cluster)).codes),
  };
}

/** Sharp designs only: the score decides, without exception. */
function refuseOtherRule(units: Units, column: string, rule: string): void {
  const cells = Array.from(anyColumn(who, units.table, column) as readonly unknown[], String);
  const yes = new Set(["1", "true", "yes", "treated"]);
  const no = new Set(["0", "false", "no", "control"]);
  const odd = cells.findIndex((cell) => !yes.has(cell.toLowerCase()) && !no.has(cell.toLowerCase()));
  if (odd !== -1) {
    throw new ImpactError({
      code: "data/out-of-range",
      who,
      what: `treatment "${column}" has ${JSON.stringify(cells[odd])} in row ${units.rowNumbers[odd]}`,
      hint: "write 1 for treated rows and 0 for the others",
      facts: { column, row: units.rowNumbers[odd] },
    });
  }
  const wrong = cells.flatMap((cell, i) => (yes.has(cell.toLowerCase()) === (units.treated[i] === 1) ? [] : [i]));
  if (wrong.length === 0) return;
  throw new ImpactError({
    code: "data/out-of-range",
    who,
    what: `${wrong.length} of ${units.n} rows break the rule ${rule}: "${column}" says otherwise, first in row ${units.rowNumbers[wrong[0]!]}`,
    hint: "the score must decide alone (sharp design); look at cutoff and treated, or leave treatment_column out to measure the effect of being on that side of the cutoff",
    facts: { rule, rows: wrong.length, first: units.rowNumbers[wrong[0]!] },
  });
}
