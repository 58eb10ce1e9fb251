import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createMatrix, type Matrix, type SarimaxOrder } from "@ie/stats";
import { parseCsv } from "@ie/table";

export interface Case {
  readonly name: string;
  readonly data: string;
  readonly log: boolean;
  readonly order: readonly [number, number, number];
  readonly seasonal: readonly [number, number, number, number];
  readonly constant: boolean;
  readonly x: readonly string[];
}

export const folder: string = join(import.meta.dirname, "../../packages/stats/test/fixtures/sarimax");
export const cases = JSON.parse(readFileSync(join(import.meta.dirname, "cases.json"), "utf8")) as readonly Case[];

export function load({ data, log, x, order, seasonal, constant }: Case): {
  y: Float64Array;
  regressors: Matrix | null;
  model: SarimaxOrder;
} {
  const { table } = parseCsv(readFileSync(join(folder, `${data}.csv`), "utf8"));
  const y = (table["y"] as Float64Array).map((value) => (log ? Math.log(value) : value));
  const regressors = x.length === 0 ? null : createMatrix(y.length, x.length);
  x.forEach((name, j) => regressors!.data.set(table[name] as Float64Array, j * y.length));
  return { y, regressors, model: { order, seasonalOrder: seasonal, constant } };
}
