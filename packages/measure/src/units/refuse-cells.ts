import { ImpactError, type Table } from "@ie/contracts";
import { numericCells } from "@ie/table";
import { anyColumn } from "../columns.ts";
import type { CovariateTerms } from "./covariate-terms.ts";

/** Sizes whose squares neither vanish nor overflow, with room for sums. */
const largest = 1e140;
const smallest = 1e-140;

/** Infinite cells, and columns of a size at which squares are lost. */
export function refuseOutOfRange(who: string, name: string, values: Float64Array, rowNumbers: Float64Array): void {
  const at = values.findIndex((value) => !(Math.abs(value) <= largest));
  if (at !== -1) {
    const isFinite = Number.isFinite(values[at]);
    throw new ImpactError({
      code: isFinite ? "data/out-of-range" : "data/not-finite",
      who,
      what: `"${name}" is ${values[at]} in row ${rowNumbers[at]}`,
      hint: isFinite
        ? `its square is beyond the range of numbers; give the column in another unit`
        : "mend the cell, or leave it empty and set missing: drop",
      facts: { column: name, row: rowNumbers[at] },
    });
  }
  const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (size === 0 || size >= smallest) return;
  throw new ImpactError({
    code: "data/out-of-range",
    who,
    what: `"${name}" is nowhere above ${size} in size`,
    hint: "its squares are below the range of numbers; give the column in another unit",
    facts: { column: name, largest: size },
  });
}

/** `data/not-numeric` for a covariate of numbers that some cells of text have made a category. */
export function refuseMixed(who: string, table: Table, { entries }: CovariateTerms, rowNumbers: Float64Array): void {
  for (const entry of entries) {
    if (typeof entry !== "string") continue;
    const cells = anyColumn(who, table, entry);
    if (cells instanceof Float64Array) continue;
    const numbers = numericCells(cells);
    const at = numbers.findIndex(Number.isNaN);
    const count = numbers.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0);
    if (at === -1 || 2 * count <= cells.length) continue;
    throw new ImpactError({
      code: "data/not-numeric",
      who,
      what: `covariate "${entry}" has ${JSON.stringify(cells[at])} in row ${rowNumbers[at]}, and numbers in ${count} of ${cells.length} rows`,
      hint: `mend the cell, or leave it empty and set missing: drop; C(${/^[\p{L}_.][\p{L}\p{N}_.]*$/u.test(entry) ? entry : `\`${entry}\``}) takes the column for a category`,
      facts: { column: entry, row: rowNumbers[at], value: cells[at] },
    });
  }
}
