import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createMatrix, type Matrix } from "../src/linear-algebra/matrix.ts";

/** A fixture with a row for each label of the first column and a column for each name of the first row. */
export interface WidePanel {
  readonly names: readonly string[];
  readonly labels: readonly string[];
  readonly values: Matrix;
}

/** Reads a CSV of `fixtures/synthetic-control`. */
export function widePanel(file: string): WidePanel {
  const path = join(import.meta.dirname, "fixtures/synthetic-control", `${file}.csv`);
  const [header = [], ...rows] = readFileSync(path, "utf8")
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  const values = createMatrix(rows.length, header.length - 1);
  for (const [i, row] of rows.entries()) {
    for (let j = 1; j < header.length; j++) values.data[(j - 1) * rows.length + i] = Number(row[j]);
  }
  return { names: header.slice(1), labels: rows.map(([label = ""]) => label), values };
}
