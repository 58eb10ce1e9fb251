import { optionsSchema, type Transform } from "@ie/contracts";

/** Leaves the table as it is. */
export const passthrough: Transform<object> = { options: optionsSchema({}), apply: (table) => table };
