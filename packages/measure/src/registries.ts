import type { DataSource, Model, Transform } from "@ie/contracts";

/**
 * Plug-ins by the name that configurations use. Each owns its options' type, so a map of them forgets it: the options that a
 * plug-in gets are always those its own schema has just given.
 */
export type Models = Readonly<Record<string, Model<unknown>>>;
export type Sources = Readonly<Record<string, DataSource<unknown>>>;
export type Transforms = Readonly<Record<string, Transform<unknown>>>;

export interface Registries {
  readonly models: Models;
  readonly sources: Sources;
  readonly transforms: Transforms;
}
