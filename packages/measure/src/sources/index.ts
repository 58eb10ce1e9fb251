import { mock } from "./mock.ts";
import { simulator, type SimulatorSource } from "./simulator.ts";

/** The built-in sources that need no machine. */
export const sources: { readonly mock: typeof mock; readonly simulator: SimulatorSource } = { mock, simulator };
