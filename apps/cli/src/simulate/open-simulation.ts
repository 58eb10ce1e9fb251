import { failed, validate } from "@ie/contracts";
import { childOf, locateIssues, lowerKeys, toValue } from "@ie/contracts/config";
import { contextOf, readMeasureConfig, unwrapConfig, type SimulatorSource } from "@ie/measure";
import { openConfigFile } from "@ie/measure/node";
import type { Context, Query } from "@ie/contracts";
import { UsageError } from "../io.ts";
import { registriesFor } from "../registries.ts";

type Simulation = Awaited<ReturnType<SimulatorSource["simulation"]>>;

const everything: Query = { from: null, to: null, sampleSize: null };

/** The simulation of a configuration of the simulator alone, or the one that a measure configuration would measure in its pilot. */
export async function openSimulation(file: string, dataRoot: string, rest: Partial<Context>): Promise<Simulation> {
  const config = unwrapConfig(await openConfigFile(file));
  const registries = registriesFor([file], dataRoot);
  const simulator = registries.sources["simulator"] as SimulatorSource; // the built-in map has it
  const top = lowerKeys(config.root);
  const isMeasurement = ["data", "measurement"].some((key) => childOf(top, key) !== undefined);
  if (!isMeasurement) {
    const read = validate(simulator.options, toValue(config.root));
    const options = unwrapConfig(read.ok ? read : failed(locateIssues(read.issues, config, config.root)));
    return simulator.simulation(options, everything, contextOf(0, rest));
  }
  const { pilot } = unwrapConfig(readMeasureConfig(config.root, registries, config));
  const { name, options } = pilot.plan.source;
  if (name !== "simulator") {
    throw new UsageError(`simulate: the configuration's source is "${name}"; give one of type simulator`);
  }
  const context = contextOf(pilot.seed, rest);
  const checked = unwrapConfig(validate(simulator.options, options ?? {}));
  // the stream that a measurement gives its source
  return simulator.simulation(checked, pilot.query, { ...context, rng: context.rng.stream("source") });
}
