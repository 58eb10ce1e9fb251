import { readFileSync } from "node:fs";
import type { SarimaxOrder } from "../../src/sarimax/index.ts";

export interface ReferenceCase {
  readonly data: string;
  readonly transform: "log" | null;
  readonly order: readonly [number, number, number];
  readonly seasonal_order: readonly [number, number, number, number];
  readonly trend: "c" | "n";
  readonly exog: readonly string[];
  readonly nobs_effective: number;
  readonly likelihood: string;
  readonly param_names: readonly string[];
  readonly params: readonly number[];
  readonly llf: number;
  readonly aic: number;
  readonly aicc: number;
  readonly bic: number;
  readonly bse_oim: readonly number[];
  readonly bse_approx: readonly number[];
  readonly smallest_root_modulus: Readonly<Record<string, number>>;
  readonly forecast: {
    readonly post_start: number;
    readonly h: number;
    readonly llf: number;
    readonly mean: readonly number[];
    readonly se: readonly number[];
    readonly avg_effect: number;
    readonly avg_effect_se: number;
  };
  readonly r?: { readonly loglik: number; readonly se: Readonly<Record<string, number>> };
}

export interface InterruptedCase {
  readonly data: string;
  readonly intervention_date: string;
  readonly outcome: string;
  readonly trend_regressor: boolean;
  readonly reference: {
    readonly oim: { readonly intervention: number; readonly se: number };
    readonly approx: { readonly se: number };
    readonly params: Readonly<Record<string, number>>;
    readonly loglik: number;
    readonly counterfactual_forecast: {
      readonly avg_effect: number;
      readonly cum_effect: number;
      readonly cum_se: number;
      readonly forecast_mean_first5: readonly number[];
      readonly forecast_se_first5: readonly number[];
    };
  };
}

const folder = new URL("../fixtures/sarimax/", import.meta.url);

export function readJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, folder), "utf8"));
}

export function readColumns(name: string): Record<string, string[]> {
  const [head, ...rows] = readFileSync(new URL(`${name}.csv`, folder), "utf8")
    .trim()
    .split(/\r?\n/);
  const cells = rows.map((row) => row.split(","));
  return Object.fromEntries(head!.split(",").map((column, j) => [column, cells.map((row) => row[j]!)]));
}

function readNumbers(name: string, column: string): Float64Array {
  return Float64Array.from(readColumns(name)[column]!, Number);
}

export function columnsOf(...columns: readonly Float64Array[]): { rows: number; cols: number; data: Float64Array } {
  const rows = columns[0]!.length;
  const data = new Float64Array(rows * columns.length);
  columns.forEach((column, j) => data.set(column, j * rows));
  return { rows, cols: columns.length, data };
}

export function loadCase(c: ReferenceCase): {
  y: Float64Array;
  regressors: ReturnType<typeof columnsOf> | null;
  model: SarimaxOrder;
} {
  const raw = readNumbers(c.data, "y");
  return {
    y: c.transform === "log" ? raw.map(Math.log) : raw,
    regressors: c.exog.length === 0 ? null : columnsOf(...c.exog.map((name) => readNumbers(c.data, name))),
    model: { order: c.order, seasonalOrder: c.seasonal_order, constant: c.trend === "c" },
  };
}
