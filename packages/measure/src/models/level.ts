import * as z from "zod/mini";

/** Option `level`: nominal coverage of a model's intervals. */
export const level: z.ZodMiniDefault<z.ZodMiniNumber> = z._default(
  z.number().check(z.minimum(0.5), z.maximum(0.9999)),
  0.95,
);
