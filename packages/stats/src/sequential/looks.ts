/** Looks whose information grows by less than this are one look. */
const CLOSEST = 1e-6;

/** RangeError unless the information fractions ascend within (0, 1], clearly apart. */
export function checkFractions(who: string, fractions: readonly number[]): void {
  let before = 0;
  for (const fraction of fractions) {
    if (!(fraction - before >= CLOSEST && fraction <= 1))
      throw new RangeError(
        `${who}: fractions must ascend within (0, 1], ${CLOSEST} apart or more; got ${fractions.join(", ")}`,
      );
    before = fraction;
  }
  if (fractions.length === 0) throw new RangeError(`${who}: there are no looks; give the fraction of each`);
}

export function checkAlpha(who: string, alpha: number, sides: number): void {
  if (!(alpha > 0 && alpha < 1)) throw new RangeError(`${who}: alpha must lie between 0 and 1; got ${alpha}`);
  if (sides !== 1 && sides !== 2) throw new RangeError(`${who}: sides must be 1 or 2; got ${String(sides)}`);
}
