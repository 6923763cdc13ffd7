/** A run is placed in the same step in which the worker was seen to have a place for it, and only if it is still wanted. */
import type { HarnessContext, InvokeRequest } from "@tinyagi/contracts";
import { expect, test } from "vitest";
import { createHub } from "../hub-state.js";
import { ask } from "./fixture.js";
import { createRemoteInvoker, type RemoteInvoker } from "./remote-invoker.js";

interface FakeHub {
  readonly placed: readonly string[];
  readonly lanes: readonly string[];
  isFree: boolean;
  readonly remote: RemoteInvoker;
  /** The run that was placed last ends. */
  end(text: string): void;
}

/** A worker with one slot, that the test makes free. */
function createFakeHub() {
  const placed: string[] = [];
  const lanes: string[] = [];
  const it: FakeHub = {
    placed,
    lanes,
    isFree: true,
    remote: createRemoteInvoker({
      hub: () => ({
        whyNotPlaced: (): "full" | null => (it.isFree ? null : "full"),
        isSilent: () => false,
        place({ key, lane }) {
          placed.push(key);
          lanes.push(lane);
          it.isFree = false;
        },
        abort: () => {},
        settle: () => {},
        state: () => createHub({ leaseMs: 1, beatMs: 1, slots: 1 }, 0),
      }),
      settingsFor: () => ({}),
    }),
    end(text) {
      it.isFree = true;
      const key = placed.at(-1) ?? "";
      it.remote.take({ kind: "ended", outcome: { kind: "result", key, result: { text, deniedTools: [] } } });
      it.remote.changed();
    },
  };
  return it;
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

test("runs that come at once have one slot after another", async () => {
  const it = createFakeHub();
  const [one, two, three] = [
    ask(it.remote.invoke, "a"),
    ask(it.remote.invoke, "b"),
    ask(it.remote.invoke, "c"),
  ];
  await settled();
  expect(it.placed).toHaveLength(1);
  it.end("one");
  await settled();
  expect(it.placed).toHaveLength(2);
  it.end("two");
  await settled();
  it.end("three");
  expect(await Promise.all([one.outcome, two.outcome, three.outcome])).toMatchObject([
    { text: "one" },
    { text: "two" },
    { text: "three" },
  ]);
});

test("a run that is aborted in the moment in which its place becomes free is not placed", async () => {
  const it = createFakeHub();
  it.isFree = false;
  const asked = ask(it.remote.invoke, "a");
  await settled();
  it.isFree = true;
  it.remote.changed();
  asked.abort.abort("canceled");
  expect(await asked.outcome).toMatchObject({ class: "interrupted" });
  expect(it.placed).toEqual([]);
});

test("a run has the lane of the queue, which also a sub-agent has", async () => {
  const it = createFakeHub();
  const inLane = (request: InvokeRequest, context: HarnessContext) =>
    it.remote.invoke({ ...request, queueLane: "coder/node 7" }, context);
  const asked = ask(inLane, "a");
  await settled();
  it.end("one");
  await asked.outcome;
  expect(it.lanes).toEqual(["coder/node 7"]);
});
