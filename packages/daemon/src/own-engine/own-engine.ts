/**
 * The engine that the daemon runs itself: a Redis or Valkey server as its child. It ends with the daemon, also when that is
 * killed, and is started again when it dies. Nothing of it is kept: whoever used it says hello again.
 */
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import { findProgram, type Log } from "@tinyagi/base";
import { AppError, type EngineSettings } from "@tinyagi/contracts";
import type { StoredEngine } from "@tinyagi/worker";
import { createCertificate } from "./certificate.js";
import { engineConfig } from "./engine-config.js";
import { type EngineFiles, engineFiles } from "./engine-files.js";
import { keepServer } from "./engine-process.js";

const PROGRAMS = ["valkey-server", "redis-server"];
/** Also at an address for other machines, this one uses it here. */
const LOOPBACK = "127.0.0.1";
/** Of IPv4, with that one. The one of IPv6 has no address of IPv4. */
const ALL = "0.0.0.0";
const USER = "tinyagi";

export interface OwnEngineOptions {
  readonly settings: EngineSettings;
  /** The folder of secrets of the home. */
  readonly auth: string;
  /** A PATH. */
  readonly searchPath: string;
  readonly now: () => number;
  readonly log: Log;
}

export interface OwnEngine extends AsyncDisposable {
  readonly address: {
    /** With the user and the password. */
    readonly url: string;
    /** As workers reach it, without a user. */
    readonly workerUrl: string;
    readonly ca: string;
  };
}

/** @throws AppError when no server is installed, or it does not start */
export async function openOwnEngine(options: OwnEngineOptions): Promise<OwnEngine> {
  const { settings, auth, searchPath, log } = options;
  const program = await findServer(searchPath);
  const files = engineFiles(auth);
  const listens = settings.address ?? LOOPBACK;
  const stored = await prepare(files, options);
  files.saveConfig(
    engineConfig({
      port: stored.port,
      bind: listens === ALL ? [ALL] : [...new Set([LOOPBACK, listens])],
      certificateFile: files.certificateFile,
      keyFile: files.keyFile,
      folder: files.folder,
      user: USER,
      digest: createHash("sha256").update(stored.password).digest("hex"),
    }),
  );
  const server = await keepServer({
    program,
    configFile: files.configFile,
    port: stored.port,
    searchPath,
    log,
  });
  return {
    address: {
      url: `rediss://${USER}:${stored.password}@${LOOPBACK}:${stored.port}`,
      workerUrl: settings.workerUrl ?? `rediss://${inUrl(listens)}:${stored.port}`,
      ca: stored.certificate,
    },
    [Symbol.asyncDispose]: server.stop,
  };
}

/** @throws AppError with the command that installs one */
async function findServer(searchPath: string): Promise<string> {
  for (const name of PROGRAMS) {
    const found = await findProgram(name, searchPath);
    if (found !== undefined) return found;
  }
  const install =
    process.platform === "darwin"
      ? "brew install valkey"
      : "sudo apt install valkey-server (or redis-server)";
  throw new AppError(
    "UNAVAILABLE",
    `No Valkey or Redis server is installed on this machine. Install one: ${install}. Then: tinyagi restart`,
  );
}

/** What is stored, with a certificate that names where it is reached now. */
async function prepare(
  files: EngineFiles,
  { settings: { address, workerUrl, port }, now }: OwnEngineOptions,
): Promise<StoredEngine> {
  const known = files.read();
  const host = workerUrl === undefined ? undefined : new URL(workerUrl).hostname.replaceAll(/[[\]]/g, "");
  const names = [...new Set([LOOPBACK, "localhost", address, host].filter((name) => name !== undefined))];
  const isNamed = known !== undefined && names.every((name) => known.names.includes(name));
  const wanted: StoredEngine = {
    port: port ?? known?.port ?? (await freePort()),
    password: known?.password ?? randomBytes(32).toString("base64url"),
    ...(isNamed ? known : { names, ...createCertificate(names, now()) }),
    ...(port === undefined ? {} : { port }),
  };
  files.save(wanted);
  return wanted;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, LOOPBACK);
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}

function inUrl(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}
