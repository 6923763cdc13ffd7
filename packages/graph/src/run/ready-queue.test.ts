/** The queues of the scheduler. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Fifo, ReadyQueue } from "./ready-queue.js";

function drain<T>(queue: { shift(): T | undefined }): T[] {
  const out: T[] = [];
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) out.push(item);
  return out;
}

describe("a FIFO", () => {
  test("is empty at first and after everything was taken", () => {
    const fifo = new Fifo<number>();
    expect([fifo.length, fifo.shift()]).toEqual([0, undefined]);
    fifo.push(1);
    expect([fifo.length, fifo.shift(), fifo.length, fifo.shift()]).toEqual([1, 1, 0, undefined]);
  });

  test("behaves like an array under any sequence of pushes and shifts", () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.nat()), { maxLength: 100 }), (ops) => {
        const fifo = new Fifo<number>();
        const model: number[] = [];
        for (const op of ops) {
          if (op === null) expect(fifo.shift()).toBe(model.shift());
          else {
            fifo.push(op);
            model.push(op);
          }
          expect(fifo.length).toBe(model.length);
        }
        expect(drain(fifo)).toEqual(model);
      }),
    );
  });
});

describe("the queue of nodes that may start", () => {
  test("gives the longest path first, and the order of adding among equals", () => {
    const queue = new ReadyQueue<string>();
    queue.push("short", 1);
    queue.push("long", 9);
    queue.push("short too", 1);
    queue.push("long too", 9);
    expect(queue.size).toBe(4);
    expect(drain(queue)).toEqual(["long", "long too", "short", "short too"]);
    expect(queue.size).toBe(0);
  });

  test("takes a longer path that comes later before the rest", () => {
    const queue = new ReadyQueue<string>();
    queue.push("a", 2);
    queue.push("b", 2);
    expect(queue.shift()).toBe("a");
    queue.push("c", 5);
    expect(drain(queue)).toEqual(["c", "b"]);
  });

  test("treats very long paths alike, so that memory does not grow with estimates", () => {
    const queue = new ReadyQueue<string>();
    queue.push("a", 5_000);
    queue.push("b", 1e12);
    queue.push("c", 1_024);
    expect(drain(queue)).toEqual(["a", "b", "c"]);
  });

  test("agrees with a stable sort", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20), { maxLength: 60 }), (lengths) => {
        const queue = new ReadyQueue<number>();
        lengths.forEach((length, i) => {
          queue.push(i + 1, length);
        });
        const sorted = lengths.map((length, i) => ({ length, i: i + 1 })).sort((a, b) => b.length - a.length);
        expect(drain(queue)).toEqual(sorted.map((item) => item.i));
      }),
    );
  });
});
