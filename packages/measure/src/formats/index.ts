export { type Codecs } from "./codecs.ts";
export { isDateFormat, isTimeZone } from "./dates.ts";
export { memoryObject } from "./memory-object.ts";
export { readTable } from "./read-table.ts";
export { readBatches } from "./read-batches.ts";
export { defaultTableOptions, type TableOptions } from "./table-options.ts";
