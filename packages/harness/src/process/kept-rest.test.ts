/** A turn whose answer is complete ends, even if nobody says that what it left has ended. */
import { expect, test } from "vitest";
import type { ChildEnding, StartChild, StopReason } from "./child-contract.js";
import { createKeptProcesses } from "./kept-process.js";

test("a program whose turn is never reported as over is ended, and the answer counts", async () => {
  const stops: StopReason[] = [];
  const startChild: StartChild = (_spec, { sink }) => {
    let end = (_ending: ChildEnding) => {};
    const ended = new Promise<ChildEnding>((resolve) => {
      end = resolve;
    });
    sink.started(1, undefined);
    setImmediate(() => void sink.stdout(Buffer.from("open\n")));
    return {
      stop(reason) {
        stops.push(reason);
        end({ kind: "exited", code: 0, signal: null, cause: reason });
      },
      setWaiting: () => {},
      write: () => void setImmediate(() => void sink.stdout(Buffer.from("answer\n"))),
      begin: () => {},
      rest: () => new Promise(() => {}),
      ended,
    };
  };
  const kept = createKeptProcesses(startChild, { restMaxMs: 50 })({
    hello: "",
    isOpen: (line) => line === "open",
    beginsTurn: () => true,
    interrupt: () => "",
  });
  const agent = kept.startTurn({
    command: "agent",
    args: [],
    cwd: "/",
    env: {},
    stdin: "prompt",
    limits: { timeoutMs: 60_000, idleTimeoutMs: 60_000, maxOutputBytes: 1_000, maxLineBytes: 1_000 },
    signal: new AbortController().signal,
    onLine(line) {
      if (line === "answer") agent.finish();
      return "progress";
    },
  });
  expect(await agent.outcome).toMatchObject({ finished: true, aborted: false });
  expect(stops).toEqual(["finished"]);
  expect(kept.isUsable()).toBe(false);
});
