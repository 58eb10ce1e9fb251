import type { Sources } from "../registries.ts";
import { mock } from "./mock.ts";

/** The built-in sources that need no machine. `simulator`, the specification's name, is the mock until a simulator is given. */
export const sources = { mock, simulator: mock } as const satisfies Sources;
