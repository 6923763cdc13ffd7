/**
 * OpenAI's own client, unmodified, against a running daemon.
 *
 * @requirement API-3
 */
import OpenAI, { type APIError } from "openai";
import { describe, expect, test } from "vitest";
import type { Daemon } from "./support/daemon.js";
import { openStage } from "./support/stage.js";

const demo = (name: string) => ({ name, provider: "demo", model: "" });
const settings = {
  agents: { coder: demo("Coder"), reviewer: demo("Reviewer"), solo: demo("Solo") },
  teams: { dev: { name: "Dev", agents: ["coder", "reviewer"], leader_agent: "coder" } },
};
const ask = (content: string) => [{ role: "user" as const, content }];

function buildClient({ port, token }: Pick<Daemon, "port" | "token">, apiKey = token): OpenAI {
  return new OpenAI({ baseURL: `http://127.0.0.1:${port}/v1`, apiKey, maxRetries: 1 });
}

describe("the OpenAI client", () => {
  test("lists agents and teams, gets answers of both, streams one, and gets typed errors", async () => {
    await using stage = await openStage({ settings });
    const daemon = await stage.start();
    const openai = buildClient(daemon);

    const models = await openai.models.list();
    expect(models.data.map(({ id }) => id)).toEqual(expect.arrayContaining(["coder", "reviewer", "dev"]));

    const answer = await openai.chat.completions.create({ model: "solo", messages: ask("Write a haiku.") });
    const content = answer.choices[0]?.message.content ?? "";
    expect(content).toContain("Demo answer");
    expect(content).not.toContain("- [solo]");

    const team = await openai.chat.completions.create({ model: "dev", messages: ask("Plan a release.") });
    expect(team.choices[0]?.message.content).toMatch(/@coder:.*@reviewer:/s);

    const stream = await openai.chat.completions.create({
      model: "coder",
      messages: ask("Write a haiku."),
      stream: true,
      stream_options: { include_usage: true },
    });
    let streamed = "";
    let usage: OpenAI.CompletionUsage | undefined;
    for await (const chunk of stream) {
      streamed += chunk.choices[0]?.delta.content ?? "";
      usage = chunk.usage ?? usage;
    }
    expect(streamed).toContain("Demo answer");
    expect(usage?.total_tokens).toBeGreaterThanOrEqual(0);

    const errors = [
      openai.chat.completions.create({ model: "nobody", messages: ask("hi") }),
      openai.chat.completions.create({
        model: "coder",
        messages: ask("hi"),
        tools: [{ type: "function", function: { name: "f" } }],
      }),
      buildClient(daemon, "sk-wrong").models.list(),
    ].map((call) =>
      Promise.resolve(call).then(
        () => undefined,
        (error: unknown) => error,
      ),
    );
    const [unknown, tools, wrong] = (await Promise.all(errors)) as APIError[];
    expect(unknown).toBeInstanceOf(OpenAI.NotFoundError);
    expect(unknown).toMatchObject({ code: "model_not_found", param: "model" });
    expect(tools).toBeInstanceOf(OpenAI.BadRequestError);
    expect(tools?.param).toBe("tools");
    expect(wrong).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(wrong?.message).toContain("token is wrong");
  });
});
