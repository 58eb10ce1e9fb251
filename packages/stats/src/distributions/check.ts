/** The value, or a RangeError when a parameter is not a positive finite number. */
export function positive(who: string, name: string, value: number): number {
  if (value > 0 && value < Infinity) return value;
  throw new RangeError(`${who}: ${name} must be positive and finite; got ${value}`);
}

/** RangeError when `p` is a number outside [0, 1]; NaN passes. */
export function checkProbability(who: string, p: number): void {
  if (p < 0 || p > 1) throw new RangeError(`${who}: a probability must lie in [0, 1]; got ${p}`);
}
