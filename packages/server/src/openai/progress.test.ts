import type { JournalEvent } from "@tinyagi/contracts";
import { partial } from "@tinyagi/testkit/partial";
import { expect, test } from "vitest";
import { followConversation } from "./progress.js";

const wrote = (agent: string, text: string, delta = true) =>
  partial<JournalEvent>({
    type: "run.progressed",
    runId: `run_${agent}`,
    data: { agent, agentName: agent, text, delta, messageId: "m" },
  });

test("words that a whole block repeats are told once, and each block begins a paragraph", async () => {
  let ended = false;
  let tell: (event: JournalEvent) => void = () => undefined;
  using progress = followConversation(
    {
      listen(_id, listener) {
        tell = listener;
        return () => undefined;
      },
    },
    { conversationId: "conv_a", isEnded: () => ended, signal: new AbortController().signal },
  );
  const events = [wrote("lead", "Hello "), wrote("lead", "world"), wrote("lead", "Hello world", false)];
  for (const event of [...events, wrote("coder", "I do."), wrote("lead", "Done."), wrote("lead", "", false)])
    tell(event);
  ended = true;
  tell(partial<JournalEvent>({ type: "conversation.closed" }));
  let all = "";
  for await (const text of progress.texts(1_000)) all += text ?? "";
  expect(all).toBe("Hello world\n\n@coder: I do.\n\n@lead: Done.");
});
