import type { Schema } from "@ie/contracts";
import type { OptionFault } from "./unit-options.ts";

/** A schema whose options need a second look together: `settle` fills in what depends on others, and names the faults. */
export function settledOptions<Given, Options>(
  who: string,
  base: Schema<Given>,
  settle: (given: Given) => { readonly options: Options; readonly faults: readonly OptionFault[] },
): Schema<Options> {
  return {
    "~standard": {
      version: 1,
      vendor: "zod",
      validate: (value) => {
        const result = base["~standard"].validate(value);
        if (result instanceof Promise) throw new TypeError(`${who}: options are validated at once`);
        if (result.issues !== undefined) return { issues: result.issues };
        const { options, faults } = settle(result.value);
        return faults.length === 0 ? { value: options } : { issues: faults };
      },
    },
  };
}
