/** Two weighted means and their difference, with what inference needs. */
export interface TwoMeansEffect {
  /** Treated less control. */
  readonly value: number;
  readonly treatedMean: number;
  readonly controlMean: number;
  /** Of `value`, corrected for small samples. */
  readonly stderr: number;
  /** Of Student's t for `stderr`, by Satterthwaite. */
  readonly df: number;
  /** Of `value` by the large-sample formula of the source. */
  readonly largeSampleStderr: number;
  /** Of the control mean, and its covariance with `value`, on the scale of `stderr`. */
  readonly controlVariance: number;
  readonly controlCovariance: number;
}
