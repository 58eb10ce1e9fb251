import {
  checkedOption,
  choiceOption,
  eitherOption,
  listOption,
  numberOption,
  textOption,
  withDefault,
  wholeOption,
  type Option,
} from "@ie/contracts";
import { canonicalDate } from "../../columns.ts";

/** A date or time as configurations write it. */
export const dateOption: Option<string> = checkedOption(
  textOption(0),
  (text) => canonicalDate(text) !== null,
  "is not a date; write it as YYYY-MM-DD",
);

export function countOption(most: number): Option<number> {
  return wholeOption(0, most);
}

/** "auto" or what `item` takes, whose fault is the one to tell of. */
export function autoOr<O>(item: Option<O>): Option<"auto" | O> {
  return eitherOption(choiceOption("auto"), item);
}

/** Options of the methods that model seasons by their lengths. */
export const seasonsOption: Option<"auto" | readonly number[]> = withDefault(
  autoOr(listOption(numberOption({ minimum: 2, maximum: 100_000 }))),
  "auto",
);
