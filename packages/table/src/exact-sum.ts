/** Adds values up without rounding on the way, so that neither their order nor the batches they come in matter. */
export interface ExactSum {
  add(value: number): void;
  /** The sum so far, correctly rounded. Infinities and NaN pass on as in plain addition. */
  value(): number;
  /** The sum so far over `count`; no overflow on the way. */
  mean(count: number): number;
}

/** From here on values are kept apart and scaled, so that no partial sum overflows. */
const large = 2 ** 900;
const scale = 2 ** -200;

/** Non-overlapping numbers of ascending size, the first `count` of `at`, whose sum is exact. */
interface Parts {
  at: Float64Array;
  count: number;
}

/** Most sums need two or three parts. */
const usual = 4;

/** Adds `value` to the parts (Shewchuk 1997, "Adaptive precision floating-point arithmetic", figure 6). */
function grow(parts: Parts, value: number): void {
  const { at, count } = parts;
  let x = value;
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const y = at[i]!;
    const high = x + y;
    const virtual = high - x;
    const low = x - (high - virtual) + (y - virtual);
    if (low !== 0) at[kept++] = low;
    x = high;
  }
  if (kept === at.length) {
    parts.at = new Float64Array(2 * kept);
    parts.at.set(at);
  }
  parts.at[kept] = x;
  parts.count = kept + 1;
}

/** Correctly rounded sum of the parts, ties to even. */
function rounded({ at, count }: Parts): number {
  let i = count - 1;
  if (i < 0) return 0;
  let high = at[i--]!;
  let low = 0;
  while (i >= 0 && low === 0) {
    const x = high;
    const y = at[i--]!;
    high = x + y;
    low = y - (high - x);
  }
  // what is left below decides a tie
  const next = i < 0 ? 0 : at[i]!;
  if ((low < 0 && next < 0) || (low > 0 && next > 0)) {
    const twice = low * 2;
    const away = high + twice;
    if (away - high === twice) high = away;
  }
  return high;
}

export function createExactSum(): ExactSum {
  const parts: Parts = { at: new Float64Array(usual), count: 0 };
  let largeParts: Parts | null = null;
  let special = 0;
  /** Null where no large value is left in the sum. */
  const scaled = (): number | null => {
    if (largeParts === null || rounded(largeParts) === 0) return null;
    const all = { at: largeParts.at.slice(), count: largeParts.count };
    for (let i = 0; i < parts.count; i++) grow(all, parts.at[i]! * scale);
    return rounded(all);
  };
  return {
    add: (value) => {
      if (value < large && value > -large) grow(parts, value);
      else if (Number.isFinite(value)) grow((largeParts ??= { at: new Float64Array(usual), count: 0 }), value * scale);
      else special += value;
    },
    value: () => {
      if (special !== 0) return special; // NaN too
      const sum = scaled();
      return sum === null ? rounded(parts) : sum / scale;
    },
    mean: (count) => {
      if (special !== 0) return special;
      const sum = scaled();
      return sum === null ? rounded(parts) / count : sum / count / scale;
    },
  };
}
