/**
 * The daemon is killed while thirty sub-agents run, four of them below another one: the next daemon goes on with the
 * graph, runs nothing again that had ended, and answers.
 *
 * @requirement SPAWN-3
 */
import { fakeDirective, waitFor } from "@tinyagi/testkit";
import { expect, it } from "vitest";
import { type ChaosHome, createChaosHome, HEAVY } from "./support/chaos-home.js";

const LIMITS = { maxFanOut: 32, maxLive: 40 };
const START_TIMEOUT_MS = 60_000;
const names = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}${n}`);
const QUICK = names("quick", 4);
const SLOW = names("slow", 26);
const DEEP_QUICK = names("deepquick", 2);
const DEEP_SLOW = names("deepslow", 4);

const LATE = "after the restart";
const part = (id: string) => `PART-${id}`;
/** Answers at once. */
const quick = (id: string) => ({ id, prompt: fakeDirective({ reply: part(id) }) });
/** Does what the control file says: hangs, or answers {@link LATE}. */
const slow = (id: string) => ({ id, prompt: part(id) });

function planning(agents: readonly { id: string }[], output: readonly string[]): string {
  const plan = { version: 1, goal: "parts", agents, output };
  return fakeDirective({ reply: `\`\`\`spawn\n${JSON.stringify(plan)}\n\`\`\`` });
}

function request(): string {
  const below = [...DEEP_QUICK.map(quick), ...DEEP_SLOW.map(slow)];
  const deep = { id: "deep", canSpawn: true, prompt: planning(below, [...DEEP_QUICK, ...DEEP_SLOW]) };
  const first = [...QUICK.map(quick), ...SLOW.map(slow), deep];
  const join = { ...slow("join"), dependsOn: first.map(({ id }) => id) };
  return planning([...first, join], ["join"]);
}

/** What each process that worked on a node was asked, by the journal that the agents write themselves. */
function promptsByNode(chaos: ChaosHome): Record<string, string[]> {
  const rows = chaos.query<{ run: string; node: string }>(
    "SELECT runs.id AS run, graph_nodes.node_id AS node FROM runs JOIN graph_nodes USING (message_row_id)",
  );
  const nodeOf = new Map(rows.map(({ run, node }) => [run, node]));
  const prompts: Record<string, string[]> = {};
  for (const { runId, stdin } of chaos.fake.runs()) {
    const node = nodeOf.get(runId) ?? `unknown run ${runId}`;
    prompts[node] = [...(prompts[node] ?? []), stdin ?? ""];
  }
  return prompts;
}

function eventsByNode(chaos: ChaosHome, type: string): string[] {
  return chaos
    .query<{ node: string }>(`SELECT data ->> 'node' AS node FROM events WHERE type = '${type}'`)
    .map(({ node }) => node)
    .sort();
}

const hanging = (chaos: ChaosHome) => chaos.fake.runs().filter((run) => run.hanging).length;
const each = (ids: readonly string[], runs: number, at = "root/") => ids.map((id) => [`${at}${id}`, runs]);

const early = (id: string) => `### ${id}\n${part(id)}`;
const late = (id: string) => `### ${id}\n${LATE}`;

/** The last run of a node got these results. */
function expectResults(prompts: readonly string[] = [], results: readonly string[]): void {
  for (const result of results) expect(prompts.at(-1)).toContain(result);
}

it("goes on with a graph after kill -9 in the middle of it, and each sub-agent that had ended ran once", {
  timeout: 180_000,
}, async () => {
  await using chaos = await createChaosHome({
    settings: { spawn: LIMITS, execution: { maxLiveAgents: 40, retryBaseMs: 20, retryMaxMs: 100 } },
  });
  chaos.fake.setControl({ default: { hang: "init", ignoreSigterm: true } });
  const daemon = await chaos.host.start();
  await chaos.sender.send({ id: "plan", agent: HEAVY, text: request(), replies: 1 });
  const ended = [...QUICK.map((id) => `root/${id}`), ...DEEP_QUICK.map((id) => `root/deep/${id}`)].sort();
  await waitFor(
    () =>
      hanging(chaos) === SLOW.length + DEEP_SLOW.length &&
      eventsByNode(chaos, "node.completed").length === ended.length,
    { timeoutMs: START_TIMEOUT_MS, what: "thirty sub-agents that run, and six that have ended" },
  );
  expect(eventsByNode(chaos, "node.completed")).toEqual(ended);

  daemon.signal("SIGKILL");
  await daemon.exited;
  chaos.fake.setControl({ default: { reply: LATE } });
  const next = await chaos.host.start();
  expect(chaos.orphans(next.bootId)).toEqual([]);
  await chaos.settle();

  expect(await chaos.judge()).toEqual([]);
  const prompts = promptsByNode(chaos);
  expect(Object.fromEntries(Object.entries(prompts).map(([node, list]) => [node, list.length]))).toEqual(
    Object.fromEntries([
      ...each(QUICK, 1),
      ...each(SLOW, 2),
      ...each(DEEP_QUICK, 1, "root/deep/"),
      ...each(DEEP_SLOW, 2, "root/deep/"),
      // These two run once more with the results of their plans.
      ...each(["deep"], 2),
      ["root", 2],
      ["root/join", 1],
    ]),
  );
  const all = [...ended, ...SLOW.map((id) => `root/${id}`), ...DEEP_SLOW.map((id) => `root/deep/${id}`)];
  expect(eventsByNode(chaos, "node.completed")).toEqual([...all, "root/deep", "root/join"].sort());
  expectResults(prompts["root/deep"], [...DEEP_QUICK.map(early), ...DEEP_SLOW.map(late)]);
  expectResults(prompts["root/join"], [...QUICK.map(early), ...SLOW.map(late), late("deep")]);
  expectResults(prompts.root, [late("join")]);
  expect(chaos.replies()).toMatchObject([{ messageId: "plan", message: expect.stringContaining(LATE) }]);
});
