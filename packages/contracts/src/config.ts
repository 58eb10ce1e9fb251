export * from "./config/config-node.ts";
export * from "./config/format-issues.ts";
export * from "./config/parse-config.ts";
