import { ImpactError, type Table } from "@ie/contracts";
import { withColumn } from "@ie/table";
import { anyColumn } from "../../../columns.ts";
import { categoriesOf } from "../../experiment/formula/codes.ts";
import { who } from "../who.ts";

/** The table with texts among `covariates` as one 0/1 column for each level but the first, and the names of the numeric columns. */
export function withCovariates(
  table: Table,
  covariates: readonly string[],
): { readonly table: Table; readonly names: readonly string[] } {
  const names: string[] = [];
  let wide = table;
  for (const name of covariates) {
    const column = anyColumn(who, table, name);
    if (column instanceof Float64Array) {
      requireVariation(name, column);
      names.push(name);
      continue;
    }
    const { levels, codes } = categoriesOf(who, table, name);
    requireVariation(name, codes);
    for (let level = 1; level < levels.length; level++) {
      const own = `${name}: ${levels[level]}`;
      wide = withColumn(
        wide,
        own,
        Float64Array.from(codes, (code) => (code === level ? 1 : 0)),
      );
      names.push(own);
    }
  }
  return { table: wide, names };
}

/** Refuses an outcome that never moves. */
export function requireOutcomeVariation(name: string, values: ArrayLike<string | number>): void {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return;
  throw new ImpactError({
    code: "data/no-variation",
    who,
    what: `column "${name}" is ${values[0]} in every row`,
    hint: "an outcome that never moves shows no effect; look at the source, or name another column",
    facts: { column: name, value: values[0] },
  });
}

function requireVariation(name: string, values: ArrayLike<number>): void {
  for (let i = 1; i < values.length; i++) if (values[i] !== values[0]) return;
  throw new ImpactError({
    code: "data/no-variation",
    who,
    what: `covariate "${name}" is the same in every row`,
    hint: "leave it out",
    facts: { column: name },
  });
}

/** Refuses covariates that the others and the design explain. */
export function refuseCollinear(names: readonly string[]): never {
  throw new ImpactError({
    code: "fit/singular",
    who,
    what: `${names.map((name) => `"${name}"`).join(", ")} ${names.length === 1 ? "is a combination" : "are combinations"} of the treatment and the other covariates`,
    hint: "leave out one of those columns under covariates",
    facts: { columns: names },
  });
}
