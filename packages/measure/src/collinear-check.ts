import type { Check } from "@ie/contracts";

/** Says which terms were left out because earlier ones span them. */
export function collinearCheck(aliased: readonly string[]): Check {
  const [is, was] = aliased.length === 1 ? ["is a combination", "was"] : ["are combinations", "were"];
  return {
    name: "collinear_terms",
    status: aliased.length === 0 ? "pass" : "warn",
    message:
      aliased.length === 0
        ? "no term is a combination of others"
        : `${aliased.join(", ")} ${is} of earlier terms and ${was} left out`,
    value: aliased.length,
  };
}
