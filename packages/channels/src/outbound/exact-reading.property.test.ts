/** What a person reads of an approval on a platform is what will run: written for the platform, and read back as it shows it. */

import type { ApprovalNotice } from "@tinyagi/contracts";
import { literalLine, literalText } from "@tinyagi/contracts/literal-text";
import { readTelegramEntities, visibleOnDiscord, visibleOnSlack } from "@tinyagi/testkit";
import { visibleHtml } from "@tinyagi/testkit/fake-mail";
import { noticeParts } from "@tinyagi/views";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { textBody } from "../discord/outgoing-bodies.js";
import { mailExactHtml } from "../email/mail-html.js";
import { slackBody } from "../slack/outgoing-bodies.js";
import { telegramExact } from "../telegram/exact-text.js";
import { hostileText } from "./fixture.js";
import { type ClaimedReply, type ReplyPart, toParts } from "./reply.js";

type Text = Extract<ReplyPart, { kind: "text" }>;

const PLATFORMS: Readonly<Record<string, { textMax: number; takes: number; shown: (text: Text) => string }>> =
  {
    Telegram: {
      textMax: 4_000,
      takes: 4_096,
      shown: ({ exact = [] }) => {
        const { text, entities } = telegramExact(exact);
        const read = readTelegramEntities(text, entities);
        if ("error" in read) throw new Error(read.error);
        return read.text;
      },
    },
    Discord: {
      textMax: 1_900,
      takes: 2_000,
      shown: (text) => {
        const { content = "" } = textBody(text);
        expect(content?.length).toBeLessThanOrEqual(2_000);
        return visibleOnDiscord(content ?? "");
      },
    },
    "E-mail": {
      textMax: 20_000,
      takes: 40_000,
      shown: ({ exact = [] }) => visibleHtml(mailExactHtml(exact)),
    },
    Slack: {
      textMax: 3_900,
      takes: 4_000,
      shown: (text) => {
        const { text: plain, blocks } = slackBody(text);
        return visibleOnSlack(plain, blocks as Parameters<typeof visibleOnSlack>[1]);
      },
    },
  };

function reply(notice: ApprovalNotice): ClaimedReply {
  return {
    id: 1,
    channel: "telegram",
    sender: "Eve",
    senderId: "7",
    originalMessage: "",
    messageId: "m",
    agent: notice.agent,
    attempts: 1,
    idempotencyKey: "reply_1",
    message: "old clients read this",
    notice,
  };
}

/** The messages as one text: each says whether it begins a new line. */
function joined(messages: readonly string[]): string {
  return messages
    .map((message, at) =>
      at === 0
        ? message
        : message.replace(/^…continues the same line:\n/, "").replace(/^…continues:\n/, "\n"),
    )
    .join("");
}

describe.each(Object.entries(PLATFORMS))("on %s", (_name, { textMax, takes, shown }) => {
  test("every character of what is asked is read, whatever it contains", () => {
    fc.assert(
      fc.property(
        hostileText(4_000),
        hostileText(200),
        fc.array(hostileText(30), { maxLength: 3 }),
        (detail, title, options) => {
          const notice: ApprovalNotice = {
            id: "ask_k7qx2m9p",
            kind: "permission",
            agent: "coder",
            expiresAt: 0,
            title: literalLine(title),
            detail: literalText(detail),
            ...(options.length === 0 ? {} : { options: options.map(literalLine) }),
          };
          const texts = toParts(reply(notice), textMax).filter((part) => part.kind === "text");
          const read = texts.map(shown);
          for (const message of read) expect(message.length).toBeLessThanOrEqual(takes);
          const all = noticeParts(notice)
            .map(({ text }) => text)
            .join("");
          expect(joined(read)).toBe(all);
          expect(all).toContain(literalText(detail));
          expect(joined(read)).not.toMatch(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/);
        },
      ),
      { numRuns: 100, endOnFailure: true },
    );
  });
});
