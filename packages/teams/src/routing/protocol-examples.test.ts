import { PROTOCOL_TEXT } from "@tinyagi/features";
import { type MessageContent, type MessageContext, renderPrompt, storedContext } from "@tinyagi/kernel";
import { describe, expect, it } from "vitest";
import { parseAgentOutput } from "./agent-output.js";

const fenced = (info: string): string[] =>
  [...PROTOCOL_TEXT.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter((block) => block[1] === info)
    .map((block) => block[2] ?? "");

describe("the protocol in the agents' prompts", () => {
  it("has examples of handoffs, rooms and files", () => {
    const outputs = fenced("example").map(parseAgentOutput);
    expect(outputs.length).toBeGreaterThanOrEqual(5);
    expect(outputs.flatMap((output) => output.handoffs.map(({ targets }) => targets))).toEqual(
      expect.arrayContaining([["reviewer"], ["coder", "reviewer"], ["coder"], ["writer"]]),
    );
    expect(outputs.flatMap((output) => output.rooms.map(({ teamId }) => teamId))).toEqual(["dev"]);
    expect(outputs.flatMap((output) => output.files)).toEqual(["report.pdf"]);
  });

  it.each(fenced("has examples that parse completely: %j"))("has its example read whole: %j", (example) => {
    const output = parseAgentOutput(example);
    expect(output.handoffs.length + output.rooms.length + output.files.length).toBeGreaterThan(0);
    expect(output.readable + output.shared).not.toMatch(/\[[@#]|\[send_file/);
  });

  it("triggers nothing itself when it is an output", () => {
    expect(parseAgentOutput(PROTOCOL_TEXT)).toMatchObject({
      handoffs: [],
      rooms: [],
      files: [],
      spawnBlocks: [],
    });
  });

  it("shows the headers exactly as the host writes them", () => {
    const about = { from_agent: "sam", team_id: "dev", text: "What you are asked to do.", shared: null };
    const render = (content: Partial<MessageContent>, context: MessageContext = {}) =>
      renderPrompt({ kind: "user", ...about, ...content, context: storedContext(context) });
    const handoff = render({ kind: "handoff", shared: "Shared context, if there is any." });
    expect(fenced("text")).toEqual([`${handoff}\n`]);
    const [room] = render({ kind: "room" }).split("\n");
    const [step] = render(
      { kind: "chain" },
      { chain: { step: 2, steps: 3, request: "x", results: [] } },
    ).split("\n");
    for (const header of [room, step]) expect(PROTOCOL_TEXT).toContain(`\`${header}\``);
  });
});
