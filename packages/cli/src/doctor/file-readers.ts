/** Which programs read a database. On Linux from `/proc`, without a program; elsewhere from `lsof`. Changes nothing. */
import { readdir, readFile, readlink, stat } from "node:fs/promises";

export interface Reader {
  readonly pid: number;
  /** Undefined where it cannot be read, such as that of another container. */
  readonly name: string | undefined;
}

/** The bytes of the index file that a reader locks while it needs an old state. */
const READ_LOCKS = { from: 123, to: 127 };
const LOCK =
  /^\d+: (?:-> )?(?:POSIX|OFDLCK)\s+\S+\s+READ\s+(-?\d+)\s+[0-9a-f]+:[0-9a-f]+:(\d+)\s+(\d+)\s+(\d+|EOF)$/;

interface ReaderSearch {
  readonly database: string;
  /** Processes of TinyAGI. */
  readonly own: ReadonlySet<number>;
  readonly platform: NodeJS.Platform;
  /** Runs `lsof` with these arguments. @returns its output */
  readonly lsof: (args: readonly string[]) => Promise<string>;
}

/** Those that hold an old state, as far as the system says it; else those that have the database open. */
export async function findReaders(search: ReaderSearch): Promise<Reader[]> {
  const { own, platform } = search;
  const pids =
    platform === "linux"
      ? ((await lockers(search.database)) ?? (await openers(search.database)))
      : await listed(search);
  const foreign = [...new Set(pids)].filter((pid) => !own.has(pid));
  return Promise.all(foreign.map(async (pid) => ({ pid, name: await nameOf(pid, search) })));
}

/** @returns undefined when the system shows no such lock */
async function lockers(database: string): Promise<number[] | undefined> {
  try {
    const { ino } = await stat(`${database}-shm`);
    const lines = (await readFile("/proc/locks", "utf8")).split("\n");
    const pids = lines.flatMap((line) => {
      const [, pid, inode, from, to] = LOCK.exec(line.trim()) ?? [];
      const isRead = Number(from) <= READ_LOCKS.to && (to === "EOF" || Number(to) >= READ_LOCKS.from);
      // `-1` and `0` stand for processes that are not seen from here.
      return pid !== undefined && Number(inode) === ino && isRead && Number(pid) > 0 ? [Number(pid)] : [];
    });
    return pids.length === 0 ? undefined : pids;
  } catch {
    // A sandbox may hide it.
    return undefined;
  }
}

async function openers(database: string): Promise<number[]> {
  const files = new Set([database, `${database}-wal`, `${database}-shm`]);
  const pids = (await namesIn("/proc")).filter((name) => /^\d+$/.test(name));
  const open = await Promise.all(
    pids.map(async (pid) => {
      const folder = `/proc/${pid}/fd`;
      const targets = await Promise.all(
        (await namesIn(folder)).map((fd) => readlink(`${folder}/${fd}`).catch(() => "")),
      );
      return targets.some((target) => files.has(target)) ? [Number(pid)] : [];
    }),
  );
  return open.flat();
}

async function namesIn(folder: string): Promise<string[]> {
  // A process that has ended, or that belongs to another user.
  return readdir(folder).catch(() => []);
}

/** `lsof -F p` prints one `p<pid>` line for each process. */
async function listed({ database, lsof }: ReaderSearch): Promise<number[]> {
  const output = await lsof(["-F", "p", "--", database, `${database}-shm`]);
  return output.split("\n").flatMap((line) => (/^p\d+$/.test(line) ? [Number(line.slice(1))] : []));
}

async function nameOf(pid: number, { platform, lsof }: ReaderSearch): Promise<string | undefined> {
  if (platform === "linux")
    return readFile(`/proc/${pid}/comm`, "utf8").then(
      (name) => name.trim(),
      () => undefined,
    );
  const output = await lsof(["-a", "-p", String(pid), "-d", "cwd", "-F", "c"]);
  return output
    .split("\n")
    .find((line) => line.startsWith("c"))
    ?.slice(1);
}
