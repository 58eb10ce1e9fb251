export * from "./collections.ts";
export type { CamelKeys } from "./camel-case.ts";
export * from "./modifiers.ts";
export { optionSet } from "./option-set.ts";
export { attempt, option, type Option, type TellFault } from "./option.ts";
export { choiceOption, flagOption, numberOption, textOption, wholeOption, type NumberLimits } from "./scalars.ts";
