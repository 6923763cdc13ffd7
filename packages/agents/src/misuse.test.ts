/** What people get wrong first, and what they read then. */
import { createServer } from "node:http";
import { expect, it } from "vitest";
import { AgentHarness, createModel, ModelCallError } from "./index.js";

const invalid = (text: RegExp) =>
  expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringMatching(text) });

it.each([["gpt-5"], [undefined], [null], [{ modelId: "gpt-5" }]])(
  "a harness whose model is no model says how to make one: %j",
  (model) => {
    const make = () => new AgentHarness({ name: "a", model: model as never });
    expect(make).toThrow(invalid(/createModel\(\{ provider/));
  },
);

it("an unknown provider is refused with the known ones", () => {
  const make = (provider: string) => createModel({ provider: provider as never, model: "m", apiKey: "k" });
  expect(() => make("opena")).toThrow(invalid(/anthropic, openai, openai-compatible/));
  expect(() => make("__proto__")).toThrow(invalid(/anthropic, openai, openai-compatible/));
});

it.each([200, 404])(
  "a web page instead of a model's answer points to the base URL, status %i",
  async (status) => {
    const server = createServer((_request, response) => {
      response.writeHead(status, { "content-type": "text/html; charset=utf-8" });
      response.end("<!doctype html><title>Welcome</title>");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = server.address() as { port: number };
      for (const provider of ["anthropic", "openai", "openai-compatible"] as const) {
        const baseUrl = `http://127.0.0.1:${port}`;
        const model = createModel({ provider, model: "m", apiKey: "k", baseUrl });
        const run = new AgentHarness({ name: "a", model, policy: { retries: 0 } }).run("hi");
        const error = await run.catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(ModelCallError);
        expect(error).toMatchObject({
          class: "not_found",
          message: expect.stringMatching(/web page.*base URL/),
        });
      }
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  },
);
