import { ImpactError, type Table } from "@ie/contracts";
import { anyColumn } from "../../columns.ts";
import { expressionColumn } from "./formula/expression.ts";
import { factorText, type Factor, type Formula } from "./formula/formula.ts";

const usualNames = new Set(["treatment", "treated", "treat"]);

/** Which column assigns the treatment, and how it was found, for the reader of the result. */
export interface FoundTreatment {
  readonly column: string;
  readonly found: string;
}

function isTwoValued(who: string, table: Table, column: string): boolean {
  const seen = new Set<number | string>();
  for (const cell of anyColumn(who, table, column) as readonly (number | string)[]) {
    // both kinds of column
    if (cell === "" || Number.isNaN(cell)) continue;
    seen.add(cell);
    if (seen.size > 2) return false;
  }
  return seen.size === 2;
}

/** Whether the factor is the treatment; a function or power of it is `config/invalid`. */
export function isTreatmentFactor(who: string, factor: Factor, column: string): boolean {
  if (expressionColumn(factor.expression) !== column) return false;
  if (factor.expression.kind === "column" && factor.degree === null) return true;
  throw new ImpactError({
    code: "config/invalid",
    who,
    what: `the treatment "${column}" stands in ${factorText(factor)}`,
    hint: `its levels are arms, not numbers; write ${column} by itself`,
    facts: { treatment: column },
  });
}

/**
 * The treatment of a formula: `declared`, or the only term with two values, or the only such term named treatment, treated or treat.
 * The order of terms means nothing. Anything else is `config/invalid` with the candidates.
 */
export function findTreatment(who: string, table: Table, formula: Formula, declared: string | null): FoundTreatment {
  if (declared !== null) return { column: declared, found: `"${declared}" is declared the treatment` };
  const terms = formula.terms.flatMap((term) => {
    const [factor] = term;
    if (term.length !== 1 || factor === undefined || factor.degree !== null) return [];
    return factor.expression.kind === "column" ? [factor.expression.column] : [];
  });
  const candidates = terms.filter((column) => isTwoValued(who, table, column));
  const [only] = candidates;
  if (candidates.length === 1 && only !== undefined) {
    return { column: only, found: `"${only}" is taken as the treatment, the only term with two values` };
  }
  const byName = candidates.filter((column) => usualNames.has(column.toLowerCase()));
  if (byName.length === 1 && byName[0] !== undefined) {
    return { column: byName[0], found: `"${byName[0]}" is taken as the treatment, by its name` };
  }
  const single = terms.find((column) => usualNames.has(column.toLowerCase())) ?? (terms.length === 1 ? terms[0] : null);
  if (candidates.length === 0 && single !== undefined && single !== null) {
    return { column: single, found: `"${single}" is taken as the treatment, the only candidate` };
  }
  throw new ImpactError({
    code: "config/invalid",
    who,
    what:
      candidates.length === 0
        ? "no term of the formula has two values"
        : `${candidates.join(", ")} all have two values`,
    hint: `name the treatment: ${candidates[0] === undefined ? "treatment: <column>" : `treatment: ${candidates[0]}`}`,
    facts: { candidates },
  });
}
