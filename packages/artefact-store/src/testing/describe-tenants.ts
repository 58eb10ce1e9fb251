import type { StoreDriver } from "@ie/contracts";
import { expectThat, type TestRunner } from "@ie/contracts/testing";
import { tenantStore } from "../tenant-store.ts";
import { bytesOf, expectCode, same, sameList, type MakeDriver } from "./expectations.ts";
import { hostileKeys } from "./hostile-keys.ts";

export function describeTenants(runner: TestRunner, make: MakeDriver): void {
  runner.test("never sees a hostile key, and keeps tenants apart", async () => {
    const driver = await make();
    const seen: string[] = [];
    const watched: StoreDriver = {
      read: (key) => (seen.push(key), driver.read(key)),
      write: (key, bytes, options) => (seen.push(key), driver.write(key, bytes, options)),
      list: (prefix) => (seen.push(prefix), driver.list(prefix)),
      remove: (key) => (seen.push(key), driver.remove(key)),
      url: (key) => (seen.push(key), driver.url(key)),
    };
    const [acme, other] = [tenantStore(watched, "acme"), tenantStore(watched, "acme-2")];
    for (const key of hostileKeys) {
      const shown = JSON.stringify(key.slice(0, 20));
      await expectCode(() => acme.read(key), "store/invalid-key", `read of ${shown}`);
      await expectCode(() => acme.write(key, bytesOf("x")), "store/invalid-key", `write of ${shown}`);
      await expectCode(async () => acme.url(key), "store/invalid-key", `url of ${shown}`);
      if (key !== "") await expectCode(() => acme.list(key), "store/invalid-key", `list of ${shown}`);
    }
    expectThat(seen.length === 0, `the driver saw ${seen.join(", ")}`);
    await other.write("a", bytesOf("theirs"));
    await acme.write("a", bytesOf("ours"));
    await expectCode(() => acme.write("a", bytesOf("again")), "store/exists", "a second write");
    await expectCode(() => acme.read("b"), "store/not-found", "read of an absent key");
    expectThat(same(await acme.read("a"), bytesOf("ours")), "a tenant read another's bytes");
    expectThat(sameList(await acme.list(), ["a"]), "a tenant listed another's keys");
  });
}
