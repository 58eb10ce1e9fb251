/** The inner quantiles that cut `values` in `count` classes of equal size (Hyndman and Fan 1996, definition 7); ties make fewer. */
export function cutPoints(values: Float64Array, count: number): Float64Array {
  const sorted = values.slice().sort();
  const cuts: number[] = [];
  for (let c = 1; c < count; c++) {
    const at = ((sorted.length - 1) * c) / count;
    const low = sorted[Math.floor(at)]!;
    const cut = low + (at - Math.floor(at)) * (sorted[Math.ceil(at)]! - low);
    if (cuts.length === 0 || cut > cuts.at(-1)!) cuts.push(cut);
  }
  return Float64Array.from(cuts);
}

/** The class of each value: how many cuts lie below it, or, with `closedLeft`, below or at it. */
export function classesOf(values: Float64Array, cuts: Float64Array, closedLeft: boolean): Int32Array {
  return Int32Array.from(values, (value) => {
    let [low, high] = [0, cuts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const isAbove = closedLeft ? cuts[middle]! <= value : cuts[middle]! < value;
      if (isAbove) low = middle + 1;
      else high = middle;
    }
    return low;
  });
}
