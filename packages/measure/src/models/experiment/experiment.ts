import { ImpactError, type Check, type Fit, type Model, type Table, type Term } from "@ie/contracts";
import { coefficientCovariance, leastSquares, type LeastSquares } from "@ie/stats";
import { withColumn } from "@ie/table";
import { mean } from "simple-statistics";
import { anyColumn, numericColumn, requireUnits } from "../../columns.ts";
import { collinearCheck } from "../../collinear-check.ts";
import { tInference } from "../../inference.ts";
import { withoutMissing } from "../../missing-rows.ts";
import { designMatrix } from "./design-matrix.ts";
import { formulaColumns, parseFormula, type Formula } from "./formula.ts";
import { experimentOptions, type ExperimentOptions } from "./options.ts";
import { findTreatment, type Treatment } from "./treatment.ts";

const who = "experiment";

/** Below this size HC intervals of unequal arms cover too little (simulated: see the method's page). */
const smallArm = 20;

function armsCheck(treated: number, control: number): Check {
  const least = Math.min(treated, control);
  return {
    name: "arm_sizes",
    status: least < smallArm ? "warn" : "pass",
    message:
      least < smallArm
        ? `the smaller of the arms (${treated} treated, ${control} control) has fewer than ${smallArm} units; the interval may be too narrow`
        : `${treated} treated and ${control} control units`,
    value: least,
  };
}

/** Cook and Weisberg's leverage: a unit that alone fixes a coefficient makes HC2 and HC3 infinite. */
function leverageCheck(fit: LeastSquares): Check {
  const largest = fit.leverage.reduce((most, h) => Math.max(most, h), 0);
  return {
    name: "leverage",
    status: largest > 0.5 ? "warn" : "pass",
    message:
      largest > 0.5
        ? `one unit has leverage ${largest.toFixed(2)}: it decides its own fitted value; look at it`
        : `largest leverage ${largest.toFixed(2)}`,
    value: largest,
  };
}

interface Prepared {
  readonly formula: Formula;
  readonly treatment: Treatment;
  /** Rows in use, the treatment recoded to 0 and 1. */
  readonly table: Table;
  readonly check: Check;
}

function prepare(table: Table, options: ExperimentOptions): Prepared {
  const parsed = parseFormula(options.formula);
  const columns = formulaColumns(parsed);
  for (const column of columns) anyColumn(who, table, column);
  const { table: rows, check } = withoutMissing(who, table, columns, [parsed.outcome], options.missing);
  requireUnits(who, anyColumn(who, rows, parsed.outcome).length, "rows");
  const treatment = findTreatment(who, rows, parsed, options.treatment, options.control);
  const indicator = Float64Array.from(anyColumn(who, rows, treatment.column) as readonly unknown[], (cell) =>
    String(cell) === treatment.treated ? 1 : 0,
  );
  const isTreatment = (term: Formula["terms"][number]): boolean =>
    term.some(({ column }) => column === treatment.column);
  // Last, so that a treatment which the other terms repeat is the one found to be a combination of them.
  const terms = [
    ...parsed.terms.filter((term) => !isTreatment(term)),
    [{ column: treatment.column, categorical: false }],
  ];
  const formula: Formula = { ...parsed, terms };
  return { formula, treatment, table: withColumn(rows, treatment.column, indicator), check };
}

function termsOf(fit: LeastSquares, names: readonly string[], stderr: (j: number) => number, level: number): Term[] {
  return names.flatMap((name, j) => {
    if (fit.aliased.includes(j)) return [];
    const value = fit.coefficients[j]!;
    const { interval, pValue } = tInference(value, stderr(j), fit.dfResidual, level);
    return [{ name, value, stderr: stderr(j), interval, pValue }];
  });
}

/**
 * Average effect of a randomised treatment by least squares with covariates, robust standard errors and Student's t
 * (MacKinnon and White 1985 for HC0–HC3; the default HC3 is their jackknife approximation).
 */
function fit(table: Table, options: ExperimentOptions): Fit {
  const prepared = prepare(table, options);
  const { formula, treatment } = prepared;
  const y = numericColumn(who, prepared.table, formula.outcome);
  const { x, names } = designMatrix(who, prepared.table, formula);
  const n = y.length;
  const ols = leastSquares(x, y);
  const at = names.indexOf(treatment.column);
  if (ols.aliased.includes(at)) {
    throw new ImpactError({
      code: "fit/singular",
      who,
      what: `the treatment "${treatment.column}" is a combination of the other terms, so that its effect cannot be told apart`,
      hint: "leave out the term that repeats it",
      facts: { treatment: treatment.column },
    });
  }
  if (ols.dfResidual < 1) {
    throw new ImpactError({
      code: "data/too-few-rows",
      who,
      what: `${n} rows carry ${names.length} terms and leave no degrees of freedom`,
      hint: "use fewer terms or more rows",
      facts: { rows: n, terms: names.length },
    });
  }
  const average = mean(Array.from(y));
  const tss = y.reduce((sum, value) => sum + (value - average) ** 2, 0);
  const constant = y.every((value) => value === y[0]);
  if (constant || ols.rss <= 1e-24 * tss) {
    throw new ImpactError({
      code: "data/no-variation",
      who,
      what: constant ? `the outcome "${formula.outcome}" is constant` : `the terms fit "${formula.outcome}" exactly`,
      hint: "an effect needs an outcome that varies beyond the terms; look for a column that repeats it",
      facts: { outcome: formula.outcome },
    });
  }
  const covariance = coefficientCovariance(ols, x, options.covType);
  const stderr = (j: number): number => Math.sqrt(covariance.data[j * covariance.rows + j]!);
  if (!Number.isFinite(stderr(at)) || stderr(at) === 0) {
    throw new ImpactError({
      code: "fit/singular",
      who,
      what: `the ${options.covType} standard error of "${treatment.column}" does not exist, since one unit alone decides a term`,
      hint: "leave out the term that has a single unit, or set cov_type: classical",
      facts: { treatment: treatment.column, covType: options.covType },
    });
  }
  const value = ols.coefficients[at]!;
  const { interval, pValue } = tInference(value, stderr(at), ols.dfResidual, options.level);
  const assigned = numericColumn(who, prepared.table, treatment.column);
  const arm = (label: 0 | 1): number[] => Array.from(y).filter((_, i) => assigned[i] === label);
  const [control, treated] = [arm(0), arm(1)];
  return {
    estimate: {
      estimand: "ate",
      value,
      stderr: stderr(at),
      interval,
      pValue,
      unit: options.effectUnit ?? formula.outcome,
    },
    sampleSize: n,
    diagnostics: {
      r_squared: 1 - ols.rss / tss,
      log_likelihood: (-n / 2) * (Math.log((2 * Math.PI * ols.rss) / n) + 1),
      df_residual: ols.dfResidual,
      residual_sd: Math.sqrt(ols.rss / ols.dfResidual),
      cov_type: options.covType,
      treatment: treatment.column,
      n_treated: treated.length,
      n_control: control.length,
      mean_treated: mean(treated),
      mean_control: mean(control),
    },
    checks: [
      { name: "treatment", status: "pass", message: treatment.found, value: null },
      armsCheck(treated.length, control.length),
      prepared.check,
      collinearCheck(ols.aliased.map((j) => names[j]!)),
      leverageCheck(ols),
    ],
    terms: termsOf(ols, names, stderr, options.level),
  };
}

export const experiment: Model<ExperimentOptions> = {
  design: "experiment",
  options: experimentOptions,
  columns: ({ formula }) => formulaColumns(parseFormula(formula)),
  fit,
};
