import { describe, expect, it } from "vitest";
import { createFunctionModel } from "./function-model.js";
import { pickToolCalls, toText, userMessage } from "./model.js";

const request = { system: undefined, messages: [userMessage("hi")], tools: [] };
const io = { signal: new AbortController().signal, onText: () => {} };

describe("a function as a model", () => {
  it("answers a string as a text", async () => {
    const reply = await createFunctionModel("f", () => "hello").stream(request, io);
    expect(reply).toEqual({ content: [{ type: "text", text: "hello" }], finishReason: "stop", usage: {} });
  });

  it("gets the request and the signal", async () => {
    const model = createFunctionModel(
      "f",
      ({ messages }, { signal }) => `${messages.length} ${signal.aborted}`,
    );
    expect(toText((await model.stream(request, io)).content)).toBe("1 false");
    expect(model.id).toBe("f");
  });

  it("streams its text as one piece, and no empty one", async () => {
    const pieces: string[] = [];
    const listening = { ...io, onText: (delta: string) => pieces.push(delta) };
    await createFunctionModel("f", () => "hello").stream(request, listening);
    await createFunctionModel("f", () => "").stream(request, listening);
    expect(pieces).toEqual(["hello"]);
  });

  it("calls tools with ids of its own where none are given", async () => {
    const model = createFunctionModel("f", () => ({
      toolCalls: [
        { name: "a", input: 1 },
        { name: "b", input: 2, id: "mine" },
      ],
    }));
    const ids = async () =>
      pickToolCalls((await model.stream(request, io)).content).map((part) => part.toolCallId);
    expect(await ids()).toEqual(["call_1", "mine"]);
    expect(await ids()).toEqual(["call_3", "mine"]);
  });

  it("passes usage and a finish reason on", async () => {
    const model = createFunctionModel("f", () => ({
      text: "cut",
      finishReason: "length",
      usage: { inputTokens: 3 },
    }));
    expect(await model.stream(request, io)).toMatchObject({
      finishReason: "length",
      usage: { inputTokens: 3 },
    });
  });

  it("rejects with what the function throws", async () => {
    const model = createFunctionModel("f", () => {
      throw new Error("own");
    });
    await expect(model.stream(request, io)).rejects.toThrow("own");
  });
});
