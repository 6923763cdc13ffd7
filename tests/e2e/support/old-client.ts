/** A daemon for a client of 0.0.20: two agents, their team, and messages in the old format. */
import { createFakeAgentBin, fakeDirective } from "@tinyagi/testkit";
import { expect } from "vitest";
import type { Daemon } from "./daemon.js";
import { openStage, type Stage } from "./stage.js";

export const coder = { name: "Coder", provider: "anthropic", model: "sonnet" };
/** The answer of an agent. */
export const replying = (reply: string, more: object = {}) => fakeDirective({ reply, ...more });

export interface OldClient extends AsyncDisposable {
  stage: Stage;
  daemon: Daemon;
  fake: ReturnType<typeof createFakeAgentBin>;
  /** @returns the id of the message */
  send(message: string, more?: object): Promise<string>;
}

export async function openOldClient(): Promise<OldClient> {
  const stage = await openStage({
    settings: {
      default_agent: "coder",
      agents: { coder, reviewer: { name: "Reviewer", provider: "openai", model: "" } },
      teams: { dev: { name: "Dev", agents: ["coder", "reviewer"], leader_agent: "coder" } },
      execution: { maxAttempts: 1 },
    },
  });
  const fake = createFakeAgentBin(stage.place.bin);
  const daemon = await stage.start();
  return {
    stage,
    daemon,
    fake,
    async send(message, more = {}) {
      const answer = await daemon.call<{ messageId: string }>("POST", "/api/message", {
        body: { message, ...more },
      });
      expect(answer.status).toBe(200);
      return answer.body.messageId;
    },
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}
