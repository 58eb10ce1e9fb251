import type { Context, Rng } from "./context.ts";
import type { Reason, Returns } from "./documents/evaluate-result.ts";
import type { AllocateExplanation } from "./documents/allocate-result.ts";
import type { MeasureResult } from "./documents/measure-result.ts";
import type { Design, Fit } from "./estimate.ts";
import type { Schema } from "./schema.ts";
import type { Table } from "./table.ts";

/** A table and the options that fit it. */
export interface Example<O> {
  readonly table: Table;
  readonly options: O;
}

/** Where a model's data lie, so that they can be changed in ways whose answer is known. What is left out cannot be changed. */
export interface Refutable<O> {
  /** Null where the table holds no units or dates, but sums over them. */
  outcome(options: O): string | null;
  /** Column of the units; null where each row is one. */
  unit(options: O): string | null;
  /** Column of the dates or periods; null where there are none. */
  time(options: O): string | null;
  /** Columns that say who is treated; they are shuffled together over the units. Empty where no column says it. */
  treatment?(options: O, table: Table): readonly string[];
  /** The same question about units that were not treated, where no column says who is; null where there are too few. */
  reassign?(example: Example<O>, rng: Rng): Example<O> | null;
  /** The options with one more covariate; null where these take none. */
  withCovariate?(options: O, column: string): O | null;
  /** When the treatment begins, in the values of the time column; null where it begins at several dates. */
  launch?(options: O): string | number | null;
  withLaunch?(options: O, launch: string | number): O;
}

/** A causal model. `fit` is synchronous and pure: a frozen table and a seed give the same bytes on every machine. */
export interface Model<O> {
  readonly design: Design;
  readonly options: Schema<O>;
  /** The columns that `fit` reads. */
  columns(options: O): readonly string[];
  /** Throws an ImpactError with a `data/` or `fit/` code where there is no answer. */
  fit(table: Table, options: O, context: Context): Fit;
  readonly refutable?: Refutable<O>;
}

/** What a source is asked for. Null means no restriction. */
export interface Query {
  /** First and last date wanted, "YYYY-MM-DD", both included. */
  readonly from: string | null;
  readonly to: string | null;
  /** How many units to draw by the seed; too few units is an error, `data/too-few-rows`. */
  readonly sampleSize: number | null;
}

/** Where rows come from. */
export interface DataSource<O> {
  /** True where the rows are made up, so that results say so. */
  readonly mock?: boolean;
  readonly options: Schema<O>;
  load(options: O, query: Query, context: Context): Promise<Table>;
}

/** Rows to rows, before the model. */
export interface Transform<O> {
  readonly options: Schema<O>;
  apply(table: Table, options: O): Table;
}

/** Trust in one piece of evidence, 0 to 1, with its reasons. */
export interface Score {
  readonly confidence: number;
  readonly reasons: readonly Reason[];
  readonly flags: readonly string[];
}

/** How far an estimate can be trusted. */
export interface Scorer<O> {
  readonly options: Schema<O>;
  score(result: MeasureResult, options: O, context: Context): Promise<Score>;
}

/** An initiative as the allocation sees it: money only. */
export interface Candidate {
  readonly initiativeId: string;
  /** Currency needed to scale it. */
  readonly cost: number;
  /** Currency gained at scale in each scenario; worst ≤ med ≤ best. */
  readonly returns: Returns;
  readonly confidence: number;
}

export interface Selection {
  readonly selected: readonly string[];
  readonly explanation: AllocateExplanation;
}

/** A decision rule over candidates. Equal inputs in any order give the same selection. */
export interface AllocationRule<O> {
  readonly options: Schema<O>;
  choose(candidates: readonly Candidate[], budget: number, options: O, solver: Solver): Promise<Selection>;
}

/** One linear inequality over the variables of a {@link LinearProgram}. */
export interface LinearConstraint {
  readonly coefficients: Float64Array;
  readonly lower: number | null;
  readonly upper: number | null;
}

/** Optimise `objective · x` subject to `constraints` and bounds; `integer[i]` asks for a whole number. */
export interface LinearProgram {
  readonly direction: "maximise" | "minimise";
  readonly objective: Float64Array;
  readonly constraints: readonly LinearConstraint[];
  readonly lower: Float64Array;
  /** Infinity is no bound. */
  readonly upper: Float64Array;
  readonly integer: readonly boolean[];
}

export interface LinearSolution {
  readonly status: "optimal" | "infeasible" | "failed";
  /** One value a variable; empty unless optimal. */
  readonly values: Float64Array;
}

/** A mixed-integer linear solver. */
export interface Solver {
  readonly name: string;
  solve(program: LinearProgram): Promise<LinearSolution>;
}

export type Settled<R> = { readonly ok: true; readonly value: R } | { readonly ok: false; readonly error: unknown };

/** Where the work of a fan-out runs. Results come in the order of the events; a failure is a value. */
export interface Executor {
  map<E, R>(
    handler: (event: E, index: number) => Promise<R>,
    events: readonly E[],
    options: { readonly maxConcurrency: number; readonly signal: AbortSignal },
  ): Promise<readonly Settled<R>[]>;
}

/** Bytes by key in one place. Keys arrive checked: segments of [A-Za-z0-9._-] joined by "/". */
export interface StoreDriver {
  /** Null where the key holds nothing. */
  read(key: string): Promise<Uint8Array | null>;
  /** Atomic: a reader sees the old bytes or the new. With `ifAbsent`, false (and no change) where the key holds something. */
  write(key: string, bytes: Uint8Array, options: { readonly ifAbsent: boolean }): Promise<boolean>;
  /** Keys below a folder-like prefix ("" for all), sorted. */
  list(prefix: string): Promise<readonly string[]>;
  remove(key: string): Promise<void>;
  /** Where a person finds the key. */
  url(key: string): string;
}

/** One tenant's artefacts; a handle cannot reach another tenant. */
export interface ArtefactStore {
  readonly tenant: string;
  /** Throws `store/not-found`. */
  read(key: string): Promise<Uint8Array>;
  /** Throws `store/exists` where the key holds something, unless `replace`. Gives the artefact's URL. */
  write(key: string, bytes: Uint8Array, options?: { readonly replace?: boolean }): Promise<string>;
  list(prefix?: string): Promise<readonly string[]>;
  url(key: string): string;
}
