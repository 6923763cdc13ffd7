import type { AgentContext } from "@agentclientprotocol/sdk";
import type { Client, WaitOptions } from "@tinyagi/client";
import { AppError, type ConversationDetail } from "@tinyagi/contracts";
import { partial } from "@tinyagi/testkit/partial";
import { describe, expect, it } from "vitest";
import { conversationOf } from "../testing/sample.js";
import { newSession } from "./session.js";
import { takePrompt } from "./turn.js";

const ANSWER = partial<ConversationDetail["replies"][number]>({
  id: 1,
  message: "Done.",
  parts: null,
  notes: [],
  files: [],
});

/** A prompt that is cancelled once it was accepted. @param cancel answers the call */
async function cancelled(status: ConversationDetail["status"], cancel: () => Promise<unknown>) {
  const session = newSession("coder");
  const said: unknown[] = [];
  const tinyagi = partial<Client>({
    sendAndWait: async (_body: unknown, { onAccepted }: WaitOptions = {}) => {
      const accepted = { ok: true as const, messageId: "m", conversationId: "conv_a", agents: ["coder"] };
      onAccepted?.(accepted);
      for (const stop of session.cancels) stop();
      const conversation = conversationOf({ status, replies: [ANSWER] });
      return { accepted, conversation, replies: conversation.replies };
    },
    call: cancel as Client["call"],
  });
  const editor = partial<AgentContext>({
    notify: async (_method: string, params: unknown) => void said.push(params),
  });
  const turn = { tinyagi, editor, session, signal: new AbortController().signal };
  const answer = takePrompt(turn, { message: "work" });
  return { answer: await answer.catch((error: unknown) => error), said: JSON.stringify(said) };
}

describe("a cancel in an editor", () => {
  it.each(["CONFLICT", "NOT_FOUND"] as const)(
    "that comes after the end cancels nothing: %s",
    async (code) => {
      const { answer, said } = await cancelled("closed", async () => {
        throw new AppError(code, "The conversation is already closed.");
      });
      expect(answer).toEqual({ stopReason: "end_turn" });
      expect(said).toContain("Done.");
    },
  );

  it("that the daemon took is told as one", async () => {
    const { answer, said } = await cancelled("closed", async () => ({ ok: true, cancelled: 1 }));
    expect(answer).toEqual({ stopReason: "cancelled" });
    expect(said).toContain("Done.");
  });

  it("that met the end is told as one where the conversation was cancelled", async () => {
    const { answer } = await cancelled("cancelled", async () => {
      throw new AppError("CONFLICT", "The conversation is already closed.");
    });
    expect(answer).toEqual({ stopReason: "cancelled" });
  });

  it("that failed is told as a failure, after the answer", async () => {
    const { answer, said } = await cancelled("closed", async () => {
      throw new AppError("INTERNAL", "It broke.");
    });
    expect(answer).toMatchObject({ message: "It broke." });
    expect(said).toContain("Done.");
  });
});
