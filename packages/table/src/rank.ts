import { compareText } from "./compare-text.ts";
import { type Column } from "./table.ts";

interface Ranks {
  /** Per row, the position of its value among the levels. */
  readonly codes: Uint32Array;
  /** Distinct values, ascending: `NaN` last, text by code point, −0 as 0. */
  readonly levels: readonly number[] | readonly string[];
}

/** Dense ranks of a column. */
export function rank(column: Column): Ranks {
  if (column instanceof Float64Array) {
    // A Map takes −0 for 0 and NaN for NaN, but would hold −0 if it came first.
    const { codes, seen } = encode(column.length, (i) => column[i]! + 0);
    // A typed array sorts by value and puts NaN last.
    const levels = Array.from(Float64Array.from(seen.keys()).sort());
    return { codes: recode(codes, seen, levels), levels };
  }
  const { codes, seen } = encode(column.length, (i) => column[i]!);
  const levels = [...seen.keys()].sort(compareText);
  return { codes: recode(codes, seen, levels), levels };
}

function encode<T>(length: number, value: (i: number) => T): { codes: Uint32Array; seen: Map<T, number> } {
  const codes = new Uint32Array(length);
  const seen = new Map<T, number>();
  for (let i = 0; i < length; i++) {
    const v = value(i);
    let code = seen.get(v);
    if (code === undefined) seen.set(v, (code = seen.size));
    codes[i] = code;
  }
  return { codes, seen };
}

function recode<T>(codes: Uint32Array, seen: ReadonlyMap<T, number>, levels: readonly T[]): Uint32Array {
  const position = new Uint32Array(levels.length);
  for (const [i, level] of levels.entries()) position[seen.get(level)!] = i;
  return codes.map((code) => position[code]!);
}
