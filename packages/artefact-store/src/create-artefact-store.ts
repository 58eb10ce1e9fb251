import { ImpactError, type ArtefactStore, type StoreDriver } from "@ie/contracts";
import { memoryDriver } from "./memory-driver.ts";
import { tenantStore } from "./tenant-store.ts";

/** Opens the place that `url` names; `url` is given as the user wrote it, scheme included. */
export type DriverFactory = (url: string) => StoreDriver;

/** Factories by URL scheme, without the colon. */
export type DriverFactories = Readonly<Record<string, DriverFactory>>;

/** The artefacts of many tenants in one place. */
export interface Store {
  /** A handle that reaches the artefacts of `name` alone. `name`: 1 to 64 letters, digits, hyphens, underscores, or `store/invalid-key`. */
  tenant(name: string): ArtefactStore;
}

export interface StoreOptions {
  /** Further schemes, or other drivers for the known ones. */
  readonly drivers?: DriverFactories;
}

export function unsupported(what: string, hint: string): ImpactError {
  return new ImpactError({ code: "store/unsupported", who: "artefact store", what, hint });
}

/** The drivers that run everywhere, by scheme. */
export const webDrivers: DriverFactories = {
  memory: (url) => {
    if (url.length > "memory:".length) throw unsupported("a memory store has no path", `write "memory:"`);
    return memoryDriver();
  },
};

/** The scheme of `url` in lower case; a path, `C:\dir` among them, is a file. */
function schemeOf(url: string): { scheme: string; isPath: boolean } {
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]+):/.exec(url)?.[1];
  return scheme === undefined ? { scheme: "file", isPath: true } : { scheme: scheme.toLowerCase(), isPath: false };
}

// The URL itself stays out of the messages: it may hold credentials.
function noDriver(scheme: string, isPath: boolean, known: readonly string[]): ImpactError {
  if (scheme === "file") {
    return unsupported(
      isPath ? "a path needs files, which this entry point leaves out" : "files are left out of this entry point",
      `import createArtefactStore from "@ie/artefact-store/node"`,
    );
  }
  if (scheme === "s3") {
    return unsupported(
      "buckets are left out of this entry point",
      'pass drivers: { s3: s3Driver } of "@ie/artefact-store/s3"',
    );
  }
  return unsupported(
    `unknown scheme "${scheme}:"`,
    `the known schemes are ${known.map((name) => `${name}:`).join(", ")}`,
  );
}

/** The store at `url` on the driver of its scheme. */
export function openStore(url: string, drivers: DriverFactories): Store {
  if (url === "") throw unsupported("the URL is empty", `write a path such as "./results", or "memory:"`);
  const { scheme, isPath } = schemeOf(url);
  const factory = Object.hasOwn(drivers, scheme) ? drivers[scheme] : undefined;
  if (factory === undefined) throw noDriver(scheme, isPath, Object.keys(drivers));
  const driver = factory(url);
  return Object.freeze<Store>({ tenant: (name) => tenantStore(driver, name) });
}

/**
 * The store at `url`, by its scheme. Here: `memory:`, a new empty store at each call, and the schemes of `options.drivers`;
 * files are in `@ie/artefact-store/node`. An unknown scheme throws `store/unsupported`.
 */
export function createArtefactStore(url: string, options: StoreOptions = {}): Store {
  return openStore(url, { ...webDrivers, ...options.drivers });
}
