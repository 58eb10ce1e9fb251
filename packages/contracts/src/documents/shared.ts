import * as z from "zod";
import { designs, type Check, type Design, type Estimand, type Interval } from "../estimate.ts";
import { ImpactError } from "../impact-error.ts";

export const design: z.ZodType<Design> = z.enum(designs as [Design, ...Design[]]);
export const estimand: z.ZodType<Estimand> = z.enum(["ate", "att", "atc"]);
export const probability: z.ZodNumber = z.number().min(0).max(1);

export const check: z.ZodType<Check> = z.object({
  name: z.string(),
  status: z.enum(["pass", "warn", "fail"]),
  message: z.string(),
  value: z.number().nullable().default(null),
});

/** A Float64Array as JSON: null where NaN. */
export function fromArray(values: Float64Array): (number | null)[] {
  return Array.from(values, (value) => (Number.isNaN(value) ? null : value));
}

export function toArray(values: readonly (number | null)[]): Float64Array {
  return Float64Array.from(values, (value) => value ?? Number.NaN);
}

/** The level of `first`, which a document states once for all its intervals; throws where another has a level of its own. */
export function sharedLevel(who: string, first: Interval, others: readonly (Interval | null)[]): number {
  const other = others.find((interval) => interval !== null && interval.level !== first.level);
  if (other === undefined || other === null) return first.level;
  throw new ImpactError({
    code: "document/invalid",
    who,
    what: `has intervals of level ${first.level} and of level ${other.level}`,
    hint: "the document states one level; give all intervals the same",
  });
}

/** A map keyed by users' own names, safe for any name. */
export function userMap<V>(entries: Iterable<readonly [string, V]>): Readonly<Record<string, V>> {
  const map: Record<string, V> = Object.create(null) as Record<string, V>; // a null prototype has no inherited keys
  for (const [key, value] of entries) map[key] = value;
  return Object.freeze(map);
}
