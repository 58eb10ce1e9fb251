/** How an outcome answers to a metric: a plain value, so that users may bring their own. */
export interface Response {
  /** Names of the parameters, in the order in which `change` takes them. */
  readonly parameters: readonly string[];
  /** Values of parameters that may be left out; such a parameter has no uncertainty of its own. */
  readonly defaults?: Readonly<Record<string, number>>;
  /** True where `change` is a sum of multiples of the parameters, which saves a pass over the rows for each draw. */
  readonly isLinear?: boolean;
  /** Metrics must be above this. */
  readonly above?: number;
  /** Change of one unit's outcome, in the outcome's unit, when its metric goes from `before` to `after`. */
  change(before: number, after: number, baseline: number, parameters: Float64Array): number;
}
