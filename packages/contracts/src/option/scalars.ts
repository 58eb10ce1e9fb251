import { option, type TellFault, type Option } from "./option.ts";

/** Tells of a length outside `least` to `most`; `what` has a % where the bound goes. */
export function requireLength(length: number, what: string, least: number, most: number, fault: TellFault): void {
  if (length < least) fault(`too small: expected ${what.replace("%", `>=${least}`)}`);
  else if (length > most) fault(`too big: expected ${what.replace("%", `<=${most}`)}`);
}

/** A text of at least `least` characters. */
export function textOption(least: number = 1): Option<string> {
  return option({ type: "string", minLength: least }, (value, fault) => {
    if (typeof value === "string") requireLength(value.length, "string to have % characters", least, Infinity, fault);
    else fault("expected string");
    return value as string; // or a fault was told
  });
}

export function flagOption(): Option<boolean> {
  return option({ type: "boolean" }, (value, fault) => {
    if (typeof value !== "boolean") fault("expected boolean");
    return value as boolean; // or a fault was told
  });
}

/** Bounds of a number, in the words of JSON Schema. */
export interface NumberLimits {
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
}

/** A finite number. */
export function numberOption(limits: NumberLimits = {}, type: "number" | "integer" = "number"): Option<number> {
  const { minimum = -Infinity, maximum = Infinity, exclusiveMinimum = -Infinity, exclusiveMaximum = Infinity } = limits;
  return option({ type, ...limits }, (value, fault) => {
    const bound = (size: string, sign: string, limit: number): void =>
      fault(`too ${size}: expected number to be ${sign}${limit}`);
    if (typeof value !== "number" || !Number.isFinite(value)) fault("expected number");
    else if (type === "integer" && !Number.isSafeInteger(value)) fault("expected int");
    else if (value < minimum) bound("small", ">=", minimum);
    else if (value <= exclusiveMinimum) bound("small", ">", exclusiveMinimum);
    else if (value > maximum) bound("big", "<=", maximum);
    else if (value >= exclusiveMaximum) bound("big", "<", exclusiveMaximum);
    return value as number; // or a fault was told
  });
}

/** A whole number. */
export function wholeOption(minimum: number, maximum: number = Number.MAX_SAFE_INTEGER): Option<number> {
  return numberOption({ minimum, maximum }, "integer");
}

/** One of the values. */
export function choiceOption<const V extends string | number>(...values: readonly V[]): Option<V> {
  const shown = values.map((value) => JSON.stringify(value)).join("|");
  return option({ enum: values }, (value, fault) => {
    if (!values.includes(value as V)) {
      fault(`${values.length === 1 ? "" : "invalid option: "}expected ${values.length === 1 ? "" : "one of "}${shown}`);
    }
    return value as V; // or a fault was told
  });
}
