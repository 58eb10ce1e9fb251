import type { Result } from "@ie/contracts";
import type { ConfigMap, ConfigNode, ConfigText } from "@ie/contracts/config";
import type { ByPhase } from "./run-plan.ts";

/** How a plan turns measure configurations into `M`, and finds those that stand in files of their own. */
export interface MeasureConfigReader<M> {
  /**
   * Keys of all nodes are lower-cased where they were wholly in capitals. `node` no longer holds `pilot` and `scale`: they have
   * joined the initiative's own, which win. Places of all three nodes are offsets into `config`, also where two files make them
   * up, so that merged nodes can be located. Issues carry paths from `node`; those without a location get that of their path.
   */
  read(
    node: ConfigNode,
    overrides: { readonly pilot: ConfigMap | undefined; readonly scale: ConfigMap | undefined },
    config: ConfigText,
  ): Result<ByPhase<M>>;
  /** Reads the text at `path`, which is relative to the file `from`; issues without a location get that of the path. */
  open(path: string, from: string): Promise<Result<ConfigText>>;
}
