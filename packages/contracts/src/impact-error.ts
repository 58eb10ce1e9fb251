const brand = Symbol.for("@ie/impact-error");

/** Values that help a program or a person to act on an error; never secrets. */
export type Facts = Readonly<Record<string, unknown>>;

/** Stable codes of the errors that the packages raise; plug-ins may add their own in the same `area/fault` form. */
export type ErrorCode =
  | "config/invalid"
  | "config/unknown-name"
  | "config/missing-secret"
  | "config/missing-package"
  | "data/missing-column"
  | "data/not-numeric"
  | "data/wrong-type"
  | "data/not-finite"
  | "data/too-few-rows"
  | "data/duplicate-key"
  | "data/date-gap"
  | "data/out-of-range"
  | "data/no-variation"
  | "data/unreadable"
  | "data/too-large"
  | "data/unavailable"
  | "data/denied"
  | "data/same-rows"
  | "data/no-truth"
  | "fit/not-converged"
  | "fit/no-overlap"
  | "fit/singular"
  | "solve/infeasible"
  | "solve/unverified"
  | "store/not-found"
  | "store/exists"
  | "store/conflict"
  | "store/invalid-key"
  | "store/unsupported"
  | "store/corrupt"
  | "store/unavailable"
  | "document/invalid"
  | "run/interrupted"
  | (`${string}/${string}` & {});

export interface ImpactErrorInit {
  readonly code: ErrorCode;
  /** The speaker: a model, source, document or command. */
  readonly who: string;
  /** What is wrong, with the value quoted; lower case, no full stop. */
  readonly what: string;
  /** What is there instead, or what to do. */
  readonly hint?: string;
  readonly facts?: Facts;
  readonly cause?: unknown;
}

/**
 * The one error class of the packages. Its message reads `<who>: <what is wrong>; <what is there, or what to do>`.
 * Recognise it with {@link isImpactError}, never with `instanceof`: packages are versioned apart.
 */
export class ImpactError extends Error {
  override readonly name = "ImpactError";
  readonly code: ErrorCode;
  readonly facts: Facts;
  readonly hint: string | null;

  constructor({ code, who, what, hint, facts, cause }: ImpactErrorInit) {
    super(`${who}: ${what}${hint === undefined ? "" : `; ${hint}`}`, cause === undefined ? undefined : { cause });
    Object.defineProperty(this, brand, { value: true });
    this.code = code;
    this.facts = facts ?? {};
    this.hint = hint ?? null;
  }
}

/** Whether `error` is an {@link ImpactError} of any version of this package. */
export function isImpactError(error: unknown): error is ImpactError {
  return typeof error === "object" && error !== null && brand in error;
}
