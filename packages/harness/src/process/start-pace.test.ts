import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { ChildEnding, ChildSink, ChildSpec, StartChild } from "./child-contract.js";
import { paceStarts, startSlots } from "./start-pace.js";

const EXITED: ChildEnding = { kind: "exited", code: 0, signal: null, cause: "exit" };
const SINK: ChildSink = {
  started: () => {},
  stopping: () => {},
  stdout: () => undefined,
  stderr: () => undefined,
};

interface Started {
  name: string;
  sink: ChildSink;
  end: () => void;
  stopped: string[];
}

let started: Started[] = [];
beforeEach(() => {
  started = [];
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

const fake: StartChild = (spec, { sink }) => {
  let end = () => {};
  const ended = new Promise<ChildEnding>((resolve) => {
    end = () => resolve(EXITED);
  });
  const stopped: string[] = [];
  started.push({ name: spec.command, sink, end, stopped });
  return {
    ended,
    stop: (reason) => void stopped.push(reason),
    setWaiting: () => {},
    write: () => {},
    begin: () => {},
    rest: async () => undefined,
  };
};
const names = () => started.map(({ name }) => name);
const ask = (start: StartChild, name: string) =>
  start({ command: name } as ChildSpec, { stdin: "", sink: SINK });

test("only as many start at once as there are slots, the others in their order as the first ones speak", () => {
  const start = paceStarts(fake, { slots: 2 });
  for (const name of ["a", "b", "c", "d"]) ask(start, name);
  expect(names()).toEqual(["a", "b"]);
  void started[1]?.sink.stdout(Buffer.from("ready"));
  void started[1]?.sink.stdout(Buffer.from("more"));
  expect(names()).toEqual(["a", "b", "c"]);
  void started[0]?.sink.stderr(Buffer.from("ready"));
  expect(names()).toEqual(["a", "b", "c", "d"]);
});

test("one that ends makes room, and one that says nothing does so after its time", async () => {
  const start = paceStarts(fake, { slots: 1, holdMs: 1_000 });
  for (const name of ["a", "b", "c"]) ask(start, name);
  started[0]?.end();
  await vi.advanceTimersByTimeAsync(0);
  expect(names()).toEqual(["a", "b"]);
  await vi.advanceTimersByTimeAsync(999);
  expect(names()).toEqual(["a", "b"]);
  await vi.advanceTimersByTimeAsync(1);
  expect(names()).toEqual(["a", "b", "c"]);
});

test("one that is stopped before its turn never starts, and ends with the reason", async () => {
  const start = paceStarts(fake, { slots: 1 });
  ask(start, "a");
  const waiting = ask(start, "b");
  waiting.stop("aborted");
  started[0]?.end();
  await vi.advanceTimersByTimeAsync(0);
  expect(await waiting.ended).toEqual({ ...EXITED, code: null, cause: "aborted" });
  expect(names()).toEqual(["a"]);
});

test("one that waited is stopped like any other once it runs", async () => {
  const start = paceStarts(fake, { slots: 1 });
  ask(start, "a");
  const second = ask(start, "b");
  void started[0]?.sink.stdout(Buffer.from("ready"));
  second.stop("finished");
  expect(started[1]?.stopped).toEqual(["finished"]);
  started[1]?.end();
  expect(await second.ended).toEqual(EXITED);
});

test("more processors start more agents at once", () => {
  expect([1, 2, 8].map(startSlots)).toEqual([4, 4, 16]);
});
