export type { Changes, Refuter, Refuters, Subject } from "./refuter.ts";
export { refuters } from "./refuters.ts";
export { verify, type VerifyOptions } from "./verify.ts";
