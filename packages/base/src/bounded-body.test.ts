import { expect, test } from "vitest";
import { readBody, readJson } from "./bounded-body.js";

/** A body without an end, and whether it was left. */
function endless() {
  const state = { chunks: 0, left: false };
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(out) {
      state.chunks += 1;
      out.enqueue(new Uint8Array(1_000));
    },
    cancel() {
      state.left = true;
    },
  });
  return { answer: new Response(body), state };
}

test("a body is read whole up to the limit", async () => {
  expect((await readBody(new Response("abc"), 3))?.toString()).toBe("abc");
  expect((await readBody(new Response(null), 3))?.length).toBe(0);
});

test("a longer body is neither read on nor kept open", async () => {
  const { answer, state } = endless();
  expect(await readBody(answer, 5_000)).toBeUndefined();
  expect(state.left).toBe(true);
  expect(state.chunks).toBeLessThan(9);
});

test("what is no JSON or too long is no value", async () => {
  expect(await readJson(new Response('{"a":1}'), 100)).toEqual({ a: 1 });
  expect(await readJson(new Response("<html>"), 100)).toBeUndefined();
  expect(await readJson(new Response('{"a":1}'), 3)).toBeUndefined();
  expect(await readJson(endless().answer, 5_000)).toBeUndefined();
});
