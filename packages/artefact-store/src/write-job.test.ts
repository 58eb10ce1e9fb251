import { sha256, type ArtefactStore, type StoreDriver } from "@ie/contracts";
import { expect, test } from "vitest";
import { loadJson } from "./json-artefact.ts";
import { memoryDriver } from "./memory-driver.ts";
import { listJobs, readJob } from "./read-job.ts";
import { tenantStore } from "./tenant-store.ts";
import { writeJob, type JobFile, type JobToWrite } from "./write-job.ts";

const text = (name: string, content: string): JobFile => ({ name, mediaType: "text/plain", text: content });

function job(files: readonly JobFile[], more: Partial<JobToWrite> = {}): JobToWrite {
  return { jobId: "run-1", files, producer: "run@0.1.0", createdAt: null, ...more };
}

/** A store whose driver calls `before` ahead of each write. */
function watched(before: (key: string) => void | Promise<void>): { store: ArtefactStore; driver: StoreDriver } {
  const driver = memoryDriver();
  const write: StoreDriver["write"] = async (key, bytes, options) => {
    await before(key);
    return driver.write(key, bytes, options);
  };
  return { store: tenantStore({ ...driver, write }, "acme"), driver };
}

test("writes the files, then the manifest, which says what they are", async () => {
  const order: string[] = [];
  const { store } = watched((key) => void order.push(key));
  const files: readonly JobFile[] = [
    text("notes/a.txt", "é"),
    { name: "b.json", mediaType: "application/json", json: { x: 1 } },
    { name: "c.bin", mediaType: "application/octet-stream", bytes: Uint8Array.of(1, 2) },
  ];
  const { url, manifest } = await writeJob(store, job(files, { createdAt: "2026-01-02T03:04:05Z" }));
  expect(url).toBe("memory:acme/jobs/run-1");
  const names = ["notes/a.txt", "b.json", "c.bin", "manifest.json"];
  expect(order).toEqual(names.map((name) => `acme/jobs/run-1/${name}`));
  expect(manifest).toMatchObject({ jobId: "run-1", tenant: "acme", createdAt: "2026-01-02T03:04:05Z" });
  const digest = await sha256("é");
  expect(manifest.artefacts[0]).toEqual({
    name: "notes/a.txt",
    sha256: digest,
    bytes: 2,
    mediaType: "text/plain",
    producer: "run@0.1.0",
  });
  expect(await loadJson(store, "jobs/run-1/b.json")).toEqual({ x: 1 });
  expect((await readJob(store, "run-1")).manifest).toEqual(manifest);
});

test("the same files again, in any order, give the job as first finished", async () => {
  const { store } = watched(() => {});
  const files = [text("a", "1"), text("b", "2")];
  const first = await writeJob(store, job(files, { createdAt: "2026-01-02T03:04:05Z" }));
  const again = await writeJob(store, job(files.toReversed(), { createdAt: "2027-01-01T00:00:00Z" }));
  expect(again).toEqual(first);
});

test.each([
  ["a changed file", [text("a", "other"), text("b", "2")], {}],
  ["a file more", [text("a", "1"), text("b", "2"), text("c", "3")], {}],
  ["a file less", [text("a", "1")], {}],
  ["another producer", [text("a", "1"), text("b", "2")], { producer: "run@0.2.0" }],
])("%s under a finished id is store/exists and changes nothing", async (_, files, more) => {
  const { store } = watched(() => {});
  await writeJob(store, job([text("a", "1"), text("b", "2")]));
  const before = await store.list();
  const writing = writeJob(store, job(files, more));
  await expect(writing).rejects.toMatchObject({ code: "store/exists" });
  await expect(writing).rejects.toThrow('job "run-1": it is finished with other content; write under another job id');
  expect(await store.list()).toEqual(before);
});

test("an interrupted write does not show as finished, and can be completed", async () => {
  let failing = true;
  const { store } = watched((key) => {
    if (failing && key.endsWith("/b")) throw new Error("power cut");
  });
  const files = [text("a", "1"), text("b", "2")];
  await expect(writeJob(store, job(files))).rejects.toThrow("power cut");
  expect(await store.list()).toEqual(["jobs/run-1/a"]);
  expect(await listJobs(store)).toEqual([]);
  failing = false;
  await expect(writeJob(store, job([text("a", "other")]))).rejects.toThrow(
    'job "run-1": "a" is already there with other content; an unfinished or concurrent write left it',
  );
  await writeJob(store, job(files));
  expect(await listJobs(store)).toEqual(["run-1"]);
});

test("racing writers of the same files all succeed", async () => {
  const { store } = watched(() => {});
  const files = [text("a", "1"), text("b", "2")];
  const written = await Promise.all(Array.from({ length: 10 }, () => writeJob(store, job(files))));
  for (const one of written) expect(one).toEqual(written[0]);
  expect(await store.list()).toEqual(["jobs/run-1/a", "jobs/run-1/b", "jobs/run-1/manifest.json"]);
});

test("racing writers of other content: at most one finishes, and what is finished is whole", async () => {
  const { store } = watched(() => Promise.resolve());
  const writing = ["1", "2", "3"].map((content) => writeJob(store, job([text("a", content), text("b", content)])));
  const results = await Promise.allSettled(writing);
  const finished = results.filter((result) => result.status === "fulfilled");
  expect(finished).toHaveLength((await listJobs(store)).length);
  for (const result of results) {
    if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "store/exists" });
    else expect((await readJob(store, "run-1")).manifest).toEqual(result.value.manifest);
  }
});

test("loses the manifest's race to a job with other files", async () => {
  const { store, driver } = watched(async (key) => {
    if (!key.endsWith("manifest.json")) return;
    await writeJob(tenantStore(driver, "acme"), job([text("a", "1"), text("b", "2")]));
  });
  await expect(writeJob(store, job([text("a", "1")]))).rejects.toMatchObject({ code: "store/exists" });
  expect((await readJob(store, "run-1")).manifest.artefacts).toHaveLength(2);
});

test("bytes that the caller changes meanwhile do not part from their digest", async () => {
  const bytes = Uint8Array.of(1, 2, 3);
  const { store } = watched(() => void bytes.fill(0));
  await writeJob(store, job([{ name: "a", mediaType: "application/octet-stream", bytes }]));
  expect((await readJob(store, "run-1")).files["a"]).toEqual(Uint8Array.of(1, 2, 3));
});

test.each([
  ["a path out of the job", job([text("../x", "")]), "store/invalid-key"],
  ["an absolute name", job([text("/x", "")]), "store/invalid-key"],
  ["the manifest's name", job([text("Manifest.JSON", "")]), "store/invalid-key"],
  ["an id of two segments", job([], { jobId: "a/b" }), "store/invalid-key"],
  ["an id that leaves", job([], { jobId: ".." }), "store/invalid-key"],
  ["a name given twice", job([text("ok", ""), text("ok", "")]), "document/invalid"],
  ["a date that is none", job([text("ok", "")], { createdAt: "yesterday" }), "document/invalid"],
  ["a value that JSON loses", job([text("ok", ""), { name: "b", mediaType: "", json: Infinity }]), "document/invalid"],
  ["a lone surrogate", job([text("ok", ""), text("b", "\ud800")]), "document/invalid"],
])("%s is refused before anything is written", async (_, wanted, code) => {
  const { store } = watched(() => {});
  await expect(writeJob(store, wanted)).rejects.toMatchObject({ code });
  expect(await store.list()).toEqual([]);
});
