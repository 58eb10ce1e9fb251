/** A comparison of two arms as estimated, before interval and p-value. */
export interface Contrast {
  /** Places of the two arms. */
  readonly arm: number;
  readonly versus: number;
  readonly value: number;
  /** NaN where one unit or cluster alone decides the contrast. */
  readonly stderr: number;
  /** Degrees of freedom of Student's t. */
  readonly df: number;
  /** Adjusted mean of `versus`, its variance and its covariance with `value` (NaN where it has none); null where there is no mean. */
  readonly baseline: { readonly value: number; readonly variance: number; readonly covariance: number } | null;
}

/** Interval and p-value, from one inversion. */
export interface Inferred {
  readonly lower: number;
  readonly upper: number;
  readonly pValue: number;
  /**
   * The multiple of the standard error beyond which the test of no effect rejects: |value| > critical · stderr exactly where [lower, upper]
   * leaves out 0.
   */
  readonly critical: number;
}

/** The pairs of arms to compare, the primary first. */
export function comparedArms(
  arms: number,
  primary: number,
  comparisons: "control" | "all_pairs",
): readonly { readonly arm: number; readonly versus: number }[] {
  const others = Array.from({ length: arms - 1 }, (_, i) => i + 1).filter((arm) => arm !== primary);
  const withControl = [primary, ...others].map((arm) => ({ arm, versus: 0 }));
  if (comparisons === "control") return withControl;
  const pairs = withControl.flatMap(({ arm }) =>
    withControl.filter((other) => other.arm < arm).map((other) => ({ arm, versus: other.arm })),
  );
  return [...withControl, ...pairs.sort((a, b) => a.arm - b.arm || a.versus - b.versus)];
}
