/** The last move of each agent, in a file that is replaced as a whole. */
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { errorCode, replaceFileSync } from "@tinyagi/base";
import type { HomePaths } from "@tinyagi/home";
import type { MoveRecord } from "./move-record.js";

interface MovesFile {
  read(): MoveRecord[];
  /** Returns when it is on disk. */
  write(records: Iterable<MoveRecord>): void;
}

const pathOf = ({ auth }: Pick<HomePaths, "auth">) => join(auth, "workers", "moves");

/** Whether any agent was moved. */
export function hasMoves(paths: Pick<HomePaths, "auth">): boolean {
  return existsSync(pathOf(paths));
}

export function movesFile(paths: Pick<HomePaths, "auth">): MovesFile {
  const path = pathOf(paths);
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
