import { readFileSync } from "node:fs";
import { createMatrix, type Matrix } from "../src/index.ts";

/** A matrix from its rows. */
export function fromRows(rows: readonly (readonly number[])[]): Matrix {
  const cols = rows[0]?.length ?? 0;
  const data = Array.from({ length: cols }, (_, j) => rows.map((row) => row[j]!)).flat();
  return createMatrix(rows.length, cols, new Float64Array(data));
}

/** A column of ones and the named columns of a CSV fixture without quoted commas, and its outcome column. */
export function readDesign(file: string, outcome: string, names: readonly string[]): { x: Matrix; y: Float64Array } {
  const text = readFileSync(new URL(`fixtures/${file}`, import.meta.url), "utf8");
  const [header = [], ...rows] = text
    .trim()
    .split("\n")
    .map((line) => line.replaceAll('"', "").split(","));
  const column = (name: string): number[] => rows.map((row) => Number(row[header.indexOf(name)]));
  const columns = [rows.map(() => 1), ...names.map(column)];
  return {
    x: createMatrix(rows.length, columns.length, new Float64Array(columns.flat())),
    y: new Float64Array(column(outcome)),
  };
}
