export {
  createArtefactStore,
  type DriverFactories,
  type DriverFactory,
  type Store,
  type StoreOptions,
} from "./create-artefact-store.ts";
export * from "./json-artefact.ts";
export * from "./memory-driver.ts";
export * from "./read-job.ts";
export * from "./write-job.ts";
