/**
 * Every page of TinyOffice with long names, at the widths of a desk, a small window, a phone and a zoomed page: nothing is cut without a
 * sign, shortened to a letter, or drawn over something else.
 *
 * @requirement OFFICE-2
 */
import { readFileSync } from "node:fs";
import { needs, waitFor } from "@tinyagi/testkit";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OfficeStage, openOfficeStage } from "./support/office-stage.js";

const TIMEOUT_MS = 120_000;
/** 720 and 320: what a desk at 200 % and a laptop at 400 % leave (WCAG 1.4.10). */
const WIDTHS = [1_440, 1_024, 720, 390, 320] as const;
const FINDINGS = readFileSync(new URL("./support/layout-findings.mjs", import.meta.url), "utf8");
/** Where the first text of each cell ends, in the head and in the first row of the first table. */
const ENDS = `["thead", "tbody"].map((part) =>
  [...document.querySelectorAll("main table")[0].querySelectorAll(part + " tr:first-child > *")].slice(1).map((cell) => {
    const range = document.createRange();
    range.selectNodeContents(document.createTreeWalker(cell, NodeFilter.SHOW_TEXT).nextNode() ?? cell);
    return Math.round(range.getBoundingClientRect().right);
  }))`;

const LONG = "Procurement and Supplier Relations";
const WORD = "Donaudampfschifffahrtsgesellschaft";
const TEXT = `Compare the offers of all suppliers for ${WORD}, and write down what each of them would cost us in a year`;
const AGENTS = {
  lead: `Lead of ${LONG}`,
  coder: `Coder for ${WORD}`,
  writer: "Writer of long reports and short letters",
  auditor: "Auditor",
};

let opened: OfficeStage;
const client = () => opened.daemon.client;

/** Work of each kind, with names as long as people give them. */
async function fill(): Promise<void> {
  const send = (agent: string, message: string) =>
    client().call("sendMessage", { body: { agent, message, channel: "web", sender: "You" } });
  await send("lead", `#demo say ${TEXT}`);
  await send("writer", "#demo fail");
  await send("coder", `#demo say [@writer: #demo say ${TEXT}]`);
  await send("auditor", "#demo hang");
  await send("auditor", `${TEXT} again`);
  const project = await client().call("createProject", { body: { name: `${LONG} 2027` } });
  const all = { title: TEXT, description: TEXT, projectId: project.project.id };
  for (const [assignee, status] of [
    ["lead", "backlog"],
    ["coder", "review"],
    ["writer", "done"],
  ] as const)
    await client().call("createTask", { body: { ...all, assignee, assigneeType: "agent", status } });
  await client().call("postChatroom", { params: { id: "procurement" }, body: { message: TEXT } });
  const schedule = { cron: "0 9 * * 1-5", agentId: "coder", message: TEXT };
  await client().call("createSchedule", {
    body: { label: "offers-of-all-suppliers-every-morning", ...schedule },
  });
  await waitFor(async () => (await client().call("queueDead", { query: {} })).length > 0, {
    timeoutMs: 60_000,
    what: "the failed message",
  });
}

async function pathsOf(): Promise<string[]> {
  const [conversation] = await client().call("listConversations", { query: { agent: "coder" } });
  const runs = await client().call("listRuns", { query: { limit: 1 } });
  const [task] = await client().call("listTasks", { query: {} });
  return [
    ...["/", "/chat", `/chat?id=${conversation?.id}`, "/rooms?room=procurement", "/tasks"],
    ...[
      "/runs",
      `/runs?run=${runs[0]?.runId}`,
      "/queue",
      "/spend",
      "/logs",
      "/agents",
      "/agents?agent=coder",
    ],
    ...["/teams", "/schedules", "/channels", "/settings", `/tasks?task=${task?.id}`],
  ];
}

/** The pages ask for their data when they are there: all of it is drawn when nothing more comes. */
async function settled(page: Page): Promise<void> {
  await page.getByText("Live").first().waitFor({ state: "attached" });
  let before = "";
  let same = 0;
  const isStill = async (): Promise<boolean> => {
    const now = await page.evaluate<string>(
      "document.fonts.ready.then(() => document.body.innerText + document.body.querySelectorAll('*').length)",
    );
    same = now === before ? same + 1 : 0;
    before = now;
    return same >= 3;
  };
  // Seconds that count on are no reason to wait for ever.
  await waitFor(isStill, { timeoutMs: 3_000, what: "a page that changes no more" }).catch(() => undefined);
}

describe("the layout", { timeout: TIMEOUT_MS, ...needs("chromium") }, () => {
  beforeAll(async () => {
    const agents = Object.entries(AGENTS).map(([id, name]) => [id, { name, provider: "demo", model: "" }]);
    opened = await openOfficeStage({
      settings: {
        default_agent: "lead",
        agents: Object.fromEntries(agents),
        teams: {
          procurement: { name: LONG, agents: ["lead", "coder"], leader_agent: "lead" },
          letters: {
            name: `Letters and reports of ${WORD}`,
            agents: ["writer", "auditor"],
            leader_agent: "writer",
          },
        },
      },
    });
    await fill();
  }, TIMEOUT_MS);
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]();
  });

  test("no text is cut off or lies over another, on any page and at any width", async () => {
    const found: string[] = [];
    const paths = await pathsOf();
    for (const path of paths) {
      await opened.page.goto(new URL(path, opened.page.url()).href);
      for (const width of WIDTHS) {
        await opened.page.setViewportSize({ width, height: 900 });
        await settled(opened.page);
        const here = await opened.page.evaluate<string[]>(FINDINGS);
        found.push(...here.map((one) => `${path} at ${width}: ${one}`));
      }
    }
    expect(found).toEqual([]);
  });

  test.each(["/runs", "/logs", "/tasks"])(
    "on a phone, the filters of %s are one row, and each can be reached",
    async (path) => {
      await opened.page.setViewportSize({ width: 390, height: 844 });
      await opened.page.goto(new URL(path, opened.page.url()).href);
      const filters = opened.page.getByRole("search").first();
      await filters.waitFor();
      await settled(opened.page);
      expect((await filters.boundingBox())?.height).toBeLessThanOrEqual(64);
      const last = filters.locator("select, button").filter({ visible: true }).last();
      await last.focus();
      const { x = 0, width = 0 } = (await last.boundingBox()) ?? {};
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + width).toBeLessThanOrEqual(390);
    },
  );

  test("the head of a column of Spend ends where its figures end", async () => {
    await opened.page.setViewportSize({ width: 1_440, height: 900 });
    await opened.page.goto(new URL("/spend", opened.page.url()).href);
    const table = opened.page.getByRole("table", { name: /^Spend of 14/ });
    await table.getByRole("row").nth(1).waitFor();
    await settled(opened.page);
    const ends = await opened.page.evaluate<number[][]>(ENDS);
    expect(ends[0]).toEqual(ends[1]);
  });
});
