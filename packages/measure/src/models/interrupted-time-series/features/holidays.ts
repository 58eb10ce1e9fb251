import { groupOption, listOption, mappedOption, orNull, textOption, withDefault } from "@ie/contracts";
import { canonicalDate } from "../../../columns.ts";
import { holidayColumns } from "../calendar/holidays.ts";
import type { HolidaysFeature } from "../features.ts";
import { countOption, dateOption } from "../option-kinds.ts";

/** Dates, or a column, of days unlike others: option `holidays`. */
export const holidays: HolidaysFeature = {
  options: {
    holidays: orNull(
      groupOption({
        dates: orNull(listOption(mappedOption(dateOption, (text) => canonicalDate(text)!))), // the schema has checked it
        column: orNull(textOption()),
        before: withDefault(countOption(14), 0),
        after: withDefault(countOption(14), 0),
      }),
    ),
  },
  faults: ({ holidays: given }) => [
    given !== null && (given.dates === null) === (given.column === null)
      ? { path: ["holidays"], message: "needs either dates or column" }
      : null,
  ],
  columns: holidayColumns,
};
