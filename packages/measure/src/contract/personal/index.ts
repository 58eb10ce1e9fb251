import type { Column } from "@ie/contracts";
import { kindOfCell, kindOfTitle, kinds } from "./kinds.ts";

/** Cells looked at in each column: enough for a share, and all of most tables. */
const mostCells = 200_000;

/** Why a column is taken for personal data. */
export interface Personal {
  readonly kind: string;
  /** `title`: by its name alone. */
  readonly by: "title" | "cells";
  /** First data row that shows it, from 1; null by the title. */
  readonly row: number | null;
  /** Cells that look like it. */
  readonly count: number;
}

/** A column whose cells or title look like personal data; null for others. */
export function personalIn(title: string, cells: Column): Personal | null {
  const seen = new Map<string, string | null>();
  const counts = new Map<string, { count: number; row: number }>();
  let filled = 0;
  for (let i = 0; i < Math.min(cells.length, mostCells); i++) {
    const value = cells[i]!;
    if (value === "" || Number.isNaN(value)) continue;
    filled += 1;
    // Numbers are personal only as card numbers, which have 13 digits or more.
    if (typeof value === "number" && !(value >= 3e12 && Number.isInteger(value))) continue;
    const text = String(value);
    let kind = seen.get(text);
    if (kind === undefined) {
      kind = kindOfCell(text.trim());
      seen.set(text, kind);
    }
    if (kind === null) continue;
    const known = counts.get(kind);
    if (known === undefined) counts.set(kind, { count: 1, row: i + 1 });
    else known.count += 1;
  }
  for (const { name, share } of kinds) {
    const found = counts.get(name);
    if (found !== undefined && found.count >= share * filled) return { kind: name, by: "cells", ...found };
  }
  const kind = kindOfTitle(title);
  return kind === null ? null : { kind, by: "title", row: null, count: filled };
}

/** Whether a text looks like personal data by itself. */
export function isPersonal(text: string): boolean {
  return kindOfCell(text.trim()) !== null;
}

/** The shape of a text without its letters and digits: "+49 30 123" as "+xx xx xxx". */
export function maskPersonal(text: string): string {
  const shape = text.replaceAll(/[\p{L}\p{N}]/gu, "x");
  return shape.length > 24 ? `${shape.slice(0, 24)}…` : shape;
}

/** A value for people: quoted, short, on one line, and only its shape where it or its column's title is personal. */
export function shown(value: string | number, column: string | null = null): string {
  const text = String(value);
  if (isPersonal(text) || (column !== null && kindOfTitle(column) !== null)) return JSON.stringify(maskPersonal(text));
  if (typeof value === "number") return text;
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}…` : text);
}
