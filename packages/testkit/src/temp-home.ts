/**
 * A user's home directory that exists for one test.
 * Everything TinyAGI and the agent CLIs write lies below one temporary root; `cleanup()` removes it all.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withLiveSwitch } from "./live-switch.js";

const ROOT_PREFIX = "tinyagi-test-";
const REMOVE_RETRIES = 5;

/** A temporary home. */
export interface TempHome extends AsyncDisposable {
  /** The root of everything; doubles as the mark for `leakCheck`. */
  readonly root: string;
  /** The user's home directory, `HOME` of {@link env}. */
  readonly userHome: string;
  /** `<userHome>/.tinyagi`. */
  readonly home: string;
  /** `<userHome>/tinyagi-workspace`. */
  readonly workspace: string;
  /** Empty folder in front of PATH, for fake agents. */
  readonly bin: string;
  /** A complete environment for a child process: of the machine's own it contains only PATH. */
  readonly env: Readonly<Record<string, string>>;
  /** Writes `<home>/settings.json`; returns its path. */
  readonly writeSettings: (settings: unknown) => string;
  /** Removes the root. Safe to call twice. */
  readonly cleanup: () => Promise<void>;
}

/** Makes a temporary home with its workspace folder. */
export async function createTempHome(): Promise<TempHome> {
  const root = mkdtempSync(join(tmpdir(), ROOT_PREFIX));
  const userHome = join(root, "user");
  const home = join(userHome, ".tinyagi");
  const workspace = join(userHome, "tinyagi-workspace");
  const bin = join(root, "bin");
  const temp = join(root, "tmp");
  for (const dir of [home, workspace, bin, temp]) mkdirSync(dir, { recursive: true });
  const cleanup = async () => rmSync(root, { recursive: true, force: true, maxRetries: REMOVE_RETRIES });
  return {
    root,
    userHome,
    home,
    workspace,
    bin,
    env: {
      HOME: userHome,
      PATH: `${bin}:${process.env.PATH ?? "/usr/bin:/bin"}`,
      TINYAGI_HOME: home,
      // codex refuses to set up its sandbox while its home lies in the folder for temporary files.
      TMPDIR: temp,
      LANG: "C.UTF-8",
      NO_COLOR: "1",
    },
    writeSettings: (settings) => {
      const path = join(home, "settings.json");
      writeFileSync(path, `${JSON.stringify(withLiveSwitch(settings), null, 2)}\n`, { mode: 0o600 });
      return path;
    },
    cleanup,
    [Symbol.asyncDispose]: cleanup,
  };
}
