import type { SolveOptions, Solver } from "@ie/contracts";
import type { Shares } from "../portfolio/problem.ts";
import type { Row, Stage } from "../portfolio/stage.ts";
import type { Model } from "./model.ts";

/** What a rule chose, before anything is said about it. */
export interface Decision {
  readonly shares: Shares;
  /** The last questions that were asked: the largest merit over all of them was chosen. */
  readonly stages: readonly Stage[];
  /** The merit of any portfolio; at most that of the stages. */
  valueOf(shares: Shares): number;
  /** A further row that brings the stages down to `valueOf` at a portfolio; absent where they are never above it. */
  line?(shares: Shares): Row;
  /** Currency, by our own sums; no portfolio's merit is above `bound`. */
  readonly merit: number;
  readonly bound: number;
  readonly optimal: boolean;
  /** Of the last stage; null where none was asked. */
  readonly solver: string | null;
  /** V* by scenario; null where the rule uses none. */
  readonly optima: ReadonlyMap<string, number> | null;
  readonly warnings: readonly string[];
  /** The rule's own reasons against candidates, by position. */
  readonly reasons?: ReadonlyMap<number, string>;
}

export interface Ask {
  /** The rule's name, for errors. */
  readonly rule: string;
  readonly solver: Solver;
  readonly limits: SolveOptions;
  /** Portfolios known from elsewhere, to start from. */
  readonly known: readonly Shares[];
  /** Leave ties as they fall: for questions whose answer does not depend on them. */
  readonly quick?: boolean;
}

/** The heart of a rule: from a model to a decision. */
export type Decide<O> = (model: Model, options: O, ask: Ask) => Promise<Decision>;
