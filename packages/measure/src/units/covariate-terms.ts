import { ImpactError, isImpactError, type Table } from "@ie/contracts";
import { anyColumn } from "../columns.ts";
import { categoriesOf } from "../models/experiment/formula/codes.ts";
import { formulaColumns, parseFormula, type Formula } from "../models/experiment/formula/formula.ts";
import { regressorsOf } from "../models/experiment/formula/regressors.ts";

/** Covariates as written: columns of the table, and terms of a formula. */
export interface CovariateTerms {
  /** Each entry in its order: a column by its name, or a parsed term. */
  readonly entries: readonly (string | Formula)[];
  /** Every column read, once. */
  readonly columns: readonly string[];
}

/** The left side that a term needs to be a formula; no user's column. */
const nothing = "\u0000outcome";

const plain = /^[\p{L}_.][\p{L}\p{N}_.]*$/u;

/** A covariate that is more than a name, as a formula of nothing, or what keeps it from being one; null for a name. */
export function parseTerm(covariate: string): Formula | { readonly fault: Error } | null {
  if (plain.test(covariate)) return null;
  try {
    return parseFormula(`\`${nothing}\` ~ ${covariate}`);
  } catch (error) {
    if (isImpactError(error)) return { fault: error };
    throw error;
  }
}

function termOf(who: string, table: Table, name: string): string | Formula {
  const term = Object.hasOwn(table, name) ? null : parseTerm(name);
  if (term === null || !("fault" in term)) return term ?? name;
  throw new ImpactError({
    code: "config/invalid",
    who,
    what: `covariate "${name}" is neither a column nor a term`,
    hint: `the table has ${Object.keys(table).join(", ")}; terms are written like I(age^2), C(education), age:married, log(income)`,
    facts: { covariate: name },
    cause: term.fault,
  });
}

/** Names of the table are taken as columns, whatever their letters; the rest must read as terms of a formula. */
export function parseCovariates(table: Table, covariates: readonly string[], who: string): CovariateTerms {
  const twice = covariates.find((name, i) => covariates.indexOf(name) !== i);
  if (twice !== undefined) {
    throw new ImpactError({
      code: "config/invalid",
      who,
      what: `covariate "${twice}" stands twice`,
      hint: "name each once",
      facts: { covariate: twice },
    });
  }
  const entries = covariates.map((name) => termOf(who, table, name));
  const columns = entries.flatMap((entry) => (typeof entry === "string" ? [entry] : formulaColumns(entry).slice(1)));
  return { entries, columns: [...new Set(columns)] };
}

/** The columns of the design, each once: numbers as they are, texts as indicators of all levels but the first in sorted order. */
export function expandCovariates(
  who: string,
  table: Table,
  { entries }: CovariateTerms,
): readonly { readonly name: string; readonly values: Float64Array }[] {
  const found = new Map<string, Float64Array>();
  const add = (name: string, values: Float64Array): void => {
    if (!found.has(name)) found.set(name, values);
  };
  const n = Object.values(table)[0]?.length ?? 0;
  const noArms = { column: "\u0000treatment", levels: ["0"], codes: new Int32Array(n), primary: 0 };
  for (const entry of entries) {
    if (typeof entry !== "string") {
      for (const { name, values } of regressorsOf(who, table, entry, noArms).others) {
        if (name !== "Intercept") add(name, values);
      }
      continue;
    }
    const cells = anyColumn(who, table, entry);
    if (cells instanceof Float64Array) {
      add(entry, cells);
      continue;
    }
    const { levels, codes } = categoriesOf(who, table, entry);
    // A text that does not vary has no indicator; its name must still be found among the constants.
    if (levels.length === 1) add(entry, new Float64Array(n));
    levels.slice(1).forEach((level, at) => {
      add(
        `${entry}[T.${level}]`,
        Float64Array.from(codes, (code) => (code === at + 1 ? 1 : 0)),
      );
    });
  }
  return [...found].map(([name, values]) => ({ name, values }));
}
