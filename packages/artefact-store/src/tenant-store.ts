import { ImpactError, type ArtefactStore, type StoreDriver } from "@ie/contracts";
import { checkKey, checkTenant, isKey } from "./key.ts";

/** The artefacts of one tenant on `driver`: every key is checked here, then put below the tenant's folder. */
export function tenantStore(driver: StoreDriver, tenant: string): ArtefactStore {
  const folder = `${checkTenant(tenant)}/`;
  const locate = (key: string): string => folder + checkKey(key);
  return Object.freeze<ArtefactStore>({
    tenant,
    async read(key) {
      const bytes = await driver.read(locate(key));
      if (bytes !== null) return bytes;
      const parent = key.slice(0, Math.max(0, key.lastIndexOf("/")));
      throw new ImpactError({
        code: "store/not-found",
        who: `artefact store of "${tenant}"`,
        what: `no artefact "${key}"`,
        hint: `list("${parent}") gives what is there`,
        facts: { tenant, key },
      });
    },
    async write(key, bytes, options = {}) {
      const at = locate(key);
      if (await driver.write(at, bytes, { ifAbsent: options.replace !== true })) return driver.url(at);
      throw new ImpactError({
        code: "store/exists",
        who: `artefact store of "${tenant}"`,
        what: `"${key}" is already there`,
        hint: "write under another key, or with replace: true",
        facts: { tenant, key },
      });
    },
    async list(prefix = "") {
      const keys = await driver.list(prefix === "" ? tenant : locate(prefix));
      return keys.map((key) => key.slice(folder.length)).filter(isKey); // others' files may lie beside ours
    },
    url: (key) => driver.url(locate(key)),
  });
}
