export * from "./testing/describe-driver.ts";
