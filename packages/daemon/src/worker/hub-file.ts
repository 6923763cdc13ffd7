/**
 * What of a worker's session must outlive a restart: without it, an entry of an old session could be taken for a new one. An
 * epoch is never below the seconds of the wall clock, so that a lost file does not bring back a number that was used.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { errorCode, replaceFileSync } from "@tinyagi/base";
import type { HomePaths } from "@tinyagi/home";
import type { StoredHub } from "@tinyagi/worker";

const NO_HELLO: StoredHub["lastHello"] = { instance: "", boot: 0, n: 0 };

export function hubFile({ auth }: Pick<HomePaths, "auth">, worker: string) {
  const folder = join(auth, "workers");
  const path = join(folder, `${worker}.json`);
  function write(state: StoredHub): void {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    replaceFileSync(path, JSON.stringify(state));
  }
  return {
    read(nowSeconds: number): StoredHub {
      const { epoch, lastHello } = readStored(path) ?? { epoch: 0, lastHello: NO_HELLO };
      return { epoch: Math.max(epoch, nowSeconds), lastHello };
    },
    write,
    /** Another machine has the name from now on: its numbers begin anew. Those of sessions never do. */
    forgetHello() {
      const stored = readStored(path);
      if (stored !== undefined) write({ ...stored, lastHello: NO_HELLO });
    },
  };
}

function readStored(path: string): StoredHub | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
