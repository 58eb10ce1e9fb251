import type { Check } from "@ie/contracts";
import type { LeftOutDonor } from "@ie/stats";
import type { Answer } from "../answer.ts";
import { round } from "./round.ts";

/** How far the effect moves when a donor with weight is missing. */
export function leaveOneOutCheck(left: readonly LeftOutDonor[], effect: number, { interval }: Answer): Check {
  const effects = left.map((each) => each.effect);
  const [lowest, highest] = [Math.min(effect, ...effects), Math.max(effect, ...effects)];
  const largest = Math.max(...effects.map((each) => Math.abs(each - effect)), 0);
  const significant = interval.lower > 0 || interval.upper < 0;
  const turns = lowest * highest <= 0 && significant;
  const outside = lowest < interval.lower || highest > interval.upper;
  return {
    name: "leave_one_out",
    status: turns ? "fail" : outside ? "warn" : "pass",
    message: `without one of its donors the effect lies between ${round(lowest)} and ${round(highest)}${
      turns
        ? "; one donor decides its sign: look at what happened to it"
        : outside
          ? "; one donor moves it out of its interval: look at what happened to it"
          : ""
    }`,
    value: largest,
  };
}
