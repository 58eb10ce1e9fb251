import type { Column, Table } from "@ie/contracts";
import { canonicalDate } from "../columns.ts";
import { codesOf } from "../models/experiment/formula/codes.ts";
import { personalIn, shown } from "./personal/index.ts";

/** A column in one line. */
export interface ColumnProfile {
  readonly name: string;
  readonly kind: "number" | "date" | "text" | "empty";
  /** Share of the rows without a value, 0 to 1. */
  readonly missing: number;
  /** Different values. */
  readonly distinct: number;
  /** For people: personal values by their shape. Null without a value. */
  readonly least: string | null;
  readonly greatest: string | null;
  /** What of people the column seems to hold; null for nothing. */
  readonly personal: string | null;
}

function extremes(cells: Column, levels: readonly string[]): readonly [string | number, string | number] {
  if (!(cells instanceof Float64Array)) return [levels[0] ?? "", levels.at(-1) ?? ""];
  let [least, greatest] = [Infinity, -Infinity];
  for (const value of cells) {
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return [least, greatest];
}

/** What each column holds. */
export function profileOf(table: Table): readonly ColumnProfile[] {
  return Object.entries(table).map(([name, cells]) => {
    const { levels, codes } = codesOf(cells);
    const missing = codes.reduce((sum, code) => sum + (code === -1 ? 1 : 0), 0);
    const personal = personalIn(name, cells)?.kind ?? null;
    const isDate = !(cells instanceof Float64Array) && levels.every((level) => canonicalDate(level) !== null);
    const [least, greatest] = extremes(cells, levels);
    const hasValue = missing < cells.length;
    return {
      name,
      kind: !hasValue ? "empty" : cells instanceof Float64Array ? "number" : isDate ? "date" : "text",
      missing: cells.length === 0 ? 0 : missing / cells.length,
      distinct: levels.length,
      least: hasValue ? masked(least, name, personal) : null,
      greatest: hasValue ? masked(greatest, name, personal) : null,
      personal,
    };
  });
}

/** A cell for people, by its shape where its column is personal; without the quotes. */
export function masked(cell: string | number, column: string, personal: string | null): string {
  const text = personal === null ? shown(cell, column) : shown(cell, "email");
  return text.startsWith('"') ? text.slice(1, -1) : text;
}
