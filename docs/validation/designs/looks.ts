import type { Table } from "@ie/contracts";
import { takeRows } from "@ie/table";
import { estimateOf, type Design, type Measure, type Observation, type Targets } from "../design.ts";
import { tableOf } from "./table-of.ts";

const looks = 20;
const perLook = 50;

/** Looks until the first rejection: what a team does that stops when it sees an effect. */
function look(measure: Measure, table: Table, effect: number, at: (look: number) => object): Observation {
  let last: Observation | null = null;
  for (let i = 1; i <= looks; i++) {
    const rows = takeRows(
      table,
      Array.from({ length: i * perLook }, (_, row) => row),
    );
    last = estimateOf(measure(rows, { ...at(i) }), effect);
    if (last.lower > 0 || last.upper < 0) return { ...last, rejected: true };
  }
  return { ...last!, rejected: false }; // there is at least one look
}

function sequential(id: string, what: string, effect: number, targets: Targets, at: (look: number) => object): Design {
  return {
    id,
    family: "repeated-looks",
    group: "Twenty looks",
    what: `${what}, ${effect === 0 ? "no effect" : `effect ${effect}`}`,
    model: "experiment",
    options: { formula: "y ~ treatment" },
    effect,
    targets,
    share: 0.5,
    observe: (measure, rng) => {
      const table = tableOf(looks * perLook, (i) => ({ treatment: i % 2, y: 5 + effect * (i % 2) + rng.normal() }));
      return look(measure, table, effect, at);
    },
  };
}

const asked: Targets = { coverage: null, falseAlarms: [0, 5] };
const none: Targets = { coverage: null, falseAlarms: null };
const always = { looks: { plan: "always_valid" } };
const spending = (at: number): object => ({
  looks: { plan: "group_sequential", spending: "obrien_fleming", total: looks, look: at },
});

/** An experiment looked at twenty times, 50 more units each, and stopped at the first rejection. */
export const lookDesigns: readonly Design[] = [
  sequential("looks-always-valid-null", "always-valid intervals", 0, asked, () => always),
  sequential("looks-always-valid", "always-valid intervals", 0.3, none, () => always),
  sequential("looks-obrien-fleming-null", "O'Brien-Fleming spending", 0, asked, spending),
  sequential("looks-obrien-fleming", "O'Brien-Fleming spending", 0.3, none, spending),
  sequential("looks-naive-null", "the fixed-horizon interval at every look", 0, none, () => ({})),
];
