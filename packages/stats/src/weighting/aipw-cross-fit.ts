import { createMatrix, type Matrix } from "../linear-algebra/matrix.ts";
import type { AipwEstimand, Nuisance } from "./aipw.ts";
import type { Learned, Learner } from "./aipw-learner.ts";

export interface CrossFitInput {
  readonly y: Float64Array;
  readonly treated: Uint8Array;
  /** n × k of the outcome's and n × l of the treatment's regression; the first column of each is of ones. */
  readonly outcomeDesign: Matrix;
  readonly propensityDesign: Matrix;
  /** n folds from 0; with `count` 1 every unit is predicted from all units. */
  readonly folds: Int32Array;
  readonly count: number;
  readonly outcomeLearner: Learner;
  readonly propensityLearner: Learner;
  readonly estimand: AipwEstimand;
}

/** A regression that has no answer in a fold. */
export interface CrossFitFailure {
  readonly regression: "propensity" | "treated outcome" | "control outcome";
  readonly fold: number;
  readonly status: Exclude<Learned["status"], "ok">;
  readonly columns: readonly number[];
  readonly rows: number;
}

/** Rows of `x` in the order given. */
function rowsOfMatrix(x: Matrix, rows: Int32Array): Matrix {
  const part = createMatrix(rows.length, x.cols);
  for (let j = 0; j < x.cols; j++) {
    const from = j * x.rows;
    const to = j * rows.length;
    for (let i = 0; i < rows.length; i++) part.data[to + i] = x.data[from + rows[i]!]!;
  }
  return part;
}

function learn(
  learner: Learner,
  x: Matrix,
  y: ArrayLike<number>,
  rows: Int32Array,
  regression: CrossFitFailure["regression"],
  fold: number,
): Learned | CrossFitFailure {
  if (rows.length === 0) return { regression, fold, status: "too-few-rows", columns: [], rows: 0 };
  const learned = learner.fit(
    rowsOfMatrix(x, rows),
    Float64Array.from(rows, (i) => y[i]!),
  );
  const { status, columns } = learned;
  return status === "ok" ? learned : { regression, fold, status, columns, rows: rows.length };
}

/** Whether cross-fitting failed. */
export function isFailure(result: object): result is CrossFitFailure {
  return "regression" in result;
}

/**
 * Each unit's regressions from the units of the other folds (Chernozhukov et al. 2018, definition 3.2); outcomes arm by arm, and only
 * those arms that `estimand` needs (zeros stand for the other).
 */
export function crossFit(input: CrossFitInput): Nuisance | CrossFitFailure {
  const { y, treated, folds, count, estimand, outcomeDesign, propensityDesign } = input;
  const n = y.length;
  const treatedOutcome = new Float64Array(n);
  const controlOutcome = new Float64Array(n);
  const propensity = new Float64Array(n);
  const everyRow = Int32Array.from({ length: n }, (_, i) => i);
  for (let fold = 0; fold < count; fold++) {
    const train = count === 1 ? everyRow : everyRow.filter((i) => folds[i] !== fold);
    const predicted = count === 1 ? everyRow : everyRow.filter((i) => folds[i] === fold);
    const fill = (into: Float64Array, learned: Learned, x: Matrix): void => {
      const values = learned.predict(count === 1 ? x : rowsOfMatrix(x, predicted));
      for (let i = 0; i < predicted.length; i++) into[predicted[i]!] = values[i]!;
    };
    const score = learn(input.propensityLearner, propensityDesign, treated, train, "propensity", fold);
    if (isFailure(score)) return score;
    fill(propensity, score, propensityDesign);
    for (const arm of [0, 1]) {
      if ((arm === 1 && estimand === "att") || (arm === 0 && estimand === "atc")) continue;
      const rows = train.filter((i) => treated[i] === arm);
      const regression = arm === 1 ? "treated outcome" : "control outcome";
      const outcome = learn(input.outcomeLearner, outcomeDesign, y, rows, regression, fold);
      if (isFailure(outcome)) return outcome;
      fill(arm === 1 ? treatedOutcome : controlOutcome, outcome, outcomeDesign);
    }
  }
  return { treatedOutcome, controlOutcome, propensity };
}
