/** Fakes of `docker` and `podman` that really run what they are asked to run. See `bin/fake-container-runtime.mjs`. */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../bin/fake-container-runtime.mjs", import.meta.url));

/** What the fake plays. */
export interface FakeRuntimeOptions {
  readonly kind: "docker" | "podman";
  /** Default: false. */
  readonly rootless?: boolean;
  /** What podman can limit. Default: everything. */
  readonly controllers?: readonly string[];
  /** Images that it has. */
  readonly images?: readonly string[];
  /** Whether its daemon answers. Default: true. */
  readonly answers?: boolean;
  /** PATH of programs inside. */
  readonly path?: string;
  /** Folders of this machine that are part of the image. */
  readonly imageFolders?: readonly string[];
  /** The same, for folders that programs of the image write, such as the journal of a fake agent. */
  readonly writableFolders?: readonly string[];
}

/** A folder with one such program. */
export interface FakeRuntime {
  readonly dir: string;
  /** The arguments of all calls so far, in order. */
  readonly calls: () => readonly (readonly string[])[];
  /** The environments of these calls. */
  readonly environments: () => readonly Readonly<Record<string, string>>[];
  /** Names of the containers that exist. */
  readonly containers: () => readonly string[];
}

/** Makes the folder; put it first in PATH. It needs bubblewrap. */
export function createFakeRuntime(dir: string, options: FakeRuntimeOptions): FakeRuntime {
  const home = resolve(dir);
  mkdirSync(home, { recursive: true });
  const { path = "/usr/bin:/bin", images = [], imageFolders = [], writableFolders = [] } = options;
  const config = {
    kind: options.kind,
    rootless: options.rootless ?? false,
    answers: options.answers ?? true,
    controllers: options.controllers ?? ["cpu", "memory", "pids"],
    images,
    path: `${path}:${dirname(process.execPath)}`,
    imageFolders: [dirname(process.execPath), ...imageFolders],
    writableFolders,
  };
  writeFileSync(join(home, "fake-runtime.json"), JSON.stringify(config));
  const script = `#!/bin/sh\nFAKE_RUNTIME_DIR='${home}' exec '${process.execPath}' '${PROGRAM}' "$@"\n`;
  writeFileSync(join(home, options.kind), script);
  chmodSync(join(home, options.kind), 0o755);
  const journal = join(home, "calls.jsonl");
  const lines = (): { args: string[]; env: Record<string, string> }[] =>
    existsSync(journal)
      ? readFileSync(journal, "utf8")
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line))
      : [];
  return {
    dir: home,
    calls: () => lines().map(({ args }) => args),
    environments: () => lines().map(({ env }) => env),
    containers: () =>
      existsSync(join(home, "containers"))
        ? readdirSync(join(home, "containers")).map((name) => name.replace(/\.json$/, ""))
        : [],
  };
}
