import type { StoreDriver } from "@ie/contracts";
import type { TestRunner } from "@ie/contracts/testing";
import { describeBytes } from "./describe-bytes.ts";
import { describeList } from "./describe-list.ts";
import { describeRaces } from "./describe-races.ts";
import { describeTenants } from "./describe-tenants.ts";
import type { MakeDriver } from "./expectations.ts";

/**
 * The suite that every store driver passes: bytes, listing, races, tenants. `makeDriver` gives an empty driver at each call.
 * Works with any test framework: `describeDriver({ describe, test }, "mine", () => myDriver())`.
 */
export function describeDriver(
  runner: TestRunner,
  name: string,
  makeDriver: () => Promise<StoreDriver> | StoreDriver,
): void {
  const make: MakeDriver = async () => makeDriver();
  runner.describe(`store driver ${name}`, () => {
    for (const part of [describeBytes, describeList, describeRaces, describeTenants]) part(runner, make);
  });
}
