import { faultWhen, type ProportionsCapability } from "../capabilities.ts";
import { scoreAnswer } from "../score.ts";

/** `metric: proportion` with score intervals (Miettinen and Nurminen 1985). */
export const proportions: ProportionsCapability = {
  options: {},
  faults: ({ metric, winsorise }) => [
    faultWhen("winsorise", metric === "proportion" && winsorise !== null, "has no meaning for a proportion"),
  ],
  answer: scoreAnswer,
};
