/** Breakpoints of the dual objective along a ray. */
export interface Breakpoints {
  clear(): void;
  add(column: number, ratio: number, slope: number): void;
  /** Passes breakpoints, smallest first, while the dual objective grows, from `slope`; how many, or 0 where it grows without end. */
  walk(slope: number): number;
  /** Columns in the order passed; the last one enters the basis. */
  readonly passed: Int32Array;
  /** What the dual objective gained in the last walk; Infinity where without end. */
  gain(): number;
}

/**
 * The bound-flipping ratio test of the dual simplex method (Fourer 1994; Maros 2003): the dual objective is concave and piecewise
 * linear along the ray, and the step ends where its slope turns. A heap, since few of many breakpoints are passed.
 */
export function createBreakpoints(size: number): Breakpoints {
  const ratios = new Float64Array(size);
  const slopes = new Float64Array(size);
  const heap = new Int32Array(size);
  const columns = new Int32Array(size);
  const passed = new Int32Array(size);
  let count = 0;
  let gained = 0;

  const sift = (from: number, length: number): void => {
    const item = heap[from]!;
    const key = ratios[item]!;
    let k = from;
    for (;;) {
      let child = 2 * k + 1;
      if (child >= length) break;
      if (child + 1 < length && ratios[heap[child + 1]!]! < ratios[heap[child]!]!) child++;
      if (ratios[heap[child]!]! >= key) break;
      heap[k] = heap[child]!;
      k = child;
    }
    heap[k] = item;
  };

  return {
    passed,
    gain: () => gained,
    clear: () => {
      count = 0;
    },
    add: (column, ratio, slope) => {
      columns[count] = column;
      ratios[count] = ratio;
      slopes[count] = slope;
      heap[count] = count;
      count++;
    },
    walk: (slope) => {
      for (let k = (count >> 1) - 1; k >= 0; k--) sift(k, count);
      let length = count;
      let left = slope;
      let last = 0;
      let steps = 0;
      gained = 0;
      while (length > 0) {
        const item = heap[0]!;
        heap[0] = heap[--length]!;
        if (length > 1) sift(0, length);
        const ratio = ratios[item]!;
        gained += left * (ratio - last);
        last = ratio;
        passed[steps++] = columns[item]!;
        left -= slopes[item]!;
        if (left <= 0) return steps;
      }
      gained = Infinity;
      return 0;
    },
  };
}
