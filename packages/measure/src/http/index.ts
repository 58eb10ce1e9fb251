export type { Auth, SecretReference } from "./auth.ts";
export { createHttpSource, type HttpSetup } from "./http-source.ts";
export type { HttpOptions, HttpSourceOptions } from "./options.ts";
export type { Paging } from "./paging.ts";
export { httpObjects, type HttpObjectsSetup } from "./http-objects.ts";
export { type HttpTransport, type Secret, type Sleep } from "./transport.ts";
