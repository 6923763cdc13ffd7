import { expect, test } from "vitest";
import { createDispatcherFixture } from "./fixture.js";

const suspect = (lane: string, watchMs = 500) => ({ id: 0, lane, watchMs });

test("suspects start one after another, and everything else waits until the last one has lived for its watch", async () => {
  await using it = createDispatcherFixture();
  const [a, b, fresh] = [it.send("a"), it.send("b"), it.send("fresh")];
  it.dispatcher.start([suspect("b"), suspect("a")]);
  await it.flushed();
  expect(it.running()).toEqual([b]);
  it.clock.advance(499);
  await it.flushed();
  expect(it.running()).toEqual([b]);
  it.clock.advance(1);
  await it.flushed();
  expect(it.running()).toEqual([a, b]);
  const late = it.send("late");
  await it.flushed();
  expect(it.running()).toEqual([a, b]);
  it.clock.advance(500);
  await it.flushed();
  expect(it.running()).toEqual([a, b, fresh, late]);
});

test("the next suspect starts at once when the run before it ends", async () => {
  await using it = createDispatcherFixture();
  const [a, b] = [it.send("a"), it.send("b")];
  it.dispatcher.start([suspect("a", 60_000), suspect("b")]);
  await it.flushed();
  it.getSlot(a).end();
  await it.flushed();
  expect(it.started).toEqual([a, b]);
});

test("a suspect that was cancelled or waits for its retry keeps nobody waiting", async () => {
  await using it = createDispatcherFixture();
  const gone = it.send("gone");
  await it.store.write(() => it.queue.cancel(gone, { code: "operator" }));
  const other = it.send("other");
  it.dispatcher.start([suspect("gone", 60_000), suspect("never used", 60_000)]);
  await it.flushed();
  expect(it.running()).toEqual([other]);
});

test("a suspect that cannot be claimed keeps nobody waiting", async () => {
  await using it = createDispatcherFixture({
    onClaim(claim) {
      if (claim.lane === "broken") throw new Error("no intent row");
    },
  });
  const [, other] = [it.send("broken"), it.send("other")];
  it.dispatcher.start([suspect("broken", 60_000)]);
  await it.flushed();
  expect(it.running()).toEqual([other]);
});

test("a suspect whose worker is away keeps nobody waiting, and has its turn when the worker is back", async () => {
  let isBack = false;
  await using it = createDispatcherFixture({ mayStart: (lane) => isBack || !lane.startsWith("away") });
  const [away, here, fresh] = [it.send("away"), it.send("here"), it.send("fresh")];
  it.dispatcher.start([suspect("away"), suspect("here")]);
  await it.flushed();
  expect(it.running()).toEqual([here]);
  it.clock.advance(500);
  await it.flushed();
  expect(it.running()).toEqual([here, fresh]);
  const [offered] = await it.offer("offered");
  await it.flushed();
  isBack = true;
  it.dispatcher.wake("away");
  const late = it.send("late");
  await it.flushed();
  expect(it.started).toEqual([here, fresh, offered, away]);
  it.clock.advance(500);
  await it.flushed();
  expect(it.started).toEqual([here, fresh, offered, away, late]);
});
