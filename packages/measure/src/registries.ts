import type { DataSource, Model, Transform } from "@ie/contracts";

/**
 * A map of plug-ins by the name that configurations use. Each owns its options' type, so a map of them forgets it:
 * the options that a plug-in gets are always those its own schema has just given.
 */
// oxlint-disable-next-line typescript/no-explicit-any -- the option types differ by entry and are checked by each entry's schema
export type Models = Readonly<Record<string, Model<any>>>;
// oxlint-disable-next-line typescript/no-explicit-any -- as above
export type Sources = Readonly<Record<string, DataSource<any>>>;
// oxlint-disable-next-line typescript/no-explicit-any -- as above
export type Transforms = Readonly<Record<string, Transform<any>>>;

export interface Registries {
  readonly models: Models;
  readonly sources: Sources;
  readonly transforms: Transforms;
}
