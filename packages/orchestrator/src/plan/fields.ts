import { formatValue, initiativeId } from "@ie/contracts";
import * as z from "zod";

function above0(missing: string): z.ZodNumber {
  return z
    .number({
      error: ({ input }) => (input === undefined ? `is missing; give ${missing}` : "is not a finite number"),
    })
    .gt(0, { error: "must be above 0" });
}

function wholeFrom(smallest: number): z.ZodInt {
  return z.int({ error: "is not a whole number" }).min(smallest, { error: `must be at least ${smallest}` });
}

const text = z.string({ error: "is not text" });

/** A sample below 30 units is below the documents' minimum. */
export const sampleSize: z.ZodInt = wholeFrom(30);

/** Settings of the whole run, by their keys on disk. */
export const settings: {
  readonly budget: z.ZodNumber;
  readonly currency: z.ZodDefault<z.ZodNullable<z.ZodString>>;
  readonly scale_sample_size: z.ZodDefault<z.ZodNullable<z.ZodInt>>;
  readonly shrinkage: z.ZodDefault<z.ZodBoolean>;
  readonly max_workers: z.ZodDefault<z.ZodInt>;
  readonly seed: z.ZodDefault<z.ZodInt>;
  readonly storage_url: z.ZodDefault<z.ZodNullable<z.ZodString>>;
} = {
  budget: above0("the money that can be spent"),
  currency: text
    .regex(/^[^\p{C}\s]{1,16}$/u, { error: "is not a currency code of 1 to 16 visible characters" })
    .nullable()
    .default(null),
  scale_sample_size: sampleSize.nullable().default(null),
  shrinkage: z.boolean({ error: "is not true or false" }).default(false),
  max_workers: wholeFrom(1).default(4),
  seed: wholeFrom(0).default(0),
  storage_url: text.min(1, { error: "is empty; give a folder or URL, or leave the key out" }).nullable().default(null),
};

/** Settings of one initiative, by their keys on disk. */
export const initiativeSettings: {
  readonly initiative_id: z.ZodPipe<z.ZodString, z.ZodString>;
  readonly cost_to_scale: z.ZodNumber;
  readonly return_multiplier: z.ZodDefault<z.ZodNumber>;
  readonly measure_config: z.ZodDefault<z.ZodNullable<z.ZodString>>;
  readonly evaluate_strategy: z.ZodOptional<z.ZodLiteral<"score">>;
} = {
  initiative_id: z
    .string({
      error: ({ input }) =>
        input === undefined
          ? "is missing; give each initiative a name of its own"
          : `is not text; got ${formatValue(input)}, put it in quotes`,
    })
    .pipe(initiativeId),
  cost_to_scale: above0("the money needed to scale the initiative"),
  return_multiplier: above0("currency per unit of effect").default(1),
  measure_config: text.nullable().default(null),
  // The Python original's key: its deterministic scorer is what `evaluate:` means here without a name.
  evaluate_strategy: z
    .literal("score", { error: "must be score; choose any other scorer for the whole run under evaluate:" })
    .optional(),
};
