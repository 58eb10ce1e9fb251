import { failed, ok } from "@ie/contracts";
import { toValue, type ConfigMap, type ConfigNode } from "@ie/contracts/config";
import type { MeasureConfigReader } from "../plan/measure-reader.ts";
import { overlay } from "../plan/nodes.ts";

function phase(node: ConfigNode, override: ConfigMap | undefined): unknown {
  return toValue(node.kind === "map" ? (overlay(node, override) ?? node) : node);
}

/** Takes any measure configuration as it stands, since the mocks do not look at it. It opens no files. */
export const mockReader: MeasureConfigReader<unknown> = {
  read: (node, { pilot, scale }) => ok({ pilot: phase(node, pilot), scale: phase(node, scale) }),
  open: async (path) => failed([{ path: [], message: `mocks: "${path}" is not opened; leave measure_config out` }]),
};
