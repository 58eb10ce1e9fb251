/** A domain's judgement: `quality` in [0.01, 1], 1 is faultless. */
export interface Judgement {
  readonly quality: number;
  readonly reason: string;
}

/** What a domain without evidence gets: neither praise nor blame, and the reason says so. */
export function unknown(reason: string): Judgement {
  return { quality: 0.5, reason: `unknown: ${reason}` };
}

/** Above 0, so that one domain alone cannot bring the whole product to 0. */
export function judge(quality: number, reason: string): Judgement {
  return { quality: Math.min(1, Math.max(0.01, quality)), reason };
}

/** A number as sentences show it: three significant digits. */
export function shown(value: number): string {
  return String(Number(value.toPrecision(3)));
}
