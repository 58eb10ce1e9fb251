/** The rows of n that belong together. */
export interface RowGroups {
  readonly count: number;
  /** n numbers from 0 to count − 1. */
  readonly codes: Int32Array;
}

/** Groups of rows with equal `key`, numbered by ascending key, so that the order of the rows does not matter. */
export function groupRows(n: number, key: (row: number) => number): RowGroups {
  const keys = Float64Array.from({ length: n }, (_, i) => key(i));
  const numbers = new Map<number, number>();
  for (const [code, value] of Float64Array.from(new Set(keys)).sort().entries()) numbers.set(value, code);
  const codes = new Int32Array(n);
  for (let i = 0; i < n; i++) codes[i] = numbers.get(keys[i]!)!;
  return { count: numbers.size, codes };
}

/** Rows sorted by group: group g is `order[starts[g]]` … `order[starts[g + 1] − 1]`. */
export function sortByGroup({ count, codes }: RowGroups): { starts: Int32Array; order: Int32Array } {
  const starts = new Int32Array(count + 1);
  for (let i = 0; i < codes.length; i++) starts[codes[i]! + 1]! += 1;
  for (let g = 0; g < count; g++) starts[g + 1]! += starts[g]!;
  const next = starts.slice();
  const order = new Int32Array(codes.length);
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i]!;
    order[next[code]!] = i;
    next[code]! += 1;
  }
  return { starts, order };
}
