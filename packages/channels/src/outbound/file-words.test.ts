import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LANGUAGES } from "@tinyagi/contracts";
import { partial } from "@tinyagi/testkit/partial";
import { wordsIn } from "@tinyagi/views";
import { expect, onTestFinished, test } from "vitest";
import type { ChannelAdapter } from "../adapter/channel-adapter.js";
import { createReplySender } from "./send-reply.js";

test.each(LANGUAGES)(
  "a file that cannot be sent is named in the language of the home: %s",
  async (language) => {
    const folder = mkdtempSync(join(tmpdir(), "file-words-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const [empty, large, gone] = ["empty.txt", "large.txt", "gone.txt"].map((name) => join(folder, name));
    writeFileSync(empty ?? "", "");
    writeFileSync(large ?? "", "");
    truncateSync(large ?? "", 3 * 1_048_576);
    const texts: string[] = [];
    const adapter = partial<ChannelAdapter>({
      limits: { textMax: 4_000, fileBytesMax: 2 * 1_048_576 },
      directChat: async (id) => ({ id }),
      async sendText(chat, { markdown }) {
        texts.push(markdown);
        return { chat, id: String(texts.length) };
      },
    });
    const words = wordsIn(language);
    const reply = {
      ...{ id: 1, message: "Done.", channel: "paper", sender: "Eve", senderId: "1", originalMessage: "" },
      ...{ messageId: "m", agent: null, attempts: 1, idempotencyKey: "k" },
      files: [empty, large, gone].map(String),
    };
    await createReplySender(adapter, undefined, words).send(reply, new AbortController().signal);
    const say = words.chat.channel;
    expect(texts).toEqual([
      "Done.",
      say.unsent(say.empty),
      say.unsent(say.tooLarge(2)),
      say.unsent(say.gone),
    ]);
  },
);
