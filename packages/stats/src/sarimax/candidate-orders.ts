/** What is chosen once the differences are set. */
export interface ArmaOrders {
  readonly p: number;
  readonly q: number;
  readonly P: number;
  readonly Q: number;
  readonly constant: boolean;
}

export type OrderLimits = Omit<ArmaOrders, "constant">;

export function candidateOrders(limits: OrderLimits, constants: readonly boolean[]): ArmaOrders[] {
  const out: ArmaOrders[] = [];
  for (const constant of constants)
    for (let P = 0; P <= limits.P; P++)
      for (let Q = 0; Q <= limits.Q; Q++)
        for (let p = 0; p <= limits.p; p++) for (let q = 0; q <= limits.q; q++) out.push({ p, q, P, Q, constant });
  return out;
}

/** Hyndman and Khandakar (2008, section 3.2, step 1), each with every choice of the constant. */
export function startingOrders(limits: OrderLimits, constants: readonly boolean[]): ArmaOrders[] {
  const starts = [
    { p: 2, q: 2, P: 1, Q: 1 },
    { p: 0, q: 0, P: 0, Q: 0 },
    { p: 1, q: 0, P: 1, Q: 0 },
    { p: 0, q: 1, P: 0, Q: 1 },
  ];
  return starts.flatMap((start) =>
    constants.map((constant) => ({
      p: Math.min(start.p, limits.p),
      q: Math.min(start.q, limits.q),
      P: Math.min(start.P, limits.P),
      Q: Math.min(start.Q, limits.Q),
      constant,
    })),
  );
}

/** One order up or down, p and q or P and Q together in any direction, and the other choice of the constant. */
export function neighbours(at: ArmaOrders, limits: OrderLimits, constants: readonly boolean[]): ArmaOrders[] {
  const out: ArmaOrders[] = [];
  const steps = [-1, 0, 1];
  for (const a of steps)
    for (const b of steps) {
      if (a === 0 && b === 0) continue;
      out.push({ ...at, P: at.P + a, Q: at.Q + b }, { ...at, p: at.p + a, q: at.q + b });
    }
  for (const constant of constants) if (constant !== at.constant) out.push({ ...at, constant });
  return out.filter(({ p, q, P, Q }) =>
    (
      [
        [p, limits.p],
        [q, limits.q],
        [P, limits.P],
        [Q, limits.Q],
      ] as const
    ).every(([v, most]) => v >= 0 && v <= most),
  );
}
