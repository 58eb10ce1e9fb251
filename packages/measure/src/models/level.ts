import * as z from "zod";

/** Option `level`: nominal coverage of a model's intervals. */
export const level: z.ZodDefault<z.ZodNumber> = z.number().min(0.5).max(0.9999).default(0.95);
