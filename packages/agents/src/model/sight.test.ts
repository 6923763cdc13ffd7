import { describe, expect, it } from "vitest";
import { always, type ScriptedModel } from "../../test-support/scripted.js";
import { ModelCallError } from "../errors.js";
import { createCompactingModel } from "./compacting.js";
import { type AgentMessage, type ModelRequest, userMessage } from "./model.js";
import { picturePart, picturesOutput, ToolPictures } from "./picture.js";
import { createSeeingModel } from "./sight.js";

const IO = { signal: new AbortController().signal, onText: () => {} };
const BYTES = "UElDVFVSRQ".repeat(100);
const PHOTO: AgentMessage = {
  role: "user",
  content: [
    { type: "text", text: "What is this?" },
    picturePart({ path: "/x/photo.png", mediaType: "image/png", name: "photo.png" }),
  ],
};

function seeing(model: ScriptedModel) {
  return createSeeingModel({
    model,
    sees: true,
    inResults: true,
    read: async ({ mediaType }) => ({ data: BYTES, mediaType }),
  });
}

function buildRequest(messages: readonly AgentMessage[]): ModelRequest {
  return { system: "Be brief.", messages, tools: [] };
}

function tooLong(): never {
  throw new ModelCallError("context_too_long", "too long", { failureCause: "context_full" });
}

const text = (request: unknown) => JSON.stringify(request);
const isSummary = ({ system }: ModelRequest) => system?.startsWith("You summarise") === true;

function chart(id: string): AgentMessage[] {
  const shared = { toolCallId: id, toolName: "draw" };
  const output = picturesOutput(
    new ToolPictures("A chart.", [
      { data: BYTES, mediaType: "image/png" },
      { data: BYTES, mediaType: "image/png" },
    ]),
  );
  return [
    { role: "assistant", content: [{ type: "tool-call", ...shared, input: {} }] },
    { role: "tool", content: [{ type: "tool-result", ...shared, output }] },
  ];
}

const said = (index: number): AgentMessage[] => [
  userMessage(`question ${index}: ${"old words ".repeat(200)}`),
  { role: "assistant", content: [{ type: "text", text: `answer ${"old words ".repeat(200)}` }] },
];

describe("a context that is full of text and pictures", () => {
  it("is summarised, and the picture stays", async () => {
    let refusals = 0;
    const model = always((request) => {
      if (isSummary(request)) return "THE SUMMARY";
      if (text(request).split("old words").length > 1_500) {
        refusals += 1;
        return tooLong();
      }
      return "a cat";
    });
    const sight = seeing(model);
    const compacting = createCompactingModel(sight, { window: 200_000 });
    const old = Array.from({ length: 6 }, (_, index) => said(index)).flat();
    const messages = [...old, PHOTO];
    await compacting.stream(buildRequest(messages), IO);
    expect(refusals).toBe(1);
    expect(text(model.requests.at(-1))).toContain(BYTES);
    expect(text(model.requests.at(-1))).toContain("THE SUMMARY");
    expect(text(sight.stored(compacting.compacted(messages)))).toContain("/x/photo.png");
  });

  it("loses its pictures when nothing else can be left out, with the true reason, and sees the next one", async () => {
    let isFull = true;
    const model = always((request) => (isFull && text(request).includes(BYTES) ? tooLong() : "fine"));
    const sight = seeing(model);
    const compacting = createCompactingModel(sight, { window: 200_000 });
    const reply = await compacting.stream(buildRequest([PHOTO]), IO);
    expect(reply.content).toEqual([{ type: "text", text: "fine" }]);
    expect(text(model.requests.at(-1))).toContain("photo.png: it is left out, because the context is full");
    expect(text(model.requests)).not.toContain("the provider refused it");
    isFull = false;
    const asked = model.requests.length;
    await compacting.stream(buildRequest([PHOTO, { role: "assistant", content: [] }, PHOTO]), IO);
    // The size of a picture is not known: its refusal says nothing about the room for text.
    expect(model.requests.slice(asked).filter(isSummary)).toEqual([]);
    expect(text(model.requests.at(-1)).split(BYTES)).toHaveLength(2);
  });

  it("loses the pictures of results, never shows their bytes as text, and goes on", async () => {
    const model = always((request) => (text(request).includes(BYTES) ? tooLong() : "fine"));
    const compacting = createCompactingModel(seeing(model), { window: 2_000 });
    const messages = [userMessage("Draw it."), ...chart("c1")];
    const reply = await compacting.stream(buildRequest(messages), IO);
    expect(reply.content).toEqual([{ type: "text", text: "fine" }]);
    const sent = text(model.requests.at(-1));
    expect(sent).toContain("A chart.");
    expect(sent).toContain("it is left out, because the context is full");
    expect(text(compacting.compacted(messages))).not.toContain(BYTES);
  });
});

it("leaves pictures out where even the summary is refused for its length", async () => {
  const model = always((request) =>
    isSummary(request) || text(request).includes(BYTES) ? tooLong() : "fine",
  );
  const compacting = createCompactingModel(seeing(model), { window: 200_000 });
  const reply = await compacting.stream(buildRequest([...said(1), PHOTO]), IO);
  expect(reply.content).toEqual([{ type: "text", text: "fine" }]);
});

it("a picture that the provider refuses fails no call", async () => {
  const model = always((request) => {
    if (!text(request).includes(BYTES)) return "fine";
    throw new ModelCallError("invalid", "Could not process image", { failureCause: "refused" });
  });
  const sight = seeing(model);
  expect((await sight.stream(buildRequest([PHOTO]), IO)).content).toEqual([{ type: "text", text: "fine" }]);
  expect(text(sight.stored([PHOTO]))).toContain("the provider refused it");
});
