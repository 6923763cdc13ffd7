/** The examples of this package, run over real HTTP against the mock provider, once per wire format. @requirement AGENTS-1 */
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { createBudget } from "../../graph/src/index.js";
import {
  createMockModelServer,
  type MockModelServer,
  type MockScript,
  scriptByAgent,
} from "../../testkit/src/index.js";
import { begin, createDesk, goOn } from "../examples/approval-later.js";
import { readBooking } from "../examples/checked-answer.js";
import { answerAtDesk } from "../examples/handoff.js";
import { answer, ask } from "../examples/saved-session.js";
import { planTrip } from "../examples/session-with-human.js";
import { delegate } from "../examples/spawn-plan.js";
import { askEditor } from "../examples/subagent-as-tool.js";
import { askAccountant } from "../examples/tools-of-others.js";
import { report } from "../examples/watched-run.js";
import { serveSums } from "../test-support/mcp-server.js";
import { PROVIDERS } from "../test-support/providers.js";

let server: MockModelServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function mock(script: MockScript): Promise<MockModelServer> {
  server = await createMockModelServer({ script });
  return server;
}

describe.each(PROVIDERS)("examples with %s", (_name, modelAt) => {
  it("asks a sub-agent through its tool and answers with what it found", async () => {
    const at = await mock(
      scriptByAgent({
        editor: [
          { toolCalls: [{ name: "researcher", input: { input: "How high is it?" } }] },
          (request) => ({ text: `Report: ${request.toolResults.map((result) => result.text).join()}` }),
        ],
        researcher: [(request) => ({ text: `4,810 m (${request.lastUserText})`, chunks: 3 })],
      }),
    );
    const text = await askEditor("Write about Mont Blanc.", modelAt(at));
    expect(text).toMatch(
      /^Report: 4,810 m \(How high is it\?\) \(2 calls of the editor, \$0\.000\d+ in all\)$/,
    );
    expect(at.turns()).toHaveLength(3);
  });

  it("keeps the first turn of a session for the second, with a human answer between them", async () => {
    const at = await mock(
      scriptByAgent({
        planner: [
          "In which month?",
          (request) => ({
            text: `Planned: ${request.messages.map((message) => message.text).join(" | ")}`,
          }),
        ],
      }),
    );
    const asked: string[] = [];
    const askHuman = async (question: string) => {
      asked.push(question);
      return "In May.";
    };
    const { text, turns } = await planTrip("Plan a trip to Rome.", { model: modelAt(at), askHuman });
    expect(asked).toEqual(["In which month?"]);
    expect(text).toBe("Planned: Plan a trip to Rome. | In which month? | In May.");
    expect(turns).toBe(2);
    const system = at.turns().map((request) => request.system.match(/@planner/g)?.length);
    expect(system).toEqual([1, 1]);
  });

  it("hands the text of a spawn plan to the callback and its answer back to the model", async () => {
    const plan = { version: 1, goal: "two views", agents: [{ id: "a", prompt: "A" }], output: "a" };
    const at = await mock(
      scriptByAgent({
        lead: [
          { toolCalls: [{ name: "spawn_agents", input: { plan } }] },
          (request) => ({ text: `Summary of ${request.toolResults[0]?.text}` }),
        ],
      }),
    );
    const plans: unknown[] = [];
    const onPlan = async (text: string) => {
      plans.push(JSON.parse(text));
      return "a: done";
    };
    await expect(delegate("Look at it twice.", { model: modelAt(at), onPlan })).resolves.toBe(
      "Summary of a: done",
    );
    expect(plans).toEqual([plan]);
    expect(at.turns()[0]?.tools).toEqual(["spawn_agents"]);
  });

  it("reads a booking into a checked object, asks again, and uses the second model when the first one fails", async () => {
    const at = await mock(
      scriptByAgent({
        clerk: ['{"city":"Paris","nights":2}', '{"city":"Rome","nights":2}'],
      }),
    );
    const models = [{ ...modelAt(at), baseUrl: "http://127.0.0.1:9/v1" }, modelAt(at)];
    const booked = await readBooking("Two nights in Rome.", models);
    expect(booked).toEqual({ city: "Rome", nights: 2, sizes: [1, 3] });
    await expect(readBooking("x".repeat(20_000), models)).rejects.toMatchObject({
      guardrail: "short-request",
    });
  });

  it("stores a payment that waits for a person and makes it later, once", async () => {
    const script = scriptByAgent({
      desk: [
        { toolCalls: [{ name: "pay", input: { usd: 500 } }] },
        (request) => ({ text: `Result: ${request.toolResults[0]?.text}` }),
      ],
    });
    const at = await mock(script);
    const paid: number[] = [];
    const desk = () => createDesk(modelAt(at), (usd) => paid.push(usd));
    const stored = await begin(desk(), "Pay the invoice.");
    expect(paid).toEqual([]);
    await expect(goOn(desk(), stored, true)).resolves.toBe("Result: paid");
    expect(paid).toEqual([500]);
  });

  it("hands a conversation over", async () => {
    const at = await mock(
      scriptByAgent({
        desk: [{ toolCalls: [{ name: "transfer_to_bills", input: {} }] }],
        bills: [(request) => ({ text: `About: ${request.messages[0]?.text}` })],
      }),
    );
    await expect(answerAtDesk("My bill?", modelAt(at))).resolves.toBe("bills: About: My bill?");
  });

  it("uses a tool of the AI SDK and one of an MCP server", async () => {
    const at = await mock(
      scriptByAgent({
        accountant: [
          {
            toolCalls: [
              { name: "rate", input: { day: "today" } },
              { name: "sums_add", input: { a: 2, b: 3 } },
            ],
          },
          (request) => ({ text: request.toolResults.map((result) => result.text).join(" and ") }),
        ],
      }),
    );
    const { url } = await serveSums();
    const text = await askAccountant("How much?", modelAt(at), url);
    expect(text).toBe('{"day":"today","usd":1.25} and 5');
  });

  it("continues a session that was saved as a text", async () => {
    const at = await mock(
      scriptByAgent({
        planner: [
          "In which month?",
          (request) => ({ text: request.messages.map((message) => message.text).join(" | ") }),
        ],
      }),
    );
    const stored = await ask("Plan a trip.", modelAt(at));
    const text = await answer(stored, "In May.", modelAt(at));
    expect(text).toBe("Plan a trip. | In which month? | In May.");
  });

  it("shows a streamed text once, with its events and its cost on the budget", async () => {
    let calls = 0;
    const at = await mock(() => {
      calls += 1;
      return calls === 1 ? { text: "Hello world", chunks: 4, cutAfterChunks: 2 } : { text: "Hello world" };
    });
    const budget = createBudget({ limit: { usd: 1 } });
    const { status, shown, log, usd } = await report("Greet.", { model: modelAt(at), budget });
    expect([status, shown]).toEqual(["completed", "Hello world"]);
    expect(log).toEqual(expect.arrayContaining(["model.failed", "model.completed", "budget.reconciled"]));
    expect(budget.spent.usd).toBeCloseTo(usd ?? 0);
    const small = createBudget({ limit: { tokens: 1 } });
    await expect(report("Greet at length.", { model: modelAt(at), budget: small })).resolves.toMatchObject({
      status: "partial",
      shown: "",
    });
  });
});

it("the README shows the files of its examples", () => {
  const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
  const blocks = [...read("README.md").matchAll(/<!-- the file (\S+) -->\n\n```ts\n([\s\S]*?)```/g)];
  expect(blocks.map(([, file]) => file)).toEqual([
    "examples/watched-run.ts",
    "examples/checked-answer.ts",
    "examples/approval-later.ts",
    "examples/handoff.ts",
    "examples/saved-session.ts",
    "examples/tools-of-others.ts",
  ]);
  for (const [, file = "", shown] of blocks) {
    const source = read(file).replace('"../src/index.js"', '"@tinyagi/agents"');
    expect(shown).toBe(source.slice(source.indexOf("\n") + 1));
  }
});
