import { describe, expect, test } from "vitest";
import { describeSolver } from "../testing.ts";
import { solvers } from "./index.ts";

for (const [name, solver] of Object.entries(solvers)) {
  describeSolver({ describe, test }, name, solver);
  test(`${name} stands in the map under its own name`, () => expect(solver.name).toBe(name));
}
