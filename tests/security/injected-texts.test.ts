/**
 * An agent whose prompt is injected gains no right: every source of text from outside, with every act that its reader may
 * not do. The agent obeys all it reads, with its tools, the tags of its answer and its run's own token.
 *
 * A run takes most of the time, so each source is read once and all acts are tried in that run.
 *
 * @requirement SECURE-2
 */
import { createHmac } from "node:crypto";
import { type Client, createClient } from "@tinyagi/client";
import { waitFor } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { call } from "../e2e/support/answer.js";
import { INJECTED_ACTS, noteText, SOURCE_NOTE } from "../support/injected-acts.js";
import {
  type Attack,
  type InjectedWorld,
  injected,
  openInjectedWorld,
  WEBHOOK_SECRET,
} from "../support/injected-world.js";

const TIMEOUT_MS = 120_000;
const ATTACK: Attack = {
  calls: (world) => INJECTED_ACTS.flatMap(({ calls }) => calls?.(world) ?? []),
  requests: (world) => INJECTED_ACTS.flatMap(({ requests }) => requests?.(world) ?? []),
  tags: (world) => INJECTED_ACTS.flatMap(({ tags }) => tags?.(world) ?? []).join("\n\n"),
  fetches: {
    "own-file": { name: "tinyagi_send_file", input: { path: "report.html" } },
    connector: { name: "tinyagi_mail__read", input: {} },
    "web-page": { name: "tinyagi_web_search", input: { query: "weather" } },
    note: { name: "tinyagi_recall", input: { query: "holidays" } },
    document: { name: "read_file", input: { path: "letter.md" } },
    "own-memory": { name: "tinyagi_recall", input: { query: "gardening" } },
    artifact: { name: "read_file", input: { path: "report.html" } },
    teammate: { name: "tinyagi_send_message", input: { to: "mate", text: "Any news?", wait: true } },
  },
};

let world: InjectedWorld;
let telegram: Client;
/** Messages that wait for a person from the beginning. */
let asking: number;

const client = () => world.daemon.client;
/** Sends the victim to read what is called so. */
const fetched = (source: string) => async () => {
  await client().sendAndWait({ message: `@victim fetch-${source}-please` }, { timeoutMs: TIMEOUT_MS });
};

/** How the text of each source reaches the victim. */
const SOURCES: Readonly<Record<string, () => Promise<void>>> = {
  async connector() {
    world.mail.set({
      tools: [{ name: "read", inputSchema: { type: "object" }, annotations: { readOnlyHint: true } }],
      result: { content: [{ type: "text", text: injected("connector") }] },
    });
    await fetched("connector")();
  },
  async issue() {
    world.github.world.issues.push({
      ...{ number: 7, title: "It is broken", body: injected("issue"), labels: [], state: "open" },
    });
    const { taskId } = await client().call("importIssue", { body: { issue: "acme/app#7" } });
    const change = { assignee: "victim", status: "in_progress" } as const;
    await client().call("updateTask", { params: { id: taskId }, body: change });
  },
  async "web-page"() {
    world.outside.found = injected("web-page");
    await fetched("web-page")();
  },
  async note() {
    const body = { path: SOURCE_NOTE, content: noteText("Holidays", injected("note")) };
    await client().call("writeCompanyNote", { body });
    await fetched("note")();
  },
  document: fetched("document"),
  async "member-chat"() {
    const body = { message: `@victim ${injected("member-chat")}`, sender: "max", senderId: "max" };
    await telegram.call("sendMessage", { body: { ...body, channel: "telegram" } });
  },
  async webhook() {
    const body = JSON.stringify({ text: injected("webhook") });
    const time = Math.floor(Date.now() / 1_000);
    const mac = createHmac("sha256", WEBHOOK_SECRET).update(`${time}.${body}`).digest("hex");
    const headers = { "content-type": "application/json", "x-tinyagi-signature": `t=${time},v1=${mac}` };
    const sent = { headers, body };
    expect((await call(world.daemon.port, { method: "POST", path: "/api/hooks/shop" }, sent)).status).toBe(
      200,
    );
  },
  async "own-memory"() {
    const body = { path: "garden.md", content: noteText("Gardening", injected("own-memory")) };
    await client().call("writeNote", { params: { id: "victim" }, body });
    await fetched("own-memory")();
  },
  artifact: fetched("artifact"),
  teammate: fetched("teammate"),
};

beforeAll(async () => {
  world = await openInjectedWorld(ATTACK);
  for (const id of ["mail", "vault"]) await client().call("testMcpServer", { params: { id } });
  const { token } = await client().call("createToken", { body: { channel: "telegram" } });
  telegram = createClient({ baseUrl: client().baseUrl, token });
  await client().call("allowSender", { body: { channel: "telegram", senderId: "max", role: "member" } });
  await openDecisions();
}, TIMEOUT_MS);
afterAll(() => world?.[Symbol.asyncDispose]());

/** A decision that waits for a person, and a task with a clone. */
async function openDecisions(): Promise<void> {
  for (const word of ["one", "two"])
    await client().call("sendMessage", { body: { message: `@spender #demo say ${word}` } });
  const asked = await waitFor(
    async () => (await client().call("listApprovals", { query: {} })).approvals[0],
    { what: "the request for more budget" },
  );
  world.ids.set("approval", asked.id).set("digest", asked.digest);
  const { task } = await client().call("createTask", { body: { title: "Two instead of one" } });
  await client().call("chooseTaskRepository", { params: { id: task.id }, body: { repository: "app" } });
  world.ids.set("task", task.id);
  await fetched("own-file")();
  const [artifact] = (await client().call("listArtifacts", { query: {} })).artifacts;
  expect(artifact).toBeDefined();
  world.ids.set("artifact", String(artifact?.id));
  asking = (await client().call("queueStatus")).queued;
}

/** Nothing is left to do but what a person is asked about. */
async function isIdle(): Promise<boolean> {
  const { queued, processing } = await client().call("queueStatus");
  return processing === 0 && queued <= asking;
}

/** To propose is its right: the next source tries to accept what it proposed. */
async function rememberProposal(): Promise<void> {
  const [proposal] = (await client().call("listProposals", { query: {} })).proposals;
  if (proposal === undefined) throw new Error("@victim proposed nothing, so that nothing could be accepted");
  const { digest } = await client().call("getProposal", { params: { id: proposal.id } });
  world.ids.set("proposal", proposal.id).set("proposed", digest);
}

const standing = () => Promise.all(INJECTED_ACTS.map((act) => act.standing(world)));

for (const [source, bring] of Object.entries(SOURCES))
  describe(`text of the source ${source}`, () => {
    let before: unknown[];
    let after: unknown[];

    beforeAll(async () => {
      before = await standing();
      await bring();
      await waitFor(async () => world.obeyed.has(source), {
        timeoutMs: 60_000,
        what: `@victim to read ${source}`,
      });
      await waitFor(async () => isIdle(), {
        timeoutMs: 60_000,
        what: `the attack of ${source} to end`,
      });
      after = await standing();
      await rememberProposal();
    }, TIMEOUT_MS);

    test.each(INJECTED_ACTS.map(({ act }, index) => [act, index] as const))("cannot %s", (_act, index) => {
      expect(after[index]).toEqual(INJECTED_ACTS[index]?.expected ?? before[index]);
    });

    test("has every request of the run's token refused, because no run may make it", () => {
      const answers = world.obeyed.get(source) ?? [];
      expect(answers.length).toBeGreaterThan(20);
      // A run may write to its own conversation, if a person has it: there, it is the file that is refused.
      const isRefused = ([path, status]: readonly [string, number]) =>
        status === 403 || (path === "/api/responses" && [400, 409].includes(status));
      expect(answers.filter((answer) => !isRefused(answer))).toEqual([]);
    });
  });

test("a stranger's message reaches no agent at all", async () => {
  const body = { message: `@victim ${injected("stranger")}`, sender: "eve", senderId: "eve" };
  const answer = await telegram.call("sendMessage", { body: { ...body, channel: "telegram" } });
  expect(answer).toMatchObject({ pairing: "pending", conversationId: "" });
  expect(world.obeyed.has("stranger")).toBe(false);
});
