/**
 * The process of one host: starts it with a socket as descriptor 3, and says once why it is gone. Never throws: a host that
 * cannot be started is lost.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { Socket } from "node:net";
import { dirname } from "node:path";
import { RUN_MARK } from "@tinyagi/base/process-table";
import type { HostWhy } from "@tinyagi/contracts";
import { createByteTail } from "../process/byte-tail.js";
import type { HostEntry } from "./entry.js";

const STDERR_TAIL_BYTES = 2_048;

/** A started host. */
export interface HostProcess {
  readonly pid: number | undefined;
  readonly socket: Socket;
  /** Resolves when the process is gone. */
  readonly lost: Promise<HostWhy>;
  /** Kills it. The first reason is the one that `lost` gives; without one, `lost` describes the end. */
  readonly kill: (why?: HostWhy) => void;
  /** Whether it was killed for a reason, so that nothing it sends counts any more. */
  readonly isCondemned: () => boolean;
}

/**
 * Starts a host.
 *
 * @param mark - run mark of the host itself, so that the next daemon finds one that hangs
 */
export function startHostProcess({ file, flags }: HostEntry, mark: string): HostProcess {
  const child = spawn(process.execPath, [...flags, file], {
    // A session of its own: Ctrl-C in a terminal reaches the daemon only, which drains first.
    detached: true,
    cwd: dirname(file),
    env: { [RUN_MARK]: mark },
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  // Without a free descriptor, Node makes no pipes at all; the failure follows as an event.
  const socket = (child.stdio?.[3] ?? new Socket()) as Socket;
  // A write to a host that is gone fails. Its end is what counts.
  socket.on("error", () => {});
  let verdict: HostWhy | undefined;
  return {
    pid: child.pid,
    socket,
    lost: getEnd(child, socket).then((why) => verdict ?? why),
    kill(why) {
      verdict ??= why;
      child.kill("SIGKILL");
    },
    isCondemned: () => verdict !== undefined,
  };
}

/** Resolves with the cause of the end. */
function getEnd(child: ChildProcess, socket: Socket): Promise<HostWhy> {
  const tail = createByteTail(STDERR_TAIL_BYTES);
  child.stderr?.on("data", (bytes: Buffer) => tail.push(bytes));
  return new Promise((resolve) => {
    const end = (why: HostWhy) => {
      resolve(why);
      socket.destroy();
    };
    child.once("error", (error) => end({ code: "host.unstartable", said: error.message }));
    // After its pipes are closed: what it wrote before its death has been read then.
    child.once("close", (code, signal) => {
      const said = tail.bytes().toString("utf8").trim();
      end(
        signal === null ? { code: "host.exited", exit: code, said } : { code: "host.killed", signal, said },
      );
    });
    // A host that closes its end and stays is of no use.
    socket.once("close", () => child.kill("SIGKILL"));
  });
}
