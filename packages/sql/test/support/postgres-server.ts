import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { Client } from "pg";

/** A server for one test file. */
export interface Server {
  readonly url: string;
  /** Statements of the owner, outside any source. */
  run(sql: string): Promise<void>;
  stop(): Promise<void>;
}

/** PostgreSQL compiled to WebAssembly, behind a socket: what npm alone gives. */
export async function startPglite(): Promise<Server> {
  const db = await PGlite.create();
  const port = await freePort();
  const server = new PGLiteSocketServer({ db, port, host: "127.0.0.1", maxConnections: 8 });
  await server.start();
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    run: async (sql) => {
      await db.exec(sql);
    },
    stop: async () => {
      await server.stop();
      await db.close();
    },
  };
}

const debian = "/usr/lib/postgresql";

/** Folder of the newest Debian PostgreSQL's programs. Null, with the reason printed, where there is none; CI can demand one. */
export function debianPostgres(): string | null {
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((a, b) => Number(b) - Number(a)) : [];
  const found = versions.map((version) => join(debian, version, "bin")).find((bin) => existsSync(join(bin, "initdb")));
  if (found !== undefined && owner() !== null) return found;
  const reason = found === undefined ? `no PostgreSQL server below ${debian}` : "no user postgres to run a server as";
  if (process.env["IE_REQUIRE_POSTGRES"] === "1") throw new Error(`${reason}, and IE_REQUIRE_POSTGRES asks for one`);
  process.stderr.write(`skipped: ${reason}\n`);
  return null;
}

/** A server of its own in a temporary folder, with a self-signed certificate where openssl is there. */
export async function startDebian(bin: string): Promise<Server & { readonly certificate: string | null }> {
  const folder = mkdtempSync(join(tmpdir(), "ie-postgres-"));
  chown(folder);
  const asOwner = (program: string, args: readonly string[]): void => {
    const { status, stdout, stderr, error } = spawnSync(join(bin, program), [...args], {
      encoding: "utf8",
      cwd: folder,
      ...owner(),
    });
    if (status !== 0) throw new Error(`${program} ended with ${status}: ${error?.message ?? stdout + stderr}`);
  };
  const data = join(folder, "data");
  const password = join(folder, "password");
  writeFileSync(password, "s3cr3t/pass\n");
  chown(password);
  asOwner("initdb", [
    "-D",
    data,
    "-U",
    "owner",
    "-A",
    "scram-sha-256",
    `--pwfile=${password}`,
    "--no-sync",
    "-E",
    "UTF8",
  ]);
  const certificate = selfSigned(folder);
  const port = await freePort();
  const tls =
    certificate === null ? "" : ` -c ssl=on -c ssl_cert_file=${certificate} -c ssl_key_file=${folder}/server.key`;
  asOwner("pg_ctl", [
    "-D",
    data,
    "-w",
    "-l",
    join(folder, "log"),
    "-o",
    `-p ${port} -k ${folder} -c listen_addresses=127.0.0.1 -c fsync=off${tls}`,
    "start",
  ]);
  const url = `postgres://owner:${encodeURIComponent("s3cr3t/pass")}@127.0.0.1:${port}/postgres`;
  return {
    url,
    certificate,
    run: async (sql) => {
      const client = new Client({ connectionString: url });
      await client.connect();
      await client.query(sql);
      await client.end();
    },
    stop: async () => {
      asOwner("pg_ctl", ["-D", data, "-m", "immediate", "stop"]);
      rmSync(folder, { recursive: true, force: true });
      return Promise.resolve();
    },
  };
}

/** Whom the server runs as: root may not, so its user postgres; null where there is none. Empty: ourselves. */
function owner(): { readonly uid?: number; readonly gid?: number } | null {
  if (process.getuid?.() !== 0) return {};
  const [uid, gid] = ["-u", "-g"].map((flag) => {
    const { status, stdout } = spawnSync("id", [flag, "postgres"], { encoding: "utf8" });
    return status === 0 ? Number(stdout) : null;
  });
  return typeof uid === "number" && typeof gid === "number" ? { uid, gid } : null;
}

function chown(path: string): void {
  const { uid, gid } = owner() ?? {};
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

function selfSigned(folder: string): string | null {
  const [key, certificate] = [join(folder, "server.key"), join(folder, "server.crt")];
  const request = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"];
  const names = ["-addext", "subjectAltName=DNS:localhost"];
  const program = "openssl";
  const { status } = spawnSync(program, [...request, ...names, "-keyout", key, "-out", certificate]);
  if (status !== 0) return null;
  for (const file of [key, certificate]) chown(file);
  return certificate;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        resolve(typeof address === "object" && address !== null ? address.port : 0);
      });
    });
  });
}
