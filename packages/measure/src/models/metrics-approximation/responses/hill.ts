import type { Response } from "../response.ts";

/** m^shape / (half^shape + m^shape), without overflow. */
function saturation(metric: number, half: number, shape: number): number {
  return metric <= 0 ? 0 : 1 / (1 + Math.exp(shape * (Math.log(half) - Math.log(metric))));
}

/** baseline · maximum · (S(after) − S(before)) with S(m) = m^shape / (half_saturation^shape + m^shape) (Hill 1910). */
export const hill: Response = {
  parameters: ["maximum", "half_saturation", "shape"],
  above: -Number.MIN_VALUE,
  change: (before, after, baseline, [maximum = NaN, half = NaN, shape = NaN]) =>
    baseline * maximum * (saturation(after, half, shape) - saturation(before, half, shape)),
};

/** {@link hill} with shape 1 (Michaelis and Menten 1913). */
export const michaelisMenten: Response = {
  parameters: ["maximum", "half_saturation"],
  above: -Number.MIN_VALUE,
  change: (before, after, baseline, [maximum = NaN, half = NaN]) =>
    baseline * maximum * (after / (half + after) - before / (half + before)),
};
