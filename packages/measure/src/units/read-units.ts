import { ImpactError, type Table } from "@ie/contracts";
import { createMatrix } from "@ie/stats";
import { rowCount, select, withColumn } from "@ie/table";
import { anyColumn, requireUnits } from "../columns.ts";
import { withoutMissing } from "../missing-rows.ts";
import { codesOf } from "../models/experiment/formula/codes.ts";
import { expandCovariates, parseCovariates } from "./covariate-terms.ts";
import { refuseMixed, refuseOutOfRange } from "./refuse-cells.ts";
import { refuseCollinear } from "./refuse-collinear.ts";
import { readTreatment } from "./read-treatment.ts";
import { requireOutcome } from "./require-outcome.ts";
import type { Units, UnitsSpec } from "./units.ts";

/** A name that no column of a user has. */
const numbering = "\u0000row";

/**
 * Outcome, treatment and covariates of units, one a row. Refuses, naming the column: cells missing (unless `missing: drop`), numbers without
 * finite squares, texts among numbers, an outcome that does not vary, a treatment without two values or two units of each, a covariate that
 * is outcome or treatment (also a copy of one), stands twice, does not vary or is a combination of others, a repeated unit, and fewer than
 * 30 rows.
 */
export function readUnits(table: Table, spec: UnitsSpec, who: string): Units {
  const {
    outcome,
    treatment,
    control = null,
    unit = null,
    further = [],
    missing = "error",
    constants = "error",
  } = spec;
  const terms = parseCovariates(table, spec.covariates, who);
  refuseRoles(who, outcome, treatment, terms.columns);
  const needed = [...new Set([outcome, treatment, ...terms.columns, ...(unit === null ? [] : [unit]), ...further])];
  for (const name of needed) anyColumn(who, table, name);
  const numbers = new Float64Array(rowCount(table)).map((_, i) => i + 1);
  const narrow = withColumn(select(table, needed), numbering, numbers);
  const { table: rows, check } = withoutMissing(who, narrow, needed, [outcome], missing);
  requireUnits(who, rowCount(rows), check.value === 0 ? "rows" : `rows of ${rowCount(table)} lack no value`);
  const rowNumbers = rows[numbering] as Float64Array; // made above
  const y = rows[outcome] as Float64Array; // withoutMissing has looked
  refuseOutOfRange(who, outcome, y, rowNumbers);
  if (unit !== null) refuseRepeated(who, rows, unit, rowNumbers);
  const { treated, levels } = readTreatment(who, treatment, anyColumn(who, rows, treatment), control);
  const nTreated = treated.reduce((sum, each) => sum + each, 0);
  const nControl = y.length - nTreated;
  requireOutcome(who, { y, outcome, nTreated, nControl, levels });
  refuseMixed(who, rows, terms, rowNumbers);
  const all = expandCovariates(who, rows, terms);
  for (const { name, values } of all) refuseOutOfRange(who, name, values, rowNumbers);
  const constant = all.filter(({ values }) => values.every((value) => value === values[0])).map(({ name }) => name);
  if (constant.length > 0 && constants === "error") {
    throw new ImpactError({
      code: "data/no-variation",
      who,
      what: `covariate "${constant[0]}" does not vary`,
      hint: "it cannot tell units apart; leave it out",
      facts: { covariates: constant },
    });
  }
  const varying = all.filter(({ name }) => !constant.includes(name));
  refuseCopies(who, varying, [
    { what: "the outcome", name: outcome, values: y },
    { what: "the treatment", name: treatment, values: Float64Array.from(treated) },
  ]);
  const x = createMatrix(y.length, varying.length);
  varying.forEach(({ values }, j) => x.data.set(values, j * y.length));
  const names = varying.map(({ name }) => name);
  refuseCollinear(who, x, names);
  return {
    n: y.length,
    nTreated,
    nControl,
    y,
    treated,
    x,
    names,
    constant,
    outcome,
    treatment,
    levels,
    table: rows,
    rowNumbers,
    checks: [check],
  };
}

const before = "covariates are measured before the treatment, and are neither it nor the outcome";

function refuseRoles(who: string, outcome: string, treatment: string, covariates: readonly string[]): void {
  const fault = (column: string, one: string, other: string, hint = before): never => {
    throw new ImpactError({
      code: "config/invalid",
      who,
      what: `"${column}" is both ${one} and ${other}`,
      hint,
      facts: { column },
    });
  };
  if (outcome === treatment) fault(outcome, "the outcome", "the treatment", "name two columns");
  for (const column of covariates) {
    if (column === outcome) fault(column, "a covariate", "the outcome");
    if (column === treatment) fault(column, "a covariate", "the treatment");
  }
}

interface Named {
  readonly name: string;
  readonly values: Float64Array;
}

/** A covariate a + b × outcome or treatment, by its correlation with it. */
function refuseCopies(who: string, covariates: readonly Named[], roles: readonly (Named & { what: string })[]): void {
  for (const role of roles) {
    const copy = covariates.find(({ values }) => isLinearCopy(values, role.values));
    if (copy === undefined) continue;
    throw new ImpactError({
      code: "data/no-variation",
      who,
      what: `covariate "${copy.name}" repeats ${role.what} "${role.name}"`,
      hint: "leave it out; covariates are measured before the treatment",
      facts: { covariate: copy.name, column: role.name },
    });
  }
}

function isLinearCopy(a: Float64Array, b: Float64Array): boolean {
  // Three rows tell most columns apart at once: slopes between them must agree.
  const other = b.findIndex((value) => value !== b[0]);
  if (other === -1 || a[other] === a[0]) return false;
  const slope = (a[other]! - a[0]!) / (b[other]! - b[0]!);
  const room = 1e-9 * Math.abs(a[other]! - a[0]!);
  for (let i = 0; i < a.length; i++) {
    if (Math.abs(a[i]! - a[0]! - slope * (b[i]! - b[0]!)) > room + 1e-12 * Math.abs(a[i]!)) return false;
  }
  return true;
}

function refuseRepeated(who: string, table: Table, unit: string, rowNumbers: Float64Array): void {
  const { levels, codes } = codesOf(anyColumn(who, table, unit));
  if (levels.length === codes.length) return;
  const seen = new Uint8Array(levels.length);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    if (seen[code] === 1) {
      throw new ImpactError({
        code: "data/duplicate-key",
        who,
        what: `unit "${levels[code]}" has more than one row, again in row ${rowNumbers[i]}`,
        hint: "give one row a unit",
        facts: { column: unit, unit: levels[code], row: rowNumbers[i] },
      });
    }
    seen[code] = 1;
  }
}
