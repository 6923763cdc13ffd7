/** What comes from the other machine may be anything. Whatever it is, what follows it is heard. */
import { waitFor } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import type { SealedEntry } from "./connection.js";
import { type Heard, listenTo } from "./inbound.js";
import { seal } from "./seal.js";

const KEY = Buffer.alloc(32, 1);
const STREAM = "up";

function entry(seq: number, text: string): SealedEntry {
  const id = `1-${seq}`;
  return { id, data: seal(KEY, text, { stream: STREAM, id }) };
}

/** Hears the texts, until the last one came. */
async function hear(texts: readonly string[], onEntry: (heard: Heard) => void = () => {}) {
  const heard: Heard[] = [];
  const failures: unknown[] = [];
  const entries = texts.map((text, at) => entry(at + 1, text));
  let unread = entries;
  const inbound = listenTo({
    engine: {
      async read() {
        const read = unread;
        unread = [];
        if (read.length === 0) await new Promise<void>((resolve) => setImmediate(resolve));
        return read;
      },
    },
    stream: STREAM,
    key: KEY,
    onEntry(one) {
      heard.push(one);
      onEntry(one);
    },
    onFailure: (error) => failures.push(error),
  });
  await waitFor(() => heard.length === texts.length, { what: "the last entry" });
  inbound.close();
  return { messages: heard.map(({ messages }) => messages), failures };
}

const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;

test("what is nested so deep that nobody can check it is as good as no JSON", async () => {
  const { messages } = await hear([nested(1_000_000), `{"a":${nested(2_000)}}`, '"[[{\\"[["']);
  expect(messages).toEqual([undefined, undefined, '[[{"[[']);
});

test("an entry that cannot be taken is told, and the next one is heard", async () => {
  const full = new Error("no space left on device");
  const { messages, failures } = await hear(["1", "2"], ({ messages }) => {
    if (messages === 1) throw full;
  });
  expect(messages).toEqual([1, 2]);
  expect(failures).toEqual([full]);
});
