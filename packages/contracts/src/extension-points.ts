import type { Context, Rng } from "./context.ts";
import type { Reason, Returns } from "./documents/evaluate-result.ts";
import type { AllocateExplanation } from "./documents/allocate-result.ts";
import type { MeasureResult } from "./documents/measure-result.ts";
import type { Design, Fit } from "./estimate.ts";
import type { Schema } from "./schema.ts";
import type { Batch, Column, Table } from "./table.ts";

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

/** Who is treated, cell by cell, however a model is told. */
export interface AssignedArms {
  /** The column that says it. */
  readonly column: string;
  /** n cells: the arm of each row; what is missing is in no arm. */
  readonly cells: Column;
  /** The control's value; null for the usual one. */
  readonly control: string | null;
  /** Most arms that the model compares. */
  readonly most: number;
  /** Column with the units of each row, where a row is a sum over them; otherwise a row is one. */
  readonly sizes?: string | null;
}

/** What a model asks of its rows, so that all faults can be said before any fit. What is left out is not asked. */
export interface DataNeeds<O> {
  /** Columns that hold numbers, as far as the options and the cells tell. */
  numbers?(options: O, table: Table): readonly string[];
  /** Columns without an empty cell. */
  complete?(options: O): readonly string[];
  /** Columns without an empty cell in the rows of units that are treated at some date. */
  completeTreated?(options: O): readonly string[];
  /** Columns whose values no two rows share, the unit's before the date's; empty where rows need no key. */
  key?(options: O): readonly string[];
  /** Columns beside the outcome that must not be the same in every row. */
  varying?(options: O): readonly string[];
  /** Columns measured before the treatment, or not moved by it. */
  covariates?(options: O): readonly string[];
  /** Null where no arm can be told. May throw an ImpactError. */
  arms?(options: O, table: Table): AssignedArms | null;
  /** Fewest periods before the launch and from it on, and whether they must follow each other without a gap. */
  periods?(options: O): { readonly before: number; readonly after: number; readonly evenly: boolean };
  /** Fewest rows; 30 where it is not said. */
  rows?(options: O): number;
}

/** What a model found, as far as its truth depends on it. */
export type MeasuredEffect = Pick<MeasureResult, "estimate" | "diagnostics">;

/** What an estimate should have been, in its own unit, or why that is not known. */
export type TrueEffect =
  | {
      readonly value: number;
      /** Likewise by the names of effects beside the estimate, such as "cumulative". */
      readonly effects?: Readonly<Record<string, number>>;
    }
  | { readonly unknown: string };

/** A causal model. `fit` is synchronous and pure: a frozen table and a seed give the same bytes on every machine. */
export interface Model<O> {
  readonly design: Design;
  readonly options: Schema<O>;
  /** The columns that `fit` reads. */
  columns(options: O): readonly string[];
  /** Throws an ImpactError with a `data/` or `fit/` code where there is no answer. */
  fit(table: Table, options: O, context: Context): Fit;
  readonly refutable?: Refutable<O>;
  /**
   * The effect that was estimated from the example's rows, by their potential outcomes. Where it is left out, the mean over the rows
   * that `refutable` says the estimand is about.
   */
  truth?(example: Example<O>, potential: PotentialTables, found: MeasuredEffect): TrueEffect;
  readonly needs?: DataNeeds<O>;
}

/** What a source is asked for. Null means no restriction. */
export interface Query {
  /** First and last date wanted, "YYYY-MM-DD", both included. */
  readonly from: string | null;
  readonly to: string | null;
  /** How many units to draw by the seed; too few units is an error, `data/too-few-rows`. */
  readonly sampleSize: number | null;
}

/**
 * Both potential outcomes of the rows that a source gives: tables of the same rows in the same order. Columns that the treatment does not
 * move, and those that say who is treated, are as in the rows.
 */
export interface PotentialTables {
  /** Had no unit been treated. */
  readonly untreated: Table;
  /** Had every unit that may be treated been treated, from the date on from which it may. */
  readonly treated: Table;
}

/** Where rows come from. */
export interface DataSource<O> {
  /** True where the rows are made up, so that results say so. */
  readonly mock?: boolean;
  readonly options: Schema<O>;
  load(options: O, query: Query, context: Context): Promise<Table>;
  /**
   * The rows of `load` for the same arguments, in its order, some thousand at a time. `columns`: those that are wanted, null for all; the
   * batches may hold more, and where one of them does not exist they hold all. A batch may be written over once the next is asked for.
   */
  batches?(
    options: O,
    query: Query,
    context: Context,
    columns: readonly string[] | null,
  ): Iterable<Batch> | AsyncIterable<Batch>;
  /** What the rows of `load` for the same arguments would have been; null where it is not known. */
  potential?(options: O, query: Query, context: Context): Promise<PotentialTables | null>;
}

/** One file or stored object, read whole or in part. */
export interface DataObject {
  /** Its whole address, for messages and for partitions in its path; without credentials. */
  readonly name: string;
  /** Null where it is not known before reading. */
  readonly bytes: number | null;
  /** Bytes from `start` up to `end`, which is not included. */
  slice(start: number, end: number): Promise<Uint8Array>;
  stream(): AsyncIterable<Uint8Array>;
}

/** Opens the object at a location, or all those below a folder-like one, sorted by name. Throws `data/unreadable`. */
export type OpenObjects = (location: string, context: Context) => Promise<readonly DataObject[]>;

/** Rows to rows, before the model. */
export interface Transform<O> {
  readonly options: Schema<O>;
  apply(table: Table, options: O): Table;
  /** The same for rows that come in batches, so that they need not be held all at once. */
  reduce?(options: O): Reduction;
}

/** A transform under way. */
export interface Reduction {
  /** The columns that it reads. */
  readonly columns: readonly string[];
  add(batch: Batch): void;
  /** To the last bit what `apply` gives for all batches as one table. */
  finish(): Table;
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
  /** Share of its cost that a selected candidate gets, above 0 and at most 1; 1 where it is not named. */
  readonly shares?: Readonly<Record<string, number>>;
  readonly explanation: AllocateExplanation;
}

/** A decision rule over candidates. Equal inputs in any order give the same selection. */
export interface AllocationRule<O> {
  readonly options: Schema<O>;
  choose(candidates: readonly Candidate[], budget: number, options: O, solver: Solver): Promise<Selection>;
}

/** One linear inequality over the variables of a {@link LinearProgram}. */
export interface LinearConstraint {
  /** One a variable; with `columns`, one a named variable and 0 for the others. */
  readonly coefficients: Float64Array;
  /** Variables that `coefficients` belong to, each at most once. */
  readonly columns?: Int32Array;
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

/** When to stop. Without options: once the optimum is proved. */
export interface SolveOptions {
  /** Seconds after which the best answer so far is given. */
  readonly timeLimit?: number;
  /** An answer this close to the bound, in the objective's unit, counts as optimal. */
  readonly absoluteGap?: number;
  /** Likewise, as a share of the objective. */
  readonly relativeGap?: number;
  /** Once aborted the best answer so far is given. */
  readonly signal?: AbortSignal;
  /** A feasible point to start from, one value a variable. */
  readonly start?: Float64Array;
}

export interface LinearSolution {
  /** `feasible`: stopped early; `unsupported`: the program has a shape that this solver does not know. */
  readonly status: "optimal" | "feasible" | "infeasible" | "unsupported" | "failed";
  /** One value a variable; empty unless optimal or feasible. */
  readonly values: Float64Array;
  /** The objective is proved to be no better than this; null where nothing is proved. */
  readonly bound: number | null;
  /** Which solver answered, where several stand behind one. */
  readonly solver?: string;
}

/** A mixed-integer linear solver. */
export interface Solver {
  readonly name: string;
  solve(program: LinearProgram, options?: SolveOptions): Promise<LinearSolution>;
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
