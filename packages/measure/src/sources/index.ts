import { mock } from "./mock.ts";

/** The built-in sources that need no machine. `simulator`, the specification's name, is the mock until a simulator is given. */
export const sources: { readonly mock: typeof mock; readonly simulator: typeof mock } = { mock, simulator: mock };
