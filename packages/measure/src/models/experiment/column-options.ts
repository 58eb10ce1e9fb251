import { eitherOption, listOption, mappedOption, textOption, type Option } from "@ie/contracts";

/** The name of a column. */
export const columnOption: Option<string> = textOption();

/** One name of a column, or a list of them. */
export const columnsOption: Option<readonly string[]> = eitherOption(
  mappedOption(columnOption, (name) => [name]),
  listOption(columnOption),
  "expected the name of a column, or a list of names",
);
