import type { DataSource, Model, Transform } from "@ie/contracts";
import type { Refuters } from "./verify/refuter.ts";

/**
 * Plug-ins by the name that configurations use. Each owns its options' type, so a map of them forgets it: the options that a
 * plug-in gets are always those its own schema has just given.
 */
export type Models = Readonly<Record<string, Model<unknown>>>;
export type Sources = Readonly<Record<string, DataSource<unknown>>>;
export type Transforms = Readonly<Record<string, Transform<unknown>>>;

export interface Registries {
  /** The built-in ones where not given. */
  readonly refuters?: Refuters;
  readonly models: Models;
  readonly sources: Sources;
  readonly transforms: Transforms;
}
