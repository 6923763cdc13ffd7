/** The bytes that a model is sent for a message: as the daemon measures its prompt part by part, and as they arrived. */
import type { MockModelServer } from "@tinyagi/testkit";
import type { BenchDaemon } from "./daemon.js";
import type { Figure } from "./figure.js";
import { openReplies } from "./replies.js";

/** @param agent one that was never asked before */
export async function promptFigures(
  daemon: BenchDaemon,
  { model, agent, message }: { model: MockModelServer; agent: string; message: string },
): Promise<Figure[]> {
  const { parts } = await daemon.client.call("effectivePrompt", { params: { id: agent } });
  using replies = await openReplies(daemon);
  await replies.ask(agent, message);
  const sent = Object(model.turns().at(-1)?.raw) as Record<string, unknown>;
  const size = (value: unknown) => Buffer.byteLength(JSON.stringify(value ?? ""));
  const bytes = (name: string, value: number): Figure => ({ name: `prompt: ${name}`, value, unit: "bytes" });
  const tools = size(sent.tools);
  const own = parts.filter(({ kind }) => kind !== "skills").reduce((sum, part) => sum + part.bytes, 0);
  return [
    ...parts.map((part) => bytes(`part ${part.kind} (${part.source})`, part.bytes)),
    bytes("all parts without skills", own),
    { ...bytes("all parts without skills, and tools as sent", own + tools), aim: { max: 6_144 } },
    bytes("instructions as sent", size(sent.system)),
    bytes("tools as sent", tools),
    bytes("messages as sent", size(sent.messages)),
    bytes("whole request of a first message of 20 words", size(sent)),
  ];
}
