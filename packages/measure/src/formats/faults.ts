import { ImpactError, suggestName, type Facts } from "@ie/contracts";

/** Cells of a file that are not what they should be. */
export interface WrongCells {
  readonly column: string;
  /** The first few, by row of the file from 1. */
  readonly first: readonly { readonly row: number; readonly value: string }[];
  readonly count: number;
}

/** The most that a message shows of cells or lines. */
export const mostShown = 5;

export function unreadable(
  who: string,
  path: string,
  what: string,
  hint: string,
  cause?: unknown,
  facts?: Facts,
): ImpactError {
  return new ImpactError({
    code: "data/unreadable",
    who,
    what: `"${path}": ${what}`,
    hint,
    facts: { path, ...facts },
    ...(cause === undefined ? {} : { cause }),
  });
}

export function tooLarge(who: string, path: string, what: string, limit: number, hint: string): ImpactError {
  return new ImpactError({ code: "data/too-large", who, what: `"${path}": ${what}`, hint, facts: { path, limit } });
}

/** `kind`: what the cells should be, as "number". */
export function wrongType(who: string, path: string, cells: WrongCells, kind: string, hint: string): ImpactError {
  const { column, first, count } = cells;
  const shown = first.map(({ row, value }) => `${JSON.stringify(cut(value))} in row ${row}`).join(", ");
  const more = count - first.length;
  return new ImpactError({
    code: "data/wrong-type",
    who,
    what: `"${path}": column "${column}" has ${shown}${more > 0 ? ` and ${more} more cells` : ""}, not a ${kind}`,
    hint,
    facts: { path, column, type: kind, cells: first, count },
  });
}

export function otherColumns(who: string, path: string, column: string): ImpactError {
  const what = `its columns differ from those before by "${column}"`;
  return unreadable(who, path, what, "give files of the same columns");
}

export function missingColumn(who: string, path: string, name: string, names: readonly string[]): ImpactError {
  const near = suggestName(name, names);
  return new ImpactError({
    code: "data/missing-column",
    who,
    what: `"${path}": no column "${name}"`,
    hint: `${near.startsWith("did") ? `${near} ` : ""}the file has ${names.join(", ") || "no columns"}`,
    facts: { path, column: name, columns: names },
  });
}

const longest = 60;

function cut(value: string): string {
  return value.length <= longest ? value : `${value.slice(0, longest)}…`;
}
