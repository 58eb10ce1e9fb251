export * from "./collections.ts";
export * from "./modifiers.ts";
export { option, type Fault, type Option } from "./option.ts";
export { choiceOption, flagOption, numberOption, textOption, wholeOption, type NumberLimits } from "./scalars.ts";
