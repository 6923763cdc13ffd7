import { PROTOCOL_TEXT } from "@tinyagi/core";
import { describe, expect, it } from "vitest";
import { parseAgentOutput } from "./agent-output.js";
import { renderChainStep, renderHandoff, renderRoomPost } from "./envelope.js";

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
    const handoff = renderHandoff({
      from: "sam",
      team: "dev",
      shared: "Shared context, if there is any.",
      text: "What you are asked to do.",
    });
    expect(fenced("text")).toEqual([`${handoff}\n`]);
    const [room] = renderRoomPost({ team: "dev", from: "sam", text: "x" }).split("\n");
    const chain = { original: "x", instruction: "x", step: 2, steps: 3, outputs: [] };
    const [step] = renderChainStep(chain).split("\n");
    for (const header of [room, step]) expect(PROTOCOL_TEXT).toContain(`\`${header}\``);
  });
});
