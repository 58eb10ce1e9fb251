import type { StandardSchemaV1 } from "@standard-schema/spec";
import type { Json } from "../json.ts";
import type { Path } from "../result.ts";

/** Tells of what is wrong, at a place below the value. */
export type TellFault = (message: string, path?: Path) => void;

/**
 * A validator of one option, by functions instead of a library: a Standard Schema that bundles carry only what they use of, and that tells
 * what it takes as JSON Schema (2020-12) too.
 */
export interface Option<O> extends StandardSchemaV1<unknown, O> {
  readonly json: Readonly<Record<string, Json>>;
  /** The value after defaults; meaningless once a fault was told. */
  read(value: unknown, fault: TellFault): O;
}

/** The option that `read` makes of a value. */
export function option<O>(json: Option<O>["json"], read: Option<O>["read"]): Option<O> {
  return {
    json,
    read,
    "~standard": {
      version: 1,
      vendor: "impact-engine",
      validate: (value) => {
        const issues: StandardSchemaV1.Issue[] = [];
        const given = read(value, (message, path = []) => issues.push({ message, path }));
        return issues.length === 0 ? { value: given } : { issues };
      },
    },
  };
}

/** Faults of the part of a value at `key`. */
export function below(fault: TellFault, key: string | number): TellFault {
  return (message, path = []) => fault(message, [key, ...path]);
}

/** Reads a value and says whether that went without a fault. */
export function attempt<O>(
  item: Option<O>,
  value: unknown,
  fault: TellFault,
): { readonly value: O; readonly sound: boolean } {
  let sound = true;
  const given = item.read(value, (message, path) => {
    sound = false;
    fault(message, path);
  });
  return { value: given, sound };
}
