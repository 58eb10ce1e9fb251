export * from "./testing/runner.ts";
