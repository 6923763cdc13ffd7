import { describe, expect, it } from "vitest";
import { deferred } from "../../test-support/scripted.js";
import { Cancellation } from "./cancellation.js";

const WHY = new Error("enough");

describe("a cancellation", () => {
  it("keeps its first reason and tells each listener once", () => {
    const cancellation = new Cancellation();
    const heard: unknown[] = [];
    for (const name of ["a", "b", "c"]) cancellation.onCancel((reason) => heard.push([name, reason]));
    cancellation.cancel(WHY);
    cancellation.cancel(new Error("late"));
    expect(heard).toEqual([
      ["a", WHY],
      ["b", WHY],
      ["c", WHY],
    ]);
    expect([cancellation.cancelled, cancellation.reason]).toEqual([true, WHY]);
  });

  it("tells a listener that comes later at once, and none that has left", () => {
    const cancellation = new Cancellation();
    const heard: string[] = [];
    const leave = ["a", "b"].map((name) => cancellation.onCancel(() => heard.push(name)));
    for (const end of leave) end();
    cancellation.onCancel(() => heard.push("c"));
    cancellation.cancel(WHY);
    cancellation.onCancel(() => heard.push("d"));
    expect(heard).toEqual(["c", "d"]);
  });

  it.each(["before", "after"])("aborts its signal when it was asked for %s the cancellation", (when) => {
    const cancellation = new Cancellation();
    const early = when === "before" ? cancellation.signal : undefined;
    cancellation.cancel(WHY);
    expect(cancellation.signal.aborted).toBe(true);
    expect(cancellation.signal.reason).toBe(WHY);
    expect(early ?? cancellation.signal).toBe(cancellation.signal);
  });

  it("ends a wait with its reason, and leaves the outcome of work that was faster", async () => {
    const cancellation = new Cancellation();
    await expect(cancellation.until(Promise.resolve(1))).resolves.toBe(1);
    await expect(cancellation.until(Promise.reject(WHY))).rejects.toBe(WHY);
    const work = deferred<number>();
    const waits = [cancellation.until(work.promise), cancellation.until(new Promise(() => {}))];
    cancellation.cancel(WHY);
    work.resolve(2);
    const ends = await Promise.allSettled(waits);
    expect(ends.map((end) => end.status === "rejected" && end.reason)).toEqual([WHY, WHY]);
    await expect(cancellation.until(Promise.resolve(3))).rejects.toBe(WHY);
  });
});
