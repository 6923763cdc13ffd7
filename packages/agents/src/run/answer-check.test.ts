/** Answers by a schema, and guardrails. */
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { call, said, scripted } from "../../test-support/scripted.js";
import { createTestServices, imbalances } from "../../test-support/setup.js";
import { SubAgent } from "../subagent/subagent.js";
import { subAgentTool } from "../subagent/tool.js";
import { defineTool } from "../tool/tool.js";
import { AgentHarness } from "./harness.js";
import { jsonInText } from "./json-in-text.js";

const city = z.object({ name: z.string(), people: z.number().int() });
const GOOD = '{"name":"Rome","people":2800000}';

describe("an answer by a schema", () => {
  it("is typed and checked; the system prompt contains the format", async () => {
    const model = scripted([GOOD]);
    const { output, text } = await new AgentHarness({ name: "a", model, system: "Be brief." }).run("go", {
      output: city,
    });
    const people: number | undefined = output?.people;
    expect(people).toBe(2_800_000);
    expect(text).toBe(GOOD);
    expect(model.requests[0]?.system).toMatch(/^Be brief\.\n\n.*JSON schema.*"people"/s);
  });

  it.each([`Here it is:\n${GOOD}\nAnything else?`, `\`\`\`json\n${GOOD}\n\`\`\``, ` ${GOOD} `])(
    "is found among other words: %s",
    async (text) => {
      const run = new AgentHarness({ name: "a", model: scripted([text]) }).run("go", { output: city });
      await expect(run).resolves.toMatchObject({ output: { name: "Rome" } });
    },
  );

  it("is corrected once, and the model learns what is wrong", async () => {
    const model = scripted(['{"name":"Rome"}', GOOD]);
    const { output, modelCalls, messages } = await new AgentHarness({ name: "a", model }).run("go", {
      output: city,
    });
    expect([output?.name, modelCalls]).toEqual(["Rome", 2]);
    expect(said(messages)[2]).toMatch(/^user: Your answer does not fit.*people/s);
  });

  it("that stays wrong fails the run with a typed error, without its text in the message", async () => {
    const model = scripted(["secret words", "secret words"]);
    const run = new AgentHarness({ name: "a", model }).run("go", { output: city });
    await expect(run).rejects.toMatchObject({ name: "AnswerFormatError", text: "secret words" });
    await run.catch((error: Error) => expect(error.message).not.toContain("secret"));
    expect(model.requests).toHaveLength(2);
  });

  it("may follow tool calls", async () => {
    const look = defineTool({
      name: "look",
      description: "d",
      inputSchema: z.object({}),
      execute: () => "ok",
    });
    const harness = new AgentHarness({ name: "a", model: scripted([call("look"), GOOD]), tools: [look] });
    await expect(harness.run("go", { output: city })).resolves.toMatchObject({ output: { name: "Rome" } });
  });

  it("tells a reader along to drop the wrong answer", async () => {
    const log: string[] = [];
    const harness = new AgentHarness({ name: "a", model: scripted(["no", GOOD]) });
    await harness.run("go", {
      output: city,
      onText: (delta) => log.push(delta),
      onRestart: () => log.push("restart"),
    });
    expect(log).toEqual(["no", "restart", GOOD]);
  });
});

describe("JSON in a text", () => {
  it.each<[string, unknown]>([
    ["null", null],
    ["[1] and [2]", undefined],
    ["so: [1, 2]", [1, 2]],
    ["no json", undefined],
    ["", undefined],
    ["}{", undefined],
  ])("of %s is %j", (text, value) => expect(jsonInText(text)?.value).toEqual(value));

  it("costs linear time", () => {
    expect(jsonInText(`${"```json\n".repeat(100_000)}`)).toBeUndefined();
    expect(jsonInText(`${"{".repeat(500_000)}`)).toBeUndefined();
  });
});

describe("guardrails", () => {
  const noNumbers = {
    name: "no-numbers",
    check: (text: string) =>
      /\d/.test(text) ? { ok: false as const, reason: "It has digits.", retry: true } : { ok: true as const },
  };
  const polite = {
    name: "polite",
    check: (messages: readonly { content: unknown }[]) =>
      JSON.stringify(messages).includes("please")
        ? { ok: true as const }
        : { ok: false as const, reason: "Say please." },
  };

  it("of the input stop the run before the first model call", async () => {
    const model = scripted(["never"]);
    const { services, types, events } = createTestServices();
    const harness = new AgentHarness({ name: "a", model, inputGuardrails: [polite], services });
    await expect(harness.run("do it")).rejects.toMatchObject({
      name: "GuardrailError",
      guardrail: "polite",
      stage: "input",
      reason: "Say please.",
    });
    expect(model.requests).toEqual([]);
    expect(types()).toEqual(["run.started", "run.failed"]);
    expect(imbalances(events)).toEqual([]);
  });

  it("of the answer let the model correct it once", async () => {
    const model = scripted(["42", "forty-two", "42", "42"]);
    const harness = new AgentHarness({ name: "a", model, outputGuardrails: [noNumbers] });
    await expect(harness.run("go")).resolves.toMatchObject({ text: "forty-two", modelCalls: 2 });
    await expect(harness.run("go")).rejects.toMatchObject({ name: "GuardrailError", stage: "output" });
  });

  it("of a sub-agent end the sub-agent, and its parent goes on", async () => {
    const harness = new AgentHarness({ name: "child", model: scripted(["x"]), inputGuardrails: [polite] });
    const child = new SubAgent({ name: "child", description: "d", harness });
    const parent = scripted([call("child", { input: "do it" }), "went on"]);
    const result = await new AgentHarness({ name: "p", model: parent, tools: [subAgentTool(child)] }).run(
      "go",
    );
    expect(result.text).toBe("went on");
    expect(said(result.messages).join()).toContain("not a completed answer: The guardrail polite refused");
  });
});
