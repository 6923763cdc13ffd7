/**
 * Long lists and a large run while someone scrolls through them: how long the page answers nothing, and how many elements
 * it keeps.
 */
import { join } from "node:path";
import { createMockModelServer, type MockReply, type MockRequest, waitFor } from "@tinyagi/testkit";
import type { Page } from "playwright-core";
import { type BenchDaemon, startBenchDaemon } from "../support/daemon.js";
import type { Figure } from "../support/figure.js";
import { type OfficePage, openOfficePage } from "./browser.js";
import { writeHistory } from "./history.js";
import { recordTrace, type Task } from "./main-thread.js";

const ROWS = 10_000;
const AGENTS = Array.from({ length: 12 }, (_, i) => `a${i}`);
const TEAM = "office";
/** Ten sub-agents with nineteen each: 200 below the root. */
const PARTS = 10;
const PARTS_OF_PART = 19;
const WHEELS = 80;
const WHEEL_PX = 600;
/** Jumps over the whole length, as someone does who drags the bar. */
const JUMPS = 20;
const STEP_MS = 20;
/** No row of a list is less high. */
const LEAST_ROW_PX = 28;
const LONGEST_MS = 100;
const MAX_ELEMENTS = 3_000;

interface Place {
  readonly name: string;
  readonly path: string;
  /** What scrolls. */
  readonly box: string;
  /** Of a list: the end with the rows that the page reads later. */
  readonly rest?: "below" | "above";
}

const LISTS: readonly Place[] = [
  { name: "Runs, 10,000", path: "/runs", box: '[role="grid"]', rest: "below" },
  { name: "Queue, 10,000 dead letters", path: "/queue", box: '[role="grid"]' },
  {
    name: "Chat, 10,000 conversations",
    path: "/chat",
    box: 'nav[aria-label="Conversations"] .overflow-auto',
    rest: "below",
  },
  { name: "Rooms, 10,000 posts", path: `/rooms?room=${TEAM}`, box: '[role="log"]', rest: "above" },
];

export async function measureScrolling(): Promise<Figure[]> {
  await using model = await createMockModelServer({ script: reply });
  const agents = Object.fromEntries(AGENTS.map((id) => [id, { name: id, provider: "demo", model: "" }]));
  await using daemon = await startBenchDaemon(
    {
      agents: { ...agents, planner: { name: "Planner", provider: "custom:mock", model: "mock-large" } },
      teams: { [TEAM]: { name: "Office", agents: AGENTS, leader_agent: "a0" } },
      custom_providers: {
        mock: { name: "Mock", harness: "api", base_url: model.openaiUrl, api_key: "sk-mock" },
      },
      spawn: { maxFanOut: 32, maxTotal: 400, maxLive: 8, maxDepth: 3 },
    },
    (home) =>
      writeHistory({
        database: join(home, "tinyagi.db"),
        conversations: ROWS,
        deadLetters: ROWS,
        room: { team: TEAM, posts: ROWS },
        agents: AGENTS,
      }),
  );
  const run = await runLargeGraph(daemon);
  const views: Place[] = [
    { name: "run of 200, tree", path: `/runs?run=${run}`, box: '[role="grid"]' },
    { name: "run of 200, timeline", path: `/runs?run=${run}&view=time`, box: '[role="grid"]' },
    {
      name: "run of 200, graph",
      path: `/runs?run=${run}&view=graph`,
      box: '[aria-label="Parts as a graph"]',
    },
    { name: "run of 200, log", path: `/runs?run=${run}&view=log`, box: '[role="grid"]' },
  ];
  await using office = await openOfficePage(daemon);
  const figures: Figure[] = [];
  for (const place of [...views, ...LISTS]) figures.push(...(await measurePlace(office, place)));
  return figures;
}

async function measurePlace(office: OfficePage, place: Place): Promise<Figure[]> {
  const { page } = office;
  await office.goTo(place.path);
  await page.locator(place.box).first().waitFor();
  await readAll(page, place);
  let elements = 0;
  const trace = await recordTrace(page, async () => {
    elements = await scrollThrough(page, place.box);
  });
  const longest = (of: (task: Task) => number): number => Math.max(...trace.tasks.map(of));
  const slow = trace.tasks.filter(({ cpuMs }) => cpuMs > LONGEST_MS / 2);
  for (const { cpuMs, parts } of slow)
    console.log(`# ${place.name}: ${cpuMs.toFixed(0)} ms: ${parts.join(", ")}`);
  return [
    {
      name: `${place.name}: longest task, processor time`,
      value: longest(({ cpuMs }) => cpuMs),
      unit: "ms",
      aim: { max: LONGEST_MS },
    },
    { name: `${place.name}: longest task, wall time`, value: longest(({ wallMs }) => wallMs), unit: "ms" },
    { name: `${place.name}: elements`, value: elements, unit: "", aim: { max: MAX_ELEMENTS } },
  ];
}

/** Goes to the end with the rows that are not read yet, until all are. */
async function readAll(page: Page, { box, rest }: Place): Promise<void> {
  if (rest === undefined) return;
  await waitFor(
    async () =>
      (await page.evaluate<number>(`(() => {
        const box = document.querySelector('${box}');
        box.scrollTop = ${rest === "below" ? "box.scrollHeight" : "0"};
        return box.scrollHeight;
      })()`)) >
      ROWS * LEAST_ROW_PX,
    { timeoutMs: 300_000, what: `${ROWS} rows` },
  );
}

/** @returns the most elements there were */
async function scrollThrough(page: Page, box: string): Promise<number> {
  const place = await page.locator(box).first().boundingBox();
  if (place === null) throw new Error(`${box} is not on the page.`);
  let elements = 0;
  const look = async (): Promise<void> => {
    await page.waitForTimeout(STEP_MS);
    elements = Math.max(elements, await page.evaluate<number>("document.querySelectorAll('*').length"));
  };
  await page.mouse.move(place.x + place.width / 2, place.y + place.height / 2);
  for (const direction of [-1, 1])
    for (let i = 0; i < WHEELS / 2; i += 1) {
      await page.mouse.wheel(0, direction * WHEEL_PX);
      await look();
    }
  for (let i = 0; i <= JUMPS; i += 1) {
    const share = ((i * 7) % JUMPS) / JUMPS;
    await page.evaluate(`(() => {
      const box = document.querySelector('${box}');
      box.scrollTo(box.scrollWidth * ${share}, box.scrollHeight * ${share});
    })()`);
    await look();
  }
  return elements;
}

async function runLargeGraph({ client }: BenchDaemon): Promise<string> {
  const { conversationId } = await client.call("sendMessage", {
    body: { message: "@planner PLAN the year" },
  });
  await waitFor(
    async () => (await client.call("getConversation", { params: { id: conversationId } })).status !== "open",
    { timeoutMs: 300_000, what: "the run of 200 to end" },
  );
  const [root] = await client.call("listRuns", { query: { conversation: conversationId, top: "true" } });
  if (root === undefined) throw new Error("The conversation has no run.");
  return root.runId;
}

function reply({ lastUserText, toolResults }: MockRequest): MockReply {
  if (toolResults.length > 0) return { text: "All parts are done." };
  if (/^PLAN/m.test(lastUserText)) return toPlan(PARTS, "QUARTER");
  if (/^QUARTER/m.test(lastUserText)) return toPlan(PARTS_OF_PART, "WEEK");
  return { text: "The numbers agree." };
}

function toPlan(parts: number, task: string): MockReply {
  const agents = Array.from({ length: parts }, (_, i) => ({
    id: `p${i + 1}`,
    prompt: `${task} ${i + 1}: check its numbers.`,
    rationale: "The parts do not depend on each other.",
    canSpawn: task === "QUARTER",
  }));
  const plan = {
    version: 1,
    goal: "All numbers",
    agents,
    output: agents.map(({ id }) => id),
    onFailure: "collect",
  };
  return { toolCalls: [{ name: "tinyagi_spawn_agents", input: { plan } }] };
}
