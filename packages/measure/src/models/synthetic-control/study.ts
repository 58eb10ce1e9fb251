import { ImpactError, type Table } from "@ie/contracts";
import { createMatrix, type Matrix, type SyntheticPanel } from "@ie/stats";
import { requireUnits } from "../../columns.ts";
import { pathOf, periodAfter, periodAtOrAfter, readPanel, type Panel } from "../../panel/index.ts";
import type { SyntheticControlOptions } from "./options.ts";
import { rolesOf, type Roles } from "./roles.ts";
import { who } from "./who.ts";

/** The balanced part of the panel that is used: treated units and donors over the periods before and after. */
export interface Study {
  readonly panel: Panel;
  /** Units of `panel` in the columns of `synthetic`: the treated, then the donors; each in the order of their paths. */
  readonly units: readonly number[];
  /** Periods of `panel` in its rows. */
  readonly periods: readonly number[];
  readonly synthetic: SyntheticPanel;
  readonly treated: readonly string[];
  readonly donors: readonly string[];
  /** Period of `panel` in which treatment begins. */
  readonly start: number;
  /** Units kept from the donors since they are treated too. */
  readonly otherTreated: readonly string[];
  /** Donors that lack an outcome in a period used. */
  readonly droppedDonors: readonly string[];
  /** Periods left out since a treated unit has no outcome. */
  readonly gaps: readonly string[];
  /** Periods left out as anticipating the treatment. */
  readonly anticipating: number;
}

/** Periods used, and those in which a treated unit has no outcome. */
function usedPeriods(
  panel: Panel,
  { treated, start }: Roles,
  { startTime, endTime, anticipation, missing, outcomeColumn }: SyntheticControlOptions,
): Pick<Study, "periods" | "gaps" | "anticipating"> {
  const from = startTime === null ? 0 : periodAtOrAfter(panel, startTime, who, "start_time");
  const to = endTime === null ? panel.periods.length : periodAfter(panel, endTime, who, "end_time");
  const window = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
  const kept = window.filter((t) => t < start - anticipation || t >= start);
  const gap = (t: number): boolean => treated.some((u) => Number.isNaN(pathOf(panel, u)[t]));
  const gaps = kept.filter(gap);
  const first = gaps[0];
  if (first !== undefined && missing === "error") {
    const unit = panel.units[treated.find((u) => Number.isNaN(pathOf(panel, u)[first]))!];
    throw new ImpactError({
      code: "data/not-finite",
      who,
      what: `the treated unit "${unit}" has no "${outcomeColumn}" in period ${panel.periods[first]}`,
      hint: "fill it, or set missing: drop to leave the period out",
      facts: { unit, period: panel.periods[first], periods: gaps.length },
    });
  }
  return {
    periods: kept.filter((t) => !gap(t)),
    gaps: gaps.map((t) => panel.periods[t]!),
    anticipating: window.length - kept.length,
  };
}

function requirePeriods(before: number, after: number): void {
  if (before >= 2 && after >= 1) return;
  throw new ImpactError({
    code: "data/too-few-rows",
    who,
    what: `${before === 1 ? "1 period is" : `${before} periods are`} left before treatment and ${after} from it on`,
    hint: "at least 2 and 1 are needed; give earlier or later periods, or mend start_time, end_time and anticipation",
    facts: { before, after },
  });
}

function requireDonors(panel: Panel, donors: number, dropped: readonly number[], periods: readonly number[]): void {
  if (donors >= 2) return;
  const gap = dropped[0];
  const at = gap === undefined ? undefined : periods.find((t) => Number.isNaN(pathOf(panel, gap)[t]));
  throw new ImpactError({
    code: "data/too-few-rows",
    who,
    what: `${donors === 0 ? "no untreated unit has" : "1 untreated unit has"} an outcome in every period, and at least 2 are needed`,
    hint:
      gap === undefined
        ? "give more untreated units, or exclude fewer"
        : `"${panel.units[gap]}" lacks ${panel.periods[at!]}; fill the gaps, or shorten the window by start_time and end_time`,
    facts: { donors, dropped: dropped.length },
  });
}

/** By their outcomes, so that sets of donors drawn at random are the same whatever the units are called. */
function inOrderOfPaths(panel: Panel, units: readonly number[], periods: readonly number[]): number[] {
  return units.toSorted((a, b) => {
    const [one, other] = [pathOf(panel, a), pathOf(panel, b)];
    const differs = periods.find((t) => one[t] !== other[t]);
    return differs === undefined ? a - b : one[differs]! - other[differs]!;
  });
}

function balanced(panel: Panel, units: readonly number[], periods: readonly number[]): Matrix {
  const matrix = createMatrix(periods.length, units.length);
  units.forEach((u, j) => {
    const path = pathOf(panel, u);
    periods.forEach((t, i) => (matrix.data[j * periods.length + i] = path[t]!));
  });
  return matrix;
}

/** Covariates beside the outcome that the options ask for. */
function covariatesOf({ predictors, costColumn, outcomeColumn }: SyntheticControlOptions): string[] {
  const names = [...predictors.map(({ column }) => column), ...(costColumn === null ? [] : [costColumn])];
  return [...new Set(names)].filter((name) => name !== outcomeColumn);
}

export function readStudy(table: Table, options: SyntheticControlOptions): Study {
  const { unitColumn: unit, timeColumn: time, outcomeColumn: outcome } = options;
  const panel = readPanel(table, { unit, time, outcome, covariates: covariatesOf(options) }, who);
  const known = panel.outcome.data.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
  requireUnits(who, known, "outcomes of a unit in a period");
  const roles = rolesOf(table, panel, options);
  const used = usedPeriods(panel, roles, options);
  const preperiods = used.periods.filter((t) => t < roles.start).length;
  requirePeriods(preperiods, used.periods.length - preperiods);
  const complete = (u: number): boolean => used.periods.every((t) => !Number.isNaN(pathOf(panel, u)[t]));
  const donors = inOrderOfPaths(panel, roles.candidates.filter(complete), used.periods);
  const dropped = roles.candidates.filter((u) => !complete(u));
  requireDonors(panel, donors.length, dropped, used.periods);
  const treated = inOrderOfPaths(panel, roles.treated, used.periods);
  const units = [...treated, ...donors];
  const name = (u: number): string => panel.units[u]!;
  return {
    panel,
    units,
    ...used,
    synthetic: {
      outcomes: balanced(panel, units, used.periods),
      treated: treated.map((_, i) => i),
      preperiods,
    },
    treated: treated.map(name),
    donors: donors.map(name),
    start: roles.start,
    otherTreated: roles.otherTreated,
    droppedDonors: dropped.map(name),
  };
}
