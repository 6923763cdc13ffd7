import type { Client } from "@tinyagi/client";
import type { ConversationDetail } from "@tinyagi/contracts";
import { partial } from "@tinyagi/testkit/partial";
import { describe, expect, it } from "vitest";
import { conversationOf } from "../testing/sample.js";
import { messageIdOf, newSession, openedSession } from "./session.js";

const { id } = newSession(undefined);
const signal = new AbortController().signal;
/** Of a prompt, which came that many seconds after the first one. */
const said = (prompt: number, change: Partial<ConversationDetail> = {}) =>
  conversationOf({
    id: `conv_${prompt}`,
    messageId: messageIdOf(id, prompt),
    agent: "coder",
    createdAt: prompt * 1_000,
    ...change,
  });

/** A daemon with these conversations, oldest first, which shows them in pages, newest first. */
function daemonWith(all: readonly ConversationDetail[]): Client {
  const call = async (route: string, { params, query = {} }: Record<string, Record<string, unknown>>) => {
    if (route === "getConversation") return all.find((one) => one.id === params?.id);
    const { messageId, before = Number.POSITIVE_INFINITY, limit = 50 } = query;
    return all
      .filter((one) => messageId === undefined || one.messageId === messageId)
      .filter((one) => one.createdAt < Number(before))
      .toReversed()
      .slice(0, Number(limit));
  };
  return partial<Client>({ call: call as Client["call"] });
}

describe("a session of earlier", () => {
  it("has all its prompts, also after one that was refused or deleted", async () => {
    const others = Array.from({ length: 500 }, (_, at) =>
      conversationOf({ id: `conv_other_${at}`, messageId: `cli_${at}`, createdAt: 6_000 + at }),
    );
    const found = await openedSession(daemonWith([said(2), said(3), said(5), ...others]), {
      id,
      partner: undefined,
      signal,
    });
    expect(found?.conversations.map((one) => one.id)).toEqual(["conv_2", "conv_3", "conv_5"]);
    expect(found?.session.prompts).toBe(6);
    expect(found?.session.id).toBe(id);
  });

  it("is none where nothing was said in it", async () => {
    const tinyagi = daemonWith([conversationOf({ messageId: "cli_1" })]);
    expect(await openedSession(tinyagi, { id, partner: "coder", signal })).toBeUndefined();
  });

  it("goes on with whom it was with, whoever this program was started for", async () => {
    const partnerOf = async (...all: ConversationDetail[]) =>
      (await openedSession(daemonWith(all), { id, partner: "reviewer", signal }))?.session.partner;
    expect(await partnerOf(said(0))).toBe("coder");
    expect(await partnerOf(said(0, { team: "dev" }))).toBe("dev");
    expect(await partnerOf(said(0), said(1, { agent: "lead", text: "@lead look" }))).toBe("coder");
    expect(await partnerOf(said(0, { agent: null }))).toBe("reviewer");
  });
});
