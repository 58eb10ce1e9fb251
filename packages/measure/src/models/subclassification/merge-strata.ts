/** Units that each arm of a merged class has at least, so that its variance is known. */
const least = 2;

/**
 * Merges ordered classes that have fewer than two units of an arm with the smaller of their neighbours, until none is left. `codes`: n;
 * `sizes`: two a class, controls and treated. Ends in one class at the latest.
 */
export function mergeStrata(codes: Int32Array, sizes: Float64Array): { codes: Int32Array; count: number } {
  const classes = Array.from({ length: sizes.length / 2 }, (_, s) => ({
    members: [s],
    control: sizes[2 * s]!,
    treated: sizes[2 * s + 1]!,
  }));
  const size = (at: number): number => classes[at]!.control + classes[at]!.treated;
  for (;;) {
    const thin = classes.findIndex(({ control, treated }) => control < least || treated < least);
    if (thin === -1 || classes.length === 1) break;
    const below = thin > 0 && (thin === classes.length - 1 || size(thin - 1) <= size(thin + 1));
    const first = below ? thin - 1 : thin;
    const [a, b] = [classes[first]!, classes[first + 1]!];
    classes.splice(first, 2, {
      members: [...a.members, ...b.members],
      control: a.control + b.control,
      treated: a.treated + b.treated,
    });
  }
  const place = new Int32Array(sizes.length / 2);
  classes.forEach(({ members }, at) => members.forEach((member) => (place[member] = at)));
  return { codes: codes.map((code) => place[code]!), count: classes.length };
}
