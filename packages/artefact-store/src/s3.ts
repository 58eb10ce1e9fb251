export { s3Driver, type S3DriverOptions } from "./s3/s3-driver.ts";
export type { S3Connection } from "./s3/s3-location.ts";
export { s3Objects, type S3ObjectsOptions } from "./s3/s3-objects.ts";
