import { outcomeAt, type Study } from "./study.ts";

/**
 * By how many periods' worth a steady drift of the treated moves the effect: from the periods that it is compared with, the last before treatment
 * (`fromLast`) or the mean of all, to the mean treated one. Over outcomes seen.
 */
export function periodsMoved(study: Study, fromLast: boolean): number {
  const { first, panel, anticipation } = study;
  let [before, after, pre, post] = [0, 0, 0, 0];
  for (let i = 0; i < first.length; i++) {
    const start = first[i]!;
    if (start === Infinity) continue;
    for (let t = 0; t < panel.periods.length; t++) {
      if (Number.isNaN(outcomeAt(study, i, t))) continue;
      if (t < start - anticipation) {
        before += t - start;
        pre += 1;
      } else if (t >= start) {
        after += t - start;
        post += 1;
      }
    }
  }
  return after / Math.max(1, post) - (fromLast || pre === 0 ? -1 - anticipation : before / pre);
}
