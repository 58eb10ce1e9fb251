import type { Json } from "../json.ts";
import type { Path } from "../result.ts";
import { attempt, option, type Option } from "./option.ts";

/** `value` where nothing is given. */
export function withDefault<O, const D>(item: Option<O>, value: D): Option<O | D> {
  return option({ ...item.json, default: value as Json }, (given, fault) =>
    given === undefined ? value : item.read(given, fault),
  );
}

/** Null where nothing, or null, is given. */
export function orNull<O>(item: Option<O>): Option<O | null> {
  return option({ anyOf: [item.json, { type: "null" }], default: null }, (value, fault) =>
    value === undefined || value === null ? null : item.read(value, fault),
  );
}

/** The first option that has no fault; where all have one, `message`, or what the last one says. */
export function eitherOption<A, B>(first: Option<A>, second: Option<B>, message: string | null = null): Option<A | B> {
  return option({ anyOf: [first.json, second.json] }, (value, fault): A | B => {
    const one = attempt(first, value, () => {});
    if (one.sound) return one.value;
    return second.read(value, message === null ? fault : () => fault(message));
  });
}

/** What `change` makes of a value without a fault. */
export function mappedOption<I, O>(item: Option<I>, change: (value: I) => O): Option<O> {
  return option(item.json, (given, fault) => {
    const { value, sound } = attempt(item, given, fault);
    return sound ? change(value) : (undefined as O); // a fault was told
  });
}

/** A value for which `holds`; `message` about others, at `path` below it. */
export function checkedOption<O>(
  item: Option<O>,
  holds: (value: O) => boolean,
  message: string,
  path: Path = [],
): Option<O> {
  return option(item.json, (given, fault) => {
    const { value, sound } = attempt(item, given, fault);
    if (sound && !holds(value)) fault(message, path);
    return value;
  });
}
