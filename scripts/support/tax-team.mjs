/**
 * A team at work, for pictures of the terminal: agents with sub-agents, a question, a failure, a dead letter and a chat
 * room, in a home of its own. Their model is the mock server of the tests: what a task says decides what it answers.
 */
import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { createMockModelServer, wordsOfUser } from "../../packages/testkit/dist/index.js";
import { root } from "./root.mjs";

export const CLI = join(root, "packages/cli/bin/tinyagi.mjs");
const PATIENCE_MS = 120_000;
const IDS = ["lead", "coder", "tester", "writer"];
const QUESTION = "Half-cents go up, or to the even cent?";

const part = (id, prompt, more = {}) => ({
  id,
  prompt,
  rationale: `${id} needs nobody else's result.`,
  ...more,
});
const plan = (goal, agents) => ({
  version: 1,
  goal,
  agents,
  output: agents.at(-1).id,
  onFailure: "collect",
});
/** By the beginning of a task: the plan of the agent that gets it. */
const PLANS = {
  "New tax rules": plan("New tax rules", [
    part("rules", "Collect the new rates", { canSpawn: true }),
    part("engine", "Change the tax engine", { canSpawn: true }),
    part("proof", "Prove the rounding"),
    part("review", "Read every change", { dependsOn: ["engine", "proof"] }),
  ]),
  "Collect the new rates": plan("New rates", [part("nl", "Netherlands"), part("fr", "France")]),
  "Change the tax engine": plan("A new engine", [
    part("schema", "Migration 0042"),
    part("rates", "Rates by date, with the old ones"),
  ]),
};
const ANSWERS = {
  France: "20 % from 1 January, 5.5 % for books.",
  "Migration 0042": "Added tax_rates(valid_from).",
  "When is the release?": "On Friday. The rates are in review.",
  "Who reads the notes": "I do, as soon as they are drafted.",
};
const WORK = {
  Netherlands: "Comparing 21 % and 9 % with the law of 1 January",
  "Rates by date": "Running the rates of 2025 against the new table",
  "Write the release notes": "Drafting the notes from 14 changes",
};

/** Ids of plans, tool results and tokens follow from the task alone, so that pictures differ in times only. */
function reply({ lastUserText, toolResults }) {
  const text = wordsOfUser(lastUserText);
  const usage = {
    inputTokens: 40_000 + 900 * (text.length % 90),
    outputTokens: 2_000 + 40 * (text.length % 60),
  };
  if (toolResults.length > 0) return { text: "Waiting for the parts.", usage, stall: true };
  const has = (words) => text.includes(words);
  if (has("Prove the rounding")) return { error: { status: 400, message: "expected 12.35, got 12.34" } };
  if (has("Send the invoices")) return { error: { status: 400, message: "no such customer" } };
  if (has("Prove every total"))
    return { toolCalls: [{ name: "tinyagi_ask_human", input: { question: QUESTION } }], usage };
  for (const [task, asked] of Object.entries(PLANS))
    if (has(task)) return { toolCalls: [{ name: "tinyagi_spawn_agents", input: { plan: asked } }], usage };
  for (const [task, words] of Object.entries(WORK)) if (has(task)) return { text: words, usage, stall: true };
  for (const [task, words] of Object.entries(ANSWERS)) if (has(task)) return { text: words, usage };
  return { text: "Done.", usage };
}

const agent = (name) => ({ name, provider: "custom:mock", model: "claude-sonnet-4-6" });

/** @returns {Promise<{ env: NodeJS.ProcessEnv, folder: string, tinyagi: (...words: string[]) => Promise<string>, close: () => Promise<void> }>} */
export async function openTaxTeam() {
  const folder = mkdtempSync(join(tmpdir(), "tinyagi-captures-"));
  const model = await createMockModelServer({ script: reply });
  const home = join(folder, "home");
  const env = {
    ...process.env,
    TINYAGI_HOME: home,
    TINYAGI_API_PORT: "0",
    TINYAGI_WORKSPACE: join(folder, "work"),
    LC_ALL: "C.UTF-8",
  };
  mkdirSync(home, { recursive: true });
  const provider = { name: "Mock", harness: "api", base_url: model.openaiUrl, api_key: "sk-mock" };
  const settings = {
    default_agent: "lead",
    agents: Object.fromEntries(IDS.map((id) => [id, agent(id)])),
    teams: { dev: { name: "dev", agents: IDS, leader_agent: "lead" } },
    custom_providers: { mock: provider },
    budgets: { day: { usd: 20 }, conversation: { usd: 9 } },
    execution: { maxAttempts: 1 },
    spawn: { approval: "never", maxLive: 16 },
  };
  writeFileSync(join(home, "settings.json"), JSON.stringify(settings));
  // The model is in this process: a command that waits for it must not block it.
  const tinyagi = (...words) =>
    new Promise((resolve, reject) => {
      execFile(process.execPath, [CLI, ...words], { encoding: "utf8", env }, (error, stdout, stderr) =>
        error
          ? reject(new Error(`tinyagi ${words.join(" ")}: ${stderr}`, { cause: error }))
          : resolve(stdout),
      );
    });
  const close = async () => {
    await tinyagi("stop", "--force").catch(() => undefined);
    await model.close();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await tinyagi("start");
    await fill(tinyagi);
  } catch (error) {
    await close();
    throw error;
  }
  return { env, folder, tinyagi, close };
}

async function fill(tinyagi) {
  const ended = async (count) =>
    (await runs(tinyagi)).filter(({ status }) => status === "completed" || status === "failed").length ===
    count;
  await tinyagi("chatroom", "dev", "--post", "The release is on Friday. Who reads the notes?");
  // Every member reads a post.
  await until(() => ended(IDS.length));
  await tinyagi(
    "chatroom",
    "dev",
    "--post",
    "@tester please test them with the books of a library, too:\nthey have both rates.",
  );
  await until(() => ended(2 * IDS.length));
  await tinyagi("send", "--", "@tester When is the release?");
  await tinyagi("send", "--", "@writer Send the invoices of March");
  await until(() => ended(2 * IDS.length + 2));
  await tinyagi("send", "--", "@lead New tax rules before 1 January");
  await tinyagi("send", "--", "@tester Prove every total under the new rates");
  await tinyagi("send", "--", "@tester Keep the old rates readable");
  await tinyagi("send", "--", "@writer Write the release notes");
  // Of the new ones: three messages, three parts (one waits for them), and two below each of two.
  await until(async () => (await runs(tinyagi)).length === 2 * IDS.length + 2 + 3 + 3 + 4);
  await until(async () => JSON.parse(await tinyagi("approvals", "--json")).approvals.length === 1);
}

async function runs(tinyagi) {
  return JSON.parse(await tinyagi("runs", "--limit", "100", "--json"));
}

async function until(isSo) {
  const end = Date.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error("the team of the pictures did not get to its work");
    await pause(300);
  }
}
