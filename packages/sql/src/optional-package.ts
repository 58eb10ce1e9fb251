import { ImpactError } from "@ie/contracts";

/** A package that is wanted only by those who use it. `load` is its dynamic import. */
export async function optionalPackage<T>(who: string, name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    throw new ImpactError({
      code: "config/missing-package",
      who,
      what: `the package "${name}" cannot be loaded`,
      hint: `add it beside @ie/sql: npm install ${name}`,
      facts: { package: name },
      cause,
    });
  }
}
