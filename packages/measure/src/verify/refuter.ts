import type { Example, Refutable, Rng } from "@ie/contracts";

/** What a refuter has to work with. */
export interface Subject<O> extends Example<O> {
  readonly refutable: Refutable<O>;
}

/** The data changed `draws` times at most, each by its own stream; or why they cannot be. */
export type Changes<O> =
  | {
      /** Null where this draw gives no data set. */
      readonly examples: readonly ((rng: Rng) => Example<O> | null)[];
      /** How far the effect moves by chance alone, in standard errors; for `same_effect`. */
      readonly expectedShift?: number;
      /** What the draws' answers differ by among themselves is chance too, as where a covariate of noise gives units other matches. */
      readonly drawsAreChance?: boolean;
      /** The draws are parts of one data set, so that their answers are no independent trials. */
      readonly shareData?: boolean;
    }
  | { readonly notApplicable: string };

/**
 * One way to change the data so that the answer is known: no effect (the share of small p-values is the model's rate of false alarms on these
 * data), or the same effect.
 */
export interface Refuter {
  readonly expects: "no_effect" | "same_effect";
  changes<O>(subject: Subject<O>, draws: number, rng: Rng): Changes<O>;
}

export type Refuters = Readonly<Record<string, Refuter>>;

export function repeat<O>(draws: number, example: (rng: Rng) => Example<O> | null, expectedShift?: number): Changes<O> {
  const examples = Array.from({ length: draws }, () => example);
  return expectedShift === undefined ? { examples } : { examples, expectedShift };
}
