import { expect, test } from "vitest";
import { storeJson } from "./json-artefact.ts";
import { memoryDriver } from "./memory-driver.ts";
import { listJobs, readJob } from "./read-job.ts";
import { tenantStore } from "./tenant-store.ts";
import { writeJob } from "./write-job.ts";

const mediaType = "text/plain";

async function finishedJob(jobId = "j", files = [{ name: "a.txt", mediaType, text: "hello" }]) {
  const driver = memoryDriver();
  const store = tenantStore(driver, "acme");
  const written = await writeJob(store, { jobId, files, producer: "run@0.1.0", createdAt: null });
  return { driver, store, written };
}

test("gives the files by name, whatever their names", async () => {
  const files = ["constructor", "toString", "a/b.txt"].map((name) => ({ name, mediaType, text: `in ${name}` }));
  const { store, written } = await finishedJob("j", files);
  const job = await readJob(store, "j");
  expect(job).toMatchObject(written);
  const texts = Object.entries(job.files).map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]);
  expect(texts).toEqual(files.map(({ name, text }) => [name, text]));
  expect(job.files["valueOf"]).toBeUndefined();
});

test("a changed file is store/corrupt", async () => {
  const { store } = await finishedJob();
  await store.write("jobs/j/a.txt", new TextEncoder().encode("hellO"), { replace: true });
  const reading = readJob(store, "j");
  await expect(reading).rejects.toMatchObject({ code: "store/corrupt" });
  await expect(reading).rejects.toThrow(
    /^job "j": "a.txt" has SHA-256 [0-9a-f]{64}; the manifest says 2cf24dba5fb0a30e/,
  );
});

test("a missing file is store/corrupt", async () => {
  const { store, driver } = await finishedJob();
  await driver.remove("acme/jobs/j/a.txt");
  const reading = readJob(store, "j");
  await expect(reading).rejects.toMatchObject({ code: "store/corrupt" });
  await expect(reading).rejects.toThrow('job "j": "a.txt" is missing');
});

test("another job's manifest is store/corrupt", async () => {
  const { store } = await finishedJob();
  await store.write("jobs/copy/manifest.json", await store.read("jobs/j/manifest.json"));
  const reading = readJob(store, "copy");
  await expect(reading).rejects.toMatchObject({ code: "store/corrupt" });
  await expect(reading).rejects.toThrow('job "copy": its manifest is of job "j" of tenant "acme"');
});

test("a manifest that is none is an error, not an absent job", async () => {
  const { store } = await finishedJob();
  await storeJson(store, "jobs/odd/manifest.json", { artefacts: 1 });
  await expect(readJob(store, "odd")).rejects.toMatchObject({ code: "document/invalid" });
});

test("an absent and an unfinished job are told apart", async () => {
  const { store } = await finishedJob();
  await expect(readJob(store, "k")).rejects.toThrow('job "k": there is no such job; listJobs gives the finished ones');
  await storeJson(store, "jobs/k/a.json", 1);
  await expect(readJob(store, "k")).rejects.toMatchObject({ code: "store/not-found" });
  await expect(readJob(store, "k")).rejects.toThrow(
    'job "k": it has files but no manifest; write it again to finish it',
  );
});

test("lists finished jobs by id, sorted, and nothing else", async () => {
  const { store } = await finishedJob("a-b");
  for (const jobId of ["b", "a", "a.b"]) {
    const files = [{ name: "sub/manifest.json", mediaType, text: "{}" }];
    await writeJob(store, { jobId, files, producer: "run@0.1.0", createdAt: null });
  }
  await storeJson(store, "jobs/unfinished/a.json", 1);
  await storeJson(store, "jobs/stray.json", 1);
  expect(await listJobs(store)).toEqual(["a", "a-b", "a.b", "b"]);
  expect(await listJobs(tenantStore(memoryDriver(), "other"))).toEqual([]);
});
