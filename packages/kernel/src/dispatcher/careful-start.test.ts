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
