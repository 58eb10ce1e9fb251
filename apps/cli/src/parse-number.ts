import { UsageError } from "./io.ts";

/** The value of a numeric flag; `above` is an exclusive lower bound. */
export function parseNumber(flag: string, text: string, above: number = -Infinity): number {
  const value = text.trim() === "" ? NaN : Number(text);
  if (Number.isFinite(value) && value > above) return value;
  const bound = above === -Infinity ? "a number" : `a number above ${above}`;
  throw new UsageError(`${flag}: "${text}" is not ${bound}`);
}
