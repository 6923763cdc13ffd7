/**
 * The event stream by the names of 0.0.20, as its TinyOffice and channels read it.
 *
 * @requirement API-2
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readEvents } from "./support/events.js";
import { type OldClient, openOldClient, replying } from "./support/old-client.js";

const int = expect.any(Number);
const text = expect.any(String);

let client: OldClient;
let daemon: OldClient["daemon"];
let send: OldClient["send"];
beforeAll(async () => {
  client = await openOldClient();
  ({ daemon, send } = client);
});
afterAll(async () => {
  await client[Symbol.asyncDispose]();
});

describe("the event stream by its old names", () => {
  const OLD = /^(connected|message:incoming|agent:\w+|message:done)$/;

  test("sends the events of one message in order, with the payloads of 0.0.20", async () => {
    await using reader = await readEvents(daemon);
    const message = `@coder ${replying("all good")}`;
    const id = await send(message, { channel: "web", sender: "Ann" });
    await reader.until("message:done", (frame) => frame.data.messageId === id);
    const frames = reader.frames.filter((frame) => OLD.test(frame.event));
    expect(frames.map((frame) => frame.event)).toEqual([
      "connected",
      "message:incoming",
      "agent:invoke",
      "agent:progress",
      "agent:response",
      "message:done",
    ]);
    const [connected, incoming, invoke, progress, response, done] = frames.map((frame) => frame.data);
    expect(connected).toEqual({ timestamp: int });
    const base = { type: text, timestamp: int };
    const who = { agentId: "coder", agentName: "Coder" };
    expect(incoming).toEqual({
      ...base,
      messageId: id,
      agent: "coder",
      channel: "web",
      sender: "Ann",
      message: text,
    });
    expect(invoke).toEqual({ ...base, ...who, fromAgent: null });
    expect(progress).toEqual({ ...base, ...who, text: "all good", messageId: id });
    expect(response).toEqual({
      ...base,
      ...who,
      role: "assistant",
      channel: "web",
      sender: "Ann",
      messageId: id,
      content: "all good",
      isTeamMessage: false,
    });
    const responseText = "all good\n\n- [coder]";
    expect(done).toEqual({
      ...base,
      channel: "web",
      sender: "Ann",
      agentId: "coder",
      responseLength: responseText.length,
      responseText,
      messageId: id,
    });
  });

  test("sends a mention and ends with one message:done after the last agent:response", async () => {
    await using reader = await readEvents(daemon);
    const id = await send(`@dev ${replying(`[@reviewer: look ${replying("looked")}]`)}`);
    await reader.until("message:done", (frame) => frame.data.messageId === id);
    const mention = reader.frames.find((frame) => frame.event === "agent:mention");
    expect(mention?.data).toEqual({
      type: "agent:mention",
      timestamp: int,
      teamId: "dev",
      fromAgent: "coder",
      toAgent: "reviewer",
    });
    const names = reader.frames.map((frame) => frame.event).filter((name) => OLD.test(name));
    expect(names.filter((name) => name === "agent:response")).toHaveLength(2);
    expect(names.filter((name) => name === "message:done")).toHaveLength(1);
    expect(names.at(-1)).toBe("message:done");
  });

  test("sends the chain's message as incoming too, once", async () => {
    await using reader = await readEvents(daemon);
    const id = await send("@coder: draft. Then, @reviewer: review");
    await reader.until("message:done", (frame) => frame.data.messageId === id);
    const incoming = reader.frames.filter((frame) => frame.event === "message:incoming");
    expect(incoming.map((frame) => [frame.data.messageId, frame.data.agent])).toEqual([[id, "coder"]]);
  });

  test("replays what came after the last id, without gap or repeat", async () => {
    await using before = await readEvents(daemon, "?types=message:done,agent:response");
    const first = await send(replying("one"));
    const { id } = await before.until("message:done", (frame) => frame.data.messageId === first);
    const second = await send(replying("two"));
    await before.until("message:done", (frame) => frame.data.messageId === second);
    await using after = await readEvents(daemon, "?types=message:done,agent:response", {
      "last-event-id": id ?? "",
    });
    await after.until("message:done", (frame) => frame.data.messageId === second);
    const stored = (frames: typeof after.frames) =>
      frames.filter((frame) => frame.event !== "connected").map((frame) => frame.data);
    const at = before.frames.findIndex((frame) => frame.id === id);
    expect(stored(after.frames)).toEqual(stored(before.frames.slice(at + 1)));
  });
});
