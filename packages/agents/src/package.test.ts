/** The package as others get it: its names, its silence on import, and its fit with the graph's budget. */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { createBudget } from "../../graph/src/index.js";
import { call, scripted } from "../test-support/scripted.js";
import { subAgent } from "../test-support/tree.js";
import * as api from "./index.js";
import { AgentHarness, type BudgetPort, subAgentTool } from "./index.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
  .map((name) => ({ name, text: readFileSync(join(root, "src", name), "utf8") }));

describe("the public surface", () => {
  it("has these names and no others", () => {
    expect(Object.keys(api).sort()).toEqual([
      "AgentHarness",
      "AnswerFormatError",
      "BUDGET_WARNING_SHARE",
      "DEFAULT_IDLE_TIMEOUT_MS",
      "DEFAULT_PRICES",
      "DEFAULT_PRICES_AS_OF",
      "DEFAULT_RUN_LIMITS",
      "FALLBACK_PRICE",
      "FIELD_MAX_CHARS",
      "GuardrailError",
      "LIMIT_NAMES",
      "MESSAGE_LANES",
      "MODEL_PROVIDERS",
      "ModelCallError",
      "NOT_COMPLETED",
      "PLAN_MAX_CHARS",
      "RunBudgetError",
      "RunCancelledError",
      "RunDeadlineError",
      "RunLimitError",
      "STEERING_COMMANDS",
      "STEERING_TEXT_MAX",
      "SUBAGENT_INPUT_FIELD",
      "SessionBusyError",
      "SubAgent",
      "SubAgentDepthError",
      "SubAgentInputError",
      "SubAgentSession",
      "TOOL_OUTPUT_MAX",
      "ToolPictures",
      "UsageMeter",
      "addUsage",
      "connectMcpTools",
      "createCompactingModel",
      "createEventSink",
      "createFallbackModel",
      "createFunctionModel",
      "createMcpTools",
      "createMessageLanes",
      "createModel",
      "createPriceTable",
      "createRunRegistry",
      "createSeeingModel",
      "defineTool",
      "fieldsSchema",
      "fromAiSdkTools",
      "fromLanguageModel",
      "handoffTool",
      "isUnfinished",
      "picturePart",
      "redactSecrets",
      "resolveLimits",
      "spawnTool",
      "subAgentTool",
      "systemClock",
      "transcriptFromJson",
      "transcriptToJson",
      "userMessage",
      "watchIdle",
    ]);
  });

  it("says of its errors which of them let a parent go on", () => {
    const soft = [
      new api.SubAgentDepthError(9, 8),
      new api.RunLimitError("tool_calls", "x"),
      new api.RunDeadlineError("x"),
      new api.RunBudgetError("x"),
    ];
    const hard = [
      new api.RunCancelledError("x"),
      new api.ModelCallError("auth", "x"),
      new api.SessionBusyError(),
      new Error("x"),
    ];
    expect(soft.map(api.isUnfinished)).toEqual([true, true, true, true]);
    expect(hard.map(api.isUnfinished)).toEqual([false, false, false, false]);
  });
});

describe("the sources", () => {
  it("import neither the graph nor any other package of the house but contracts", () => {
    const imports = sources.flatMap(({ text }) =>
      [...text.matchAll(/from "([^".][^"]*)"/g)].map((m) => m[1]),
    );
    expect([...new Set(imports)].sort()).toEqual([
      "@ai-sdk/anthropic",
      "@ai-sdk/openai",
      "@ai-sdk/openai-compatible",
      "@tinyagi/contracts",
      "@tinyagi/contracts/clean-text",
      "ai",
      "node:events",
      "zod",
    ]);
  });

  it("use no environment and no console", () => {
    for (const { name, text } of sources) expect(text, name).not.toMatch(/process\.\w|console\.\w/);
  });

  it("are marked as free of side effects", () => {
    const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Record<string, unknown>;
    expect(manifest.sideEffects).toBe(false);
  });

  it("do nothing at the top level but declare", () => {
    const declares =
      /^(import|export|const|function|async function|class|interface|type|\/|\*| |\}|\)|\]|>|$)/;
    for (const { name, text } of sources) {
      for (const line of text.split("\n")) expect(line, name).toMatch(declares);
    }
  });

  it("keep a process silent and let it end when they are imported", () => {
    const script = `import(${JSON.stringify(join(root, "src/index.ts"))}).then(() => console.log("imported"))`;
    const args = ["--conditions=@tinyagi/source", "--import", "tsx", "-e", script];
    const output = execFileSync(process.execPath, args, { cwd: join(root, "../.."), encoding: "utf8" });
    expect(output).toBe("imported\n");
  });
});

describe("the budget of the graph", () => {
  it("fits the port as it is", () => {
    const budget: BudgetPort = createBudget({ limit: { tokens: 100 } });
    expect(budget.allows()).toBe(true);
    expect(budget.child({ tokens: 10 }).available.tokens).toBe(10);
  });

  it("carries a tree: spending rolls up, a capped child stops alone, the rest is refunded", async () => {
    const budget = createBudget({ limit: { tokens: 1_000 } });
    const usage = { inputTokens: 60 };
    const helper = subAgent("helper", scripted([{ ...call("none"), text: "half", usage }, "never"]), {
      agent: { budget: { tokens: 50 } },
    });
    const model = scripted([
      { ...call("helper", { input: "x" }), usage },
      { text: "done", usage },
    ]);
    const parent = new AgentHarness({ name: "p", model, tools: [subAgentTool(helper)] });
    const result = await parent.run("go", { budget });
    expect(result.status).toBe("completed");
    expect(JSON.stringify(result.messages)).toContain("not a completed answer");
    expect(budget.spent.tokens).toBe(180);
    expect(budget.reserved.tokens).toBe(0);
  });

  it("that is used up ends a run before the next paid call", async () => {
    const budget = createBudget({ limit: { tokens: 50 } });
    const model = scripted([{ ...call("none"), text: "half", usage: { inputTokens: 60 } }, "never"]);
    const run = new AgentHarness({ name: "p", model }).run("go", { budget });
    await expect(run).resolves.toMatchObject({ status: "partial", limit: "budget", text: "half" });
    expect(model.requests).toHaveLength(1);
  });
});
