import * as z from "zod";

/** Limits of a group of initiatives. Money counts shares, counts do not. */
export interface CategoryLimits {
  readonly members: readonly string[];
  readonly min_budget?: number | undefined;
  readonly max_budget?: number | undefined;
  /** Share of the whole budget, 0 to 1. */
  readonly min_share?: number | undefined;
  readonly max_share?: number | undefined;
  readonly min_count?: number | undefined;
  readonly max_count?: number | undefined;
}

/** A budget beside money, such as engineers. */
export interface ResourceLimit {
  readonly limit: number;
  /** Needed by each initiative; 0 of those not named. */
  readonly use: Readonly<Record<string, number>>;
}

/** What a portfolio must keep beside the budget, as configurations write it. Initiatives are named by their ids. */
export interface Constraints {
  readonly mandatory?: readonly string[] | undefined;
  readonly forbidden?: readonly string[] | undefined;
  /** Groups of which at most one initiative is funded. */
  readonly exclusive?: readonly (readonly string[])[] | undefined;
  /** By initiative, what has to be funded if it is. */
  readonly prerequisites?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly min_count?: number | undefined;
  readonly max_count?: number | undefined;
  readonly categories?: Readonly<Record<string, CategoryLimits>> | undefined;
  readonly resources?: Readonly<Record<string, ResourceLimit>> | undefined;
  /** By initiative, the least share of its cost that makes sense; its returns are proportional to the share. */
  readonly partial?: Readonly<Record<string, number>> | undefined;
}

const ids = z.array(z.string());
const money = z.number().min(0).optional();
const count = z.int().min(0).optional();
const share = z.number().min(0).max(1).optional();

const category: z.ZodType<CategoryLimits> = z.strictObject({
  members: ids,
  min_budget: money,
  max_budget: money,
  min_share: share,
  max_share: share,
  min_count: count,
  max_count: count,
});

export const constraintsSchema: z.ZodType<Constraints> = z.strictObject({
  mandatory: ids.optional(),
  forbidden: ids.optional(),
  exclusive: z.array(ids).optional(),
  prerequisites: z.record(z.string(), ids).optional(),
  min_count: count,
  max_count: count,
  categories: z.record(z.string(), category).optional(),
  resources: z
    .record(z.string(), z.strictObject({ limit: z.number().min(0), use: z.record(z.string(), z.number().min(0)) }))
    .optional(),
  partial: z.record(z.string(), z.number().gt(0).max(1)).optional(),
});
