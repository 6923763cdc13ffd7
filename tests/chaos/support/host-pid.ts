/**
 * Programs in a pid namespace of their own know other pids than this machine. Linux only.
 *
 * @param inner pid as the process itself knows it
 * @param root folder of the test, in the environment of its agents
 * @returns the pid on this machine; undefined while there is no such process
 */
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

export function hostPid(inner: number, root: string): number | undefined {
  const own = readlinkSync("/proc/self/ns/pid");
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const agents = pids.filter((pid) =>
    read(() => readFileSync(`/proc/${pid}/environ`, "utf8")).includes(root),
  );
  const spaces = new Set(agents.map(readNamespace));
  spaces.delete(own);
  spaces.delete("");
  if (spaces.size === 0) return inner;
  const found = pids.find((pid) => spaces.has(readNamespace(pid)) && innerPid(pid) === inner);
  return found === undefined ? undefined : Number(found);
}

function readNamespace(pid: string): string {
  return read(() => readlinkSync(`/proc/${pid}/ns/pid`));
}

/** In the innermost namespace. */
function innerPid(pid: string): number {
  const status = read(() => readFileSync(`/proc/${pid}/status`, "utf8"));
  const line = status.split("\n").find((one) => one.startsWith("NSpid:")) ?? "";
  return Number(line.split("\t").at(-1));
}

/** Empty for a process that has ended. */
function read(from: () => string): string {
  try {
    return from();
  } catch {
    return "";
  }
}
