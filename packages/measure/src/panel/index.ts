export { firstTreated } from "./adoption.ts";
export { pathOf, type Panel } from "./panel.ts";
export { readPanel } from "./read-panel.ts";
export { isPeriod, periodAfter, periodAtOrAfter, splitAt } from "./split-at.ts";
export { unitAttribute, unitIndex } from "./unit-attribute.ts";
