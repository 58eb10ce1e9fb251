import { ImpactError, type Table } from "@ie/contracts";
import { anyColumn } from "../../columns.ts";
import { levelsOf } from "./design-matrix.ts";
import type { Formula } from "./formula.ts";

/** Which column assigns the treatment and which of its two levels is the control. */
export interface Treatment {
  readonly column: string;
  readonly control: string;
  readonly treated: string;
  /** How the column was found, for the reader of the result. */
  readonly found: string;
}

const usualNames = new Set(["treatment", "treated", "treat"]);
const usualControls = new Set(["0", "false", "no", "control", "off"]);

function mainEffects(formula: Formula): readonly string[] {
  return formula.terms.flatMap((term) => (term.length === 1 && term[0] !== undefined ? [term[0].column] : []));
}

function isTwoValued(table: Table, column: string): boolean {
  const seen = new Set<number | string>();
  for (const cell of anyColumn("experiment", table, column) as readonly (number | string)[]) {
    // both kinds of column
    seen.add(cell);
    if (seen.size > 2) return false;
  }
  return seen.size === 2;
}

function named(
  who: string,
  table: Table,
  formula: Formula,
  name: string,
  found: string,
  control: string | null,
): Treatment {
  if (!mainEffects(formula).includes(name)) {
    throw new ImpactError({
      code: "config/invalid",
      who,
      what: `the treatment "${name}" is no term of the formula`,
      hint: `the terms are ${mainEffects(formula).join(", ")}`,
      facts: { treatment: name },
    });
  }
  if (formula.terms.some((term) => term.length > 1 && term.some(({ column }) => column === name))) {
    throw new ImpactError({
      code: "config/invalid",
      who,
      what: `the formula lets the effect of "${name}" vary, so that no single term is the effect`,
      hint: `leave "${name}" out of products`,
      facts: { treatment: name },
    });
  }
  const levels = levelsOf(who, table, name, control);
  if (levels.length !== 2) {
    const single = levels.length < 2;
    throw new ImpactError({
      code: single ? "data/no-variation" : "data/out-of-range",
      who,
      what: `the treatment "${name}" has ${single ? "one level" : `${levels.length} levels`} (${levels.slice(0, 8).join(", ")})`,
      hint: single ? "both arms are needed" : "compare two arms at a time",
      facts: { treatment: name, levels: levels.length },
    });
  }
  const usual = levels.findIndex((level) => usualControls.has(level.toLowerCase()));
  const first = control === null && usual > 0 ? usual : 0;
  const [reference = "", treated = ""] = [levels[first], levels[1 - first]];
  return { column: name, control: reference, treated, found: `${found}; ${treated} is compared with ${reference}` };
}

/**
 * The treatment of a formula: `declared`, or the only term with two values, or the only such term named treatment, treated
 * or treat. The order of terms means nothing. Anything else is an error that lists the candidates.
 */
export function findTreatment(
  who: string,
  table: Table,
  formula: Formula,
  declared: string | null,
  control: string | null,
): Treatment {
  if (declared !== null)
    return named(who, table, formula, declared, `"${declared}" is declared the treatment`, control);
  const terms = mainEffects(formula);
  const candidates = terms.filter((column) => isTwoValued(table, column));
  const [only] = candidates;
  if (candidates.length === 1 && only !== undefined) {
    return named(
      who,
      table,
      formula,
      only,
      `"${only}" is taken as the treatment, the only term with two values`,
      control,
    );
  }
  const byName = candidates.filter((column) => usualNames.has(column.toLowerCase()));
  if (byName.length === 1 && byName[0] !== undefined) {
    return named(who, table, formula, byName[0], `"${byName[0]}" is taken as the treatment, by its name`, control);
  }
  const single = terms.find((column) => usualNames.has(column.toLowerCase()));
  if (candidates.length === 0 && (single !== undefined || terms.length === 1)) {
    return named(who, table, formula, single ?? terms[0] ?? "", "the only candidate", control);
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
