/** Outcomes of N units over periods, one row for each unit and period that was seen; rows in any order, panels need not be balanced. */
export interface StaggeredPanel {
  /** n outcomes, finite. */
  readonly outcome: Float64Array;
  /** n codes 0 … N − 1. */
  readonly unit: Int32Array;
  /** n whole numbers. Event times are differences of these, so that unevenly spaced periods are better given by their rank. */
  readonly period: Int32Array;
  /** N first treated periods, Infinity for a unit that is never treated. */
  readonly firstTreated: Float64Array;
  /** N codes of the level at which treatment was assigned or errors move together, any whole numbers; default each unit its own. */
  readonly clusters?: Int32Array;
  /** N sampling weights, positive; default 1. */
  readonly weights?: Float64Array;
}
