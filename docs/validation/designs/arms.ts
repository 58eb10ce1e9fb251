import { estimateOf, type Design, type Rng, type Targets, usual } from "../design.ts";
import { tableOf } from "./table-of.ts";

interface Arms {
  readonly treated: number;
  readonly control: number;
  /** Standard deviation of the treated; that of the controls is 1. */
  readonly ratio: number;
  readonly effect: number;
  readonly skewed?: boolean;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly targets?: Targets;
  readonly share?: number;
}

/** Mean 0 and standard deviation 1. */
function noise(rng: Rng, skewed: boolean): number {
  const z = rng.normal();
  return skewed ? (Math.exp(z) - Math.exp(0.5)) / Math.sqrt((Math.E - 1) * Math.E) : z;
}

function arms(id: string, group: string, what: string, shape: Arms): Design {
  const { treated, control, ratio, effect, skewed = false } = shape;
  return {
    id,
    family: "experiment",
    group,
    what,
    model: "experiment",
    options: { formula: "y ~ treatment", ...shape.options },
    effect,
    targets: shape.targets ?? usual(effect),
    ...(shape.share === undefined ? {} : { share: shape.share }),
    observe: (measure, rng) => {
      const table = tableOf(treated + control, (i) => {
        const treatment = i < treated ? 1 : 0;
        return { treatment, y: 5 + effect * treatment + (treatment === 1 ? ratio : 1) * noise(rng, skewed) };
      });
      return estimateOf(measure(table), effect);
    },
  };
}

/** A fit takes less than a millisecond, so that many runs are cheap. */
const quick = 5;

const sizes = [
  [3, 27],
  [5, 45],
  [100, 900],
] as const;

const normal = sizes.flatMap(([treated, control]) =>
  [1, 2, 3].flatMap((ratio) =>
    (ratio === 2 ? [0, 1.5] : [0]).map((effect) =>
      arms(
        `arms-${treated}-${control}-normal-${ratio}${effect === 0 ? "-null" : ""}`,
        "Unequal arms",
        `${treated} treated, ${control} control, normal, spread ${ratio} : 1${effect === 0 ? ", no effect" : `, effect ${effect}`}`,
        { treated, control, ratio, effect, share: quick },
      ),
    ),
  ),
);

function alarmOf(treated: number, ratio: number): { readonly targets?: Targets } {
  const alarm = treated < 20 ? "arm_sizes" : ratio > 1 ? "skewness" : null;
  return alarm === null ? {} : { targets: { coverage: null, falseAlarms: null, alarm } };
}

const skewed = sizes.flatMap(([treated, control]) =>
  [1, 3].map((ratio) =>
    arms(
      `arms-${treated}-${control}-lognormal-${ratio}-null`,
      "Unequal arms, skewed outcome",
      `${treated} treated, ${control} control, lognormal, spread ${ratio} : 1, no effect`,
      {
        treated,
        control,
        ratio,
        effect: 0,
        skewed: true,
        share: quick,
        // No interval of a mean is honest with few units of a skewed outcome; the model has to say so.
        ...alarmOf(treated, ratio),
      },
    ),
  ),
);

const randomised = [
  [3, 27],
  [5, 45],
].map(([treated = 0, control = 0]) =>
  arms(
    `arms-${treated}-${control}-lognormal-randomisation-null`,
    "Unequal arms, skewed outcome",
    `${treated} treated, ${control} control, lognormal, inference: randomisation, no effect`,
    {
      treated,
      control,
      ratio: 1,
      effect: 0,
      skewed: true,
      options: { inference: "randomisation", draws: 999 },
      share: 0.5,
    },
  ),
);

const why = ["classical", "HC1", "HC3"].map((covType) =>
  arms(
    `arms-5-45-${covType.toLowerCase()}-null`,
    "Why the default is what it is",
    `5 treated, 45 control, normal, spread 2 : 1, cov_type: ${covType}, no effect`,
    {
      treated: 5,
      control: 45,
      ratio: 2,
      effect: 0,
      options: { cov_type: covType },
      targets: { coverage: null, falseAlarms: null },
    },
  ),
);

/** Two arms of unequal size and spread, normal or skewed. */
export const armDesigns: readonly Design[] = [...normal, ...skewed, ...randomised, ...why];
