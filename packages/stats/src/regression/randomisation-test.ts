import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import type { Rng } from "../random/rng.ts";
import {
  allAssignments,
  assignmentDesign,
  countAssignments,
  randomAssignments,
  smallerArm,
  type AssignmentDesign,
} from "./assignment-design.ts";
import { invertSymmetricTest, tie } from "./invert-symmetric-test.ts";
import { leastSquares } from "./least-squares.ts";
import {
  createStratifiedDifference,
  smallStrata,
  unitSums,
  type StratifiedDifference,
} from "./stratified-difference.ts";

/** Options of {@link randomisationTest}. */
export interface RandomisationOptions {
  readonly rng: Rng;
  /** Random assignments wanted, e.g. 9999; all of them are used when there are no more than `draws` + 1. */
  readonly draws: number;
  /** Coverage of the interval, in (0, 1). */
  readonly level: number;
  /** Default `studentised`. */
  readonly statistic?: "difference" | "studentised";
  /** n codes: the assignment was drawn within each. */
  readonly strata?: Int32Array;
  /** n codes: each was assigned as a whole. */
  readonly clusters?: Int32Array;
  /** n × q covariates measured before assignment, without a column of ones. */
  readonly adjust?: Matrix | null;
  /** Looked at between draws; an aborted one throws its reason. */
  readonly signal?: AbortSignal;
}

/** Result of {@link randomisationTest}. */
export interface RandomisationTest {
  /** Difference in means, of strata weighted with their rows; with covariates the coefficient of least squares. */
  readonly estimate: number;
  /** Of no effect on any row, two-sided; NaN when no stratum has both arms or the covariates explain the assignment. */
  readonly pValue: number;
  /** Additive effects that the same test does not reject; null when they have no bound, or when there is no p-value. */
  readonly interval: { readonly lower: number; readonly upper: number } | null;
  /** Assignments drawn, or the number of all when enumerated. */
  readonly draws: number;
  readonly enumerated: boolean;
  /** Smallest p-value that the design and the number of draws can give. */
  readonly resolution: number;
  /** The statistic used: `difference` where the design leaves no variance estimate to studentise with. */
  readonly statistic: "difference" | "studentised";
}

/** Least difference in means of the assignment, net of the covariates, that leaves something to estimate. */
const LEAST_CONTRAST = 1e-8;

/**
 * Fisher's randomisation test: how many assignments that the design could have drawn (as many treated units in each stratum) give a
 * statistic as large as the actual one, which is counted too. Exact for an effect that is the same on every row; with the studentised
 * difference in means it is also valid in large samples for the average effect when effects vary (Wu and Ding 2021, JASA 116; for strata
 * with single units see `createStratifiedDifference`). The interval inverts the same test: p < 1 − level exactly when it leaves out 0.
 *
 * For an effect θ the outcomes without treatment are y − θ · assignment; with covariates both are replaced by their residuals on them
 * (Zhao and Ding 2021, J. Econometrics 225). Statistics are ratios of quadratics in θ, which {@link invertSymmetricTest} solves exactly.
 *
 * `y`: n outcomes; `assignment`: n numbers, 1 for treated. Strata with one arm only are left out. RangeError when lengths differ, a number
 * is not finite, or a cluster is not in one arm and one stratum.
 */
export function randomisationTest(
  y: Float64Array,
  assignment: Uint8Array,
  options: RandomisationOptions,
): RandomisationTest {
  checkArguments(y, assignment, options);
  const design = assignmentDesign("randomisationTest", assignment, options.strata, options.clusters);
  const { strata } = design;
  const all = countAssignments(strata, options.draws + 1);
  const enumerated = all < Infinity;
  const isSymmetric = strata.every((stratum) => 2 * stratum.treated === stratum.to - stratum.from);
  const facts = {
    draws: enumerated ? all : options.draws,
    enumerated,
    resolution: enumerated ? Math.min(1, (isSymmetric ? 2 : 1) / all) : 1 / (options.draws + 1),
  };
  const rows = new Float64Array(design.assignment.length);
  for (const unit of design.unitOfRow) if (unit >= 0) rows[unit]! += 1;
  const wanted = options.statistic ?? "studentised";
  const small = wanted === "studentised" ? smallStrata(strata, rows) : null;
  const statistic = small === null ? "difference" : "studentised";

  const none = { estimate: NaN, pValue: NaN, interval: null, ...facts, statistic } as const;
  if (strata.length === 0) return none;
  const outcome = residualised(y, options.adjust);
  const treatment = residualised(Float64Array.from(assignment), options.adjust);
  const actual = actualArm(design);
  const raw = difference(design, rows, outcome, treatment, actual);
  if (!(Math.abs(raw.w) > LEAST_CONTRAST)) return none;
  const estimate = raw.t / raw.w;
  const errors = outcome.map((value, i) => value - estimate * treatment[i]!);
  // About the standard error: a scale for the search of roots, without influence on the result.
  const squares = errors.reduce((sum, value, i) => sum + (design.unitOfRow[i]! < 0 ? 0 : value * value), 0);
  const unit = (2 * Math.sqrt(squares)) / rows.length / Math.abs(raw.w) || Math.abs(estimate) || 1;
  const scaled = totals(design, rows.length, errors, 1 / (unit * Math.abs(raw.w)));
  const shifts = totals(design, rows.length, treatment, 1 / Math.abs(raw.w));
  const evaluate = createStratifiedDifference(strata, unitSums(rows, scaled, shifts), small);

  const observed = emptyDifference();
  evaluate(actual, observed);
  const sequence = enumerated ? allAssignments(strata) : randomAssignments(options.rng, strata);
  const polynomials = new Float64Array(5 * facts.draws);
  const drawn = emptyDifference();
  for (let b = 0; b < facts.draws; b++) {
    if (b % 256 === 0) options.signal?.throwIfAborted();
    sequence.next();
    evaluate(sequence.chosen, drawn);
    if (statistic === "difference") fillDifference(polynomials, 5 * b, drawn);
    else fillStudentised(polynomials, 5 * b, drawn, observed);
  }
  const test = { estimate, unit, polynomials, added: enumerated ? 0 : 1 } as const;
  return { estimate, ...invertSymmetricTest(test, options.level), ...facts, statistic };
}

/** (1 + tie) d² − ξ², the square of the actual difference. */
function fillDifference(polynomials: Float64Array, at: number, { t, w }: StratifiedDifference): void {
  polynomials[at] = (1 + tie) * t * t;
  polynomials[at + 1] = (1 + tie) * 2 * t * w;
  polynomials[at + 2] = (1 + tie) * w * w - 1;
}

/** (1 + tie) d² v₀ − ξ² v, with v₀ and v the variances of the actual and of the drawn difference. */
function fillStudentised(
  polynomials: Float64Array,
  at: number,
  { t, w, vTT, vTW, vWW }: StratifiedDifference,
  observed: StratifiedDifference,
): void {
  const d0 = (1 + tie) * t * t;
  const d1 = (1 + tie) * 2 * t * w;
  const d2 = (1 + tie) * w * w;
  polynomials[at] = d0 * observed.vTT;
  polynomials[at + 1] = d1 * observed.vTT + d0 * 2 * observed.vTW;
  polynomials[at + 2] = d2 * observed.vTT + d1 * 2 * observed.vTW + d0 * observed.vWW - vTT;
  polynomials[at + 3] = d2 * 2 * observed.vTW + d1 * observed.vWW - 2 * vTW;
  polynomials[at + 4] = d2 * observed.vWW - vWW;
}

function emptyDifference(): StratifiedDifference {
  return { t: 0, w: 0, vTT: 0, vTW: 0, vWW: 0 };
}

/** The actual assignment as the units of the smaller arm of each stratum. */
function actualArm({ assignment, strata }: AssignmentDesign): Int32Array {
  const chosen: number[] = [];
  for (const stratum of strata) {
    const arm = smallerArm(stratum) === stratum.treated ? 1 : 0;
    for (let unit = stratum.from; unit < stratum.to; unit++) if (assignment[unit] === arm) chosen.push(unit);
  }
  return Int32Array.from(chosen);
}

function difference(
  design: AssignmentDesign,
  rows: Float64Array,
  outcome: Float64Array,
  treatment: Float64Array,
  chosen: Int32Array,
): StratifiedDifference {
  const t = totals(design, rows.length, outcome, 1);
  const w = totals(design, rows.length, treatment, 1);
  const result = emptyDifference();
  createStratifiedDifference(design.strata, unitSums(rows, t, w), null)(chosen, result);
  return result;
}

/** Sums of `factor` × values over the rows of each unit. */
function totals({ unitOfRow }: AssignmentDesign, units: number, values: Float64Array, factor: number): Float64Array {
  const sums = new Float64Array(units);
  for (let i = 0; i < values.length; i++) {
    const unit = unitOfRow[i]!;
    if (unit >= 0) sums[unit] = sums[unit]! + factor * values[i]!;
  }
  return sums;
}

function residualised(values: Float64Array, adjust: Matrix | null | undefined): Float64Array {
  if (!adjust) return values;
  const n = values.length;
  const x = createMatrix(n, adjust.cols + 1);
  x.data.fill(1, 0, n);
  x.data.set(adjust.data, n);
  return leastSquares(x, values).residuals;
}

function checkArguments(y: Float64Array, assignment: Uint8Array, options: RandomisationOptions): void {
  const who = "randomisationTest";
  const n = y.length;
  const row = y.findIndex((value) => !Number.isFinite(value));
  if (row >= 0) throw new RangeError(`${who}: y must be finite; row ${row} is ${y[row]}`);
  const lengths = {
    assignment: assignment.length,
    strata: options.strata?.length ?? n,
    clusters: options.clusters?.length ?? n,
    adjust: options.adjust?.rows ?? n,
  };
  for (const [name, length] of Object.entries(lengths)) {
    if (length !== n) throw new RangeError(`${who}: ${name} must have ${n} rows like y; got ${length}`);
  }
  const odd = assignment.findIndex((value) => value > 1);
  if (odd >= 0) throw new RangeError(`${who}: assignment must be 0 or 1; row ${odd} is ${assignment[odd]}`);
  if (!Number.isInteger(options.draws) || options.draws < 1) {
    throw new RangeError(`${who}: draws must be a whole number of at least 1; got ${options.draws}`);
  }
  if (!(options.level > 0 && options.level < 1)) {
    throw new RangeError(`${who}: level must lie between 0 and 1; got ${options.level}`);
  }
}
