import { expect, it } from "vitest";
import { said, scripted } from "../../test-support/scripted.js";
import { userMessage } from "../model/model.js";
import { transcriptFromJson, transcriptToJson } from "../model/transcript-json.js";
import { AgentHarness } from "../run/harness.js";
import { SubAgentSession } from "./session.js";
import { SubAgent } from "./subagent.js";

function agent(name: string, steps: string[]) {
  const model = scripted(steps);
  const harness = new AgentHarness({ name, model });
  return { model, agent: new SubAgent({ name, description: "d", harness }) };
}

it("a session goes on from JSON in another process", async () => {
  const first = new SubAgentSession(agent("helper", ["one"]).agent);
  await first.send("a");
  const saved = JSON.parse(JSON.stringify(first.save()));
  const later = agent("helper", ["two"]);
  const second = SubAgentSession.load(later.agent, saved);
  expect(second.turns).toBe(1);
  await second.send("b");
  expect(said(later.model.requests[0]?.messages ?? [])).toEqual(["user: a", "assistant: one", "user: b"]);
  expect(second.save().turns).toBe(2);
});

it.each<[string, unknown]>([
  ["nothing", undefined],
  ["another version", { version: 2, agent: "helper", turns: 0, messages: [] }],
  ["another agent", { version: 1, agent: "x", turns: 0, messages: [] }],
  [
    "a system message",
    { version: 1, agent: "helper", turns: 1, messages: [{ role: "system", content: [] }] },
  ],
  ["an unknown field", { version: 1, agent: "helper", turns: 0, messages: [], more: 1 }],
])("%s is no session to load", (_what, saved) => {
  const load = () => SubAgentSession.load(agent("helper", []).agent, saved);
  expect(load).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
});

it("bytes and addresses survive JSON", () => {
  const file = (data: Uint8Array | URL) => ({ type: "file" as const, mediaType: "image/png", data });
  const messages = [
    userMessage("look"),
    {
      role: "user" as const,
      content: [file(new Uint8Array([0, 255, 7])), file(new URL("https://example.com/a.png"))],
    },
  ];
  expect(transcriptFromJson(JSON.parse(JSON.stringify(transcriptToJson(messages))))).toEqual(messages);
});
