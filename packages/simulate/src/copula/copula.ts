/** The distribution of one column, without its missing cells. */
export type Marginal =
  | {
      readonly kind: "number";
      /** Ascending empirical quantiles at equal steps from 0 to 1, at most 1001. */
      readonly quantiles: readonly number[];
      /** True where all cells are whole numbers. */
      readonly whole: boolean;
      /** Most decimal places of the cells, up to 6; null where they have more. */
      readonly decimals: number | null;
      readonly missing: number;
    }
  | {
      readonly kind: "category";
      readonly values: readonly string[];
      /** Cumulated shares, the last one 1. */
      readonly shares: readonly number[];
      readonly missing: number;
    };

/** A Gaussian copula with its marginals: plain data, for JSON too. */
export interface Copula {
  readonly columns: readonly string[];
  readonly marginals: readonly Marginal[];
  /** Correlations of the normal scores, column-major, positive definite. */
  readonly correlation: readonly number[];
  /** How far the correlations were shrunk towards zero to become positive definite; 0 is not at all. */
  readonly shrinkage: number;
  readonly rows: number;
}
