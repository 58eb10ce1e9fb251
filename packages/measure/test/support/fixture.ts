import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseCsv, type Table } from "@ie/table";

const folder = join(import.meta.dirname, "../fixtures");

export function fixtureTable(path: string): Table {
  return parseCsv(readFileSync(join(folder, path), "utf8")).table;
}

/** The cases of a references.json; the caller names their shape. */
export function fixtureCases<C>(path: string): [string, C][] {
  const { cases } = JSON.parse(readFileSync(join(folder, path), "utf8")) as { cases: Record<string, C> };
  return Object.entries(cases);
}
