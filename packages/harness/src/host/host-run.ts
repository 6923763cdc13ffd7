/** One agent process in the host: passes its output to the daemon, never more than the daemon granted. */
import { HOST_CREDIT_BYTES } from "@tinyagi/contracts/agent-host";
import type { Containment } from "../containment/containment-contract.js";
import { type OpenChild, openChild } from "../process/child.js";
import type { ChildEnding, ChildSink, ChildSpec, TurnRest } from "../process/child-contract.js";
import type { FrameWriter } from "./frame.js";

/** A process that was asked for and has not ended. */
export interface HostRun extends Pick<OpenChild, "write" | "closeStdin" | "stop" | "setWaiting" | "abandon"> {
  /** Lets it send more output. */
  readonly grant: (bytes: number) => void;
  readonly begin: OpenChild["begin"];
  /** Sends what was left of the turn. */
  readonly rest: () => Promise<void>;
  /** Bytes that were read and wait for a grant. */
  readonly heldBytes: () => number;
  /** Leader of its process group. Undefined if it was not started. */
  readonly pid: () => number | undefined;
  /** Resolves after its last frame was written. */
  readonly ended: Promise<void>;
}

/** Starts a process. Its frames carry the number `run`. */
export function startHostRun(
  run: number,
  spec: ChildSpec,
  { writer, containment }: { writer: FrameWriter; containment: Containment },
): HostRun {
  let credit = HOST_CREDIT_BYTES;
  let held = 0;
  let pid: number | undefined;
  let waiting: (() => void)[] = [];

  function send(kind: "stdout" | "stderr", bytes: Buffer): Promise<void> | undefined {
    if (bytes.length > credit) return sendAsGranted(kind, bytes);
    credit -= bytes.length;
    writer.bytes(kind, run, bytes);
    return undefined;
  }

  async function sendAsGranted(kind: "stdout" | "stderr", bytes: Buffer): Promise<void> {
    held += bytes.length;
    for (let rest = bytes; rest.length > 0; ) {
      while (credit === 0) await new Promise<void>((resolve) => waiting.push(resolve));
      const part = rest.subarray(0, credit);
      credit -= part.length;
      held -= part.length;
      rest = rest.subarray(part.length);
      writer.bytes(kind, run, part);
    }
  }

  const sink: ChildSink = {
    started(leader, startTime) {
      pid = leader;
      writer.message("started", run, { pid, ...(startTime === undefined ? {} : { startTime }) });
    },
    stopping: () => writer.message("stopping", run, {}),
    stdout: (bytes) => send("stdout", bytes),
    stderr: (bytes) => send("stderr", bytes),
  };
  const child = openChild(spec, sink, containment);
  return {
    write: child.write,
    closeStdin: child.closeStdin,
    stop: child.stop,
    setWaiting: child.setWaiting,
    abandon: child.abandon,
    begin: child.begin,
    async rest() {
      const rest = await child.rest();
      if (rest !== undefined) writer.message("rested", run, restOf(rest));
    },
    grant(bytes) {
      credit += bytes;
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    heldBytes: () => held,
    pid: () => pid,
    ended: child.ended.then((ending) => report(run, ending, writer)),
  };
}

function restOf({ clean, left }: TurnRest) {
  return { clean, ...(left === undefined ? {} : { left: { ...left, commands: [...left.commands] } }) };
}

function report(run: number, ending: ChildEnding, writer: FrameWriter): void {
  if (ending.kind === "refused") writer.message("refused", run, { code: ending.code });
  else if (ending.kind === "exited") {
    const { code, signal, cause, left } = ending;
    const told = left === undefined ? {} : { left: { ...left, commands: [...left.commands] } };
    writer.message("exited", run, { code, signal, cause, ...told });
  }
}
