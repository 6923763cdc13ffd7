import { describe, expect, it } from "vitest";
import { scriptByAgent } from "./script-by-agent.js";
import type { MockRequest } from "./types.js";

function request(values: Partial<MockRequest>): MockRequest {
  return {
    api: "anthropic",
    model: "m",
    system: "",
    messages: [],
    lastUserText: "",
    tools: [],
    toolResults: [],
    headers: {},
    raw: {},
    turn: 0,
    side: false,
    stream: false,
    ...values,
  };
}

const coder = request({ system: "Rules.\nYou are @coder, an agent." });
const writer = request({ messages: [{ role: "user", text: "You are @writer" }] });

describe("scriptByAgent", () => {
  it("uses the steps of each agent in order, independently of other agents", async () => {
    const script = scriptByAgent({
      coder: ["one", { text: "two", chunks: 2 }, () => ({ text: "three" })],
      writer: ["first"],
    });
    expect(await script(coder)).toEqual({ text: "one" });
    expect(await script(writer)).toEqual({ text: "first" });
    expect(await script(coder)).toEqual({ text: "two", chunks: 2 });
    expect(await script(coder)).toEqual({ text: "three" });
  });

  it("refuses a request after the last step", async () => {
    const script = scriptByAgent({ coder: ["one"] });
    await script(coder);
    expect(() => script(coder)).toThrow("@coder has only 1 steps");
  });

  it("lets one function answer everything of an agent", async () => {
    const script = scriptByAgent({ coder: ({ turn }) => ({ text: `turn ${turn}` }) });
    expect(await script({ ...coder, turn: 4 })).toEqual({ text: "turn 4" });
  });

  it("accepts a custom marker and a fallback for other requests", async () => {
    const script = scriptByAgent(
      { bob: ["bob here"] },
      { marker: /agent=(\w+)/, fallback: () => ({ text: "who?" }) },
    );
    expect(await script(request({ system: "agent=bob" }))).toEqual({ text: "bob here" });
    expect(await script(coder)).toEqual({ text: "who?" });
  });

  it("names the agent it has no script for", () => {
    expect(() => scriptByAgent({})(coder)).toThrow("no script for @coder");
  });
});
