/** What passes between the lines of a program and the SDK. */
import { expect, test } from "vitest";
import { createWire } from "./wire.js";

const LINE = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "session/request_permission", params: {} });
const UPDATE = JSON.stringify({ jsonrpc: "2.0", method: "session/update", params: { update: {} } });

test("what a program says after its connection has ended is ignored", async () => {
  const updates: unknown[] = [];
  const wire = createWire(
    () => {},
    (update) => updates.push(update),
  );
  const reader = wire.stream.readable.getReader();
  wire.receive(LINE);
  expect((await reader.read()).value).toMatchObject({ id: 1 });
  await reader.cancel();
  expect(() => wire.receive(LINE)).not.toThrow();
  wire.close();
  expect(() => wire.receive(LINE)).not.toThrow();
  wire.receive(UPDATE);
  expect(updates).toEqual([]);
});
