/** The last move of each agent, in a file that is replaced as a whole. */
import { mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { errorCode, replaceFileSync } from "@tinyagi/base";
import type { HomePaths } from "@tinyagi/home";
import type { MoveRecord } from "./move-record.js";

interface MovesFile {
  read(): MoveRecord[];
  /** Returns when it is on disk. */
  write(records: Iterable<MoveRecord>): void;
}

export function movesFile({ auth }: Pick<HomePaths, "auth">): MovesFile {
  const path = join(auth, "workers", "moves");
  return {
    read() {
      try {
        return JSON.parse(readFileSync(path, "utf8"));
      } catch (error) {
        if (errorCode(error) === "ENOENT") return [];
        throw error;
      }
    },
    write(records) {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      replaceFileSync(path, JSON.stringify([...records]));
    },
  };
}
