/**
 * What an agent on a model API without skills is sent with each call: its instructions and its tools, in bytes. What exceeds
 * the budget is cut, or the budget is raised on purpose. A question to a person is at hand; tools that are left out are reached when they are needed.
 *
 * @requirement HARNESS-5
 */
import type { MockReply, MockRequest } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import { openProviderHome } from "./support/provider-home.js";

const MAX_BYTES = 6_144;

interface SentTool {
  readonly name?: string;
  readonly function?: { readonly name: string };
}

const toolsOf = ({ raw }: Pick<MockRequest, "raw">): readonly SentTool[] => Object(raw).tools;
const namesOf = (request: Pick<MockRequest, "raw">) =>
  toolsOf(request).map((tool) => tool.name ?? tool.function?.name ?? "");

function script(request: MockRequest): MockReply {
  if (!request.lastUserText.includes("make a task")) return { text: "yes" };
  if (request.toolResults.at(-1)?.text.includes("Created task") === true) return { text: "made" };
  const isOffered = namesOf(request).includes("tinyagi_create_task");
  return isOffered
    ? { toolCalls: [{ name: "tinyagi_create_task", input: { title: "Buy paper" } }] }
    : { toolCalls: [{ name: "more_tools", input: {} }] };
}

test("instructions and tools of an agent without skills stay within their budget, and left out tools are reached", async () => {
  await using home = await openProviderHome("api", script);
  const { client } = await home.stage.start();
  await client.sendAndWait({ message: "@coder hello" });
  const sent = home.model.turns().at(-1);
  if (sent === undefined) throw new Error("the model was not asked");
  const { parts, system } = await client.call("effectivePrompt", { params: { id: "coder" } });
  const skills = parts.filter(({ kind }) => kind === "skills").reduce((sum, { bytes }) => sum + bytes, 0);
  const text = system.bytes - skills;
  const tools = Buffer.byteLength(JSON.stringify(toolsOf(sent)));
  const sizes = toolsOf(sent).map((tool, at) => `${namesOf(sent)[at]} ${JSON.stringify(tool).length}`);
  console.info(`instructions ${text} bytes, tools ${tools} bytes: ${sizes.join(", ")}`);
  expect(text + tools).toBeLessThanOrEqual(MAX_BYTES);
  expect(namesOf(sent)).toContain("tinyagi_ask_human");
  await client.sendAndWait({ message: "@coder make a task" });
  const tasks = await client.call("listTasks", { query: {} });
  expect(tasks.map(({ title }) => title)).toEqual(["Buy paper"]);
});
