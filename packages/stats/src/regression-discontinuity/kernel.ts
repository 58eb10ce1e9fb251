/** Weight of a row by its distance from the cutoff. */
export type RegressionKernel = "triangular" | "epanechnikov" | "uniform";

/** K(u) for |u| ≤ 1, up to a factor that cancels. */
export function kernelAt(kernel: RegressionKernel, u: number): number {
  const distance = Math.abs(u);
  if (distance > 1) return 0;
  if (kernel === "triangular") return 1 - distance;
  return kernel === "uniform" ? 1 : 1 - u * u;
}

/** Constant of the pilot bandwidth c · spread · n^(−1/5): Silverman's for a density with this kernel (Silverman 1986, section 3.4). */
export const pilotConstants: Readonly<Record<RegressionKernel, number>> = {
  triangular: 2.576,
  epanechnikov: 2.34,
  uniform: 1.843,
};
