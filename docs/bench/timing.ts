/** Median CPU milliseconds of `action`, after a warm-up of half a second. */
export function cpu(action: () => void): number {
  const timed = (): number => {
    const before = process.cpuUsage();
    action();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  const until = performance.now() + 500;
  do timed();
  while (performance.now() < until);
  const times: number[] = [];
  const end = performance.now() + 1000;
  while (times.length < 5 || (performance.now() < end && times.length < 400)) times.push(timed());
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
}

/** `value` to three digits at least, right-aligned in `width`; a dash where it is unknown. */
export function cell(value: number | undefined, width: number): string {
  if (value === undefined) return "–".padStart(width);
  return (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2)).padStart(width);
}
