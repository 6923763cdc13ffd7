/** Random conversations with random agents, failures, cancellations, replays and reloads: every conversation ends. */
import { HarnessError } from "@tinyagi/contracts";
import { type ConversationRow, isCounted, type MessageRow } from "@tinyagi/kernel";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type AgentScript, createEngineFixture, type EngineFixture, team } from "./fixture.js";

const IDS = ["a", "b", "c", "d", "e"] as const;
const RUNS = Number(process.env.PROPERTY_RUNS ?? "25");
const DRAIN_ROUNDS_MAX = 200;

type Act =
  | { kind: "say"; tags: string[] }
  | { kind: "fail"; error: "transient" | "invalid" | "rate_limited" }
  | { kind: "hang" };
type Step =
  | { kind: "send"; text: string; join: "reply" | "stream" | "leader" | null }
  | { kind: "post"; teamId: string }
  | { kind: "cancelMessage" | "cancelConversation" | "replay" | "delete"; pick: number }
  | { kind: "advance"; ms: number }
  | { kind: "settle" }
  | { kind: "reload"; without: string | null };

const id = fc.constantFrom(...IDS, "nobody", "t1", "t2");
const tag = fc.oneof(
  { weight: 5, arbitrary: id.map((to) => `[@${to}: do it]`) },
  { weight: 1, arbitrary: fc.tuple(id, id).map(([x, y]) => `[@${x},${y}: do it]`) },
  { weight: 2, arbitrary: fc.constantFrom("[#t1: hey]", "[#t2: hey]", "[#no: hey]", "[@a: unclosed") },
);
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 6, arbitrary: fc.array(tag, { maxLength: 4 }).map((tags): Act => ({ kind: "say", tags })) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom("transient" as const, "invalid" as const, "rate_limited" as const)
      .map((error): Act => ({ kind: "fail", error })),
  },
  { weight: 1, arbitrary: fc.constant<Act>({ kind: "hang" }) },
);
const text = fc.constantFrom(
  "plain",
  "@a go",
  "@t1 go",
  "@t2 go",
  "[@a: x] [@b: y] context",
  "[@a,c,e: x]",
  "@a: one. Then @c: two. Then @d: three",
  "@nobody hello",
);
const pick = fc.nat(20);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("send" as const),
      text,
      join: fc.constantFrom(null, null, "reply" as const, "stream" as const, "leader" as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("post" as const), teamId: fc.constantFrom("t1", "t2") }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        "cancelMessage" as const,
        "cancelConversation" as const,
        "replay" as const,
        "delete" as const,
      ),
      pick,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant("advance" as const),
      ms: fc.constantFrom(1, 1_000, 60_000, 3_600_000),
    }),
  },
  { weight: 3, arbitrary: fc.constant<Step>({ kind: "settle" }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("reload" as const),
      without: fc.option(fc.constantFrom(...IDS), { nil: null }),
    }),
  },
);
const world = fc.record({
  acts: fc.array(act, { maxLength: 40 }),
  steps: fc.array(step, { minLength: 1, maxLength: 14 }),
  limits: fc.record({
    hops: fc.integer({ min: 0, max: 4 }),
    messages: fc.integer({ min: 3, max: 12 }),
    fanOut: fc.integer({ min: 1, max: 3 }),
    pairRepeats: fc.integer({ min: 1, max: 3 }),
  }),
  joins: fc.tuple(
    fc.constantFrom(undefined, "reply" as const, "leader" as const, "stream" as const),
    fc.constantFrom(undefined, "reply" as const, "leader" as const, "stream" as const),
  ),
});
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

interface Play {
  e: EngineFixture;
  accepted: string[];
  /** Rows that were deleted, replayed or cancelled by hand. */
  deleted: Set<number>;
  replayed: Set<number>;
  cancelled: Map<number, string>;
  /** Reloads the settings without one agent. The limits stay the same. */
  reload: (without: string | null) => void;
  release: () => void;
}

async function createPlay({ acts, limits, joins }: World): Promise<Play> {
  let calls = 0;
  let open = () => {};
  const released = new Promise<void>((resolve) => {
    open = resolve;
  });
  const script: AgentScript = async (_request, signal) => {
    const now = acts[calls];
    calls += 1;
    const words = `answer-${calls}-end`;
    if (now?.kind === "fail") throw new HarnessError(now.error, "failed on purpose", { retryAfterMs: 5_000 });
    if (now?.kind === "hang")
      await Promise.race([
        released,
        new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(new Error("abort")))),
      ]);
    return now?.kind === "say" ? `${words} ${now.tags.join(" ")}` : words;
  };
  const withJoin = (members: [string, ...string[]], join: World["joins"][0]) => ({
    ...team(...members),
    ...(join === undefined ? {} : { join }),
  });
  const teams = { t1: withJoin(["a", "b", "c"], joins[0]), t2: withJoin(["c", "d"], joins[1]) };
  const e = await createEngineFixture({
    settings: { limits },
    teams,
    agents: Object.fromEntries(IDS.map((agent) => [agent, script])),
  });
  return {
    e,
    accepted: [],
    deleted: new Set(),
    replayed: new Set(),
    cancelled: new Map(),
    reload(without) {
      const agents = IDS.filter((agent) => agent !== without);
      e.setSettings({
        agents: Object.fromEntries(agents.map((agent) => [agent, { name: agent, provider: "demo" }])),
      });
    },
    release: () => open(),
  };
}

async function perform(play: Play, now: Step, index: number): Promise<void> {
  const { e } = play;
  switch (now.kind) {
    case "send": {
      const join = now.join === null ? {} : { join: now.join };
      const { conversationId } = await e.send(now.text, join);
      play.accepted.push(conversationId);
      return;
    }
    case "post":
      return void (await e.conversations.postToRoom(now.teamId, "hello room"));
    case "advance":
      return e.clock.advance(now.ms);
    case "settle":
      // An agent that hangs never lets the engine settle, so only a bounded number of turns is played.
      for (let turn = 0; turn < 20; turn += 1) {
        await e.store.idle();
        await new Promise<void>((resolve) => setImmediate(resolve));
      }
      return;
    case "reload":
      return play.reload(now.without);
    default:
      return interfere(play, now, index);
  }
}

async function interfere(play: Play, now: Extract<Step, { pick: number }>, index: number): Promise<void> {
  const { e } = play;
  const choose = <T>(rows: readonly T[]): T | undefined => rows[now.pick % Math.max(1, rows.length)];
  const open = () => [
    ...e.store.messages.withStatus("pending", 99),
    ...e.store.messages.withStatus("processing", 99),
  ];
  const gone = (error: unknown) => {
    // It may have ended between the query and the command.
    if (
      !(error instanceof Error && "code" in error && ["NOT_FOUND", "CONFLICT"].includes(String(error.code)))
    )
      throw error;
  };
  const row = choose(
    now.kind === "replay" || now.kind === "delete" ? e.store.deadLetters.list({ limit: 99 }) : open(),
  );
  if (row === undefined) return;
  if (now.kind === "cancelMessage") {
    const reason = `stopped-${index}-by-hand`;
    await e.conversations
      .cancelMessage(row.id, { code: "steered", by: reason })
      .then(() => play.cancelled.set(row.id, reason), gone);
  } else if (now.kind === "cancelConversation")
    await e.conversations
      .cancelConversation(row.conversation_id, { code: "steered", by: `ended-${index}-by-hand` })
      .catch(gone);
  else if (now.kind === "replay")
    await e.conversations.replayDead(row.id).then(() => void play.replayed.add(row.id), gone);
  else await e.conversations.deleteDead(row.id).then(() => void play.deleted.add(row.id), gone);
}

async function drain({ e, release }: Play): Promise<void> {
  release();
  for (let round = 0; round < DRAIN_ROUNDS_MAX; round += 1) {
    await e.settled();
    if (e.store.messages.openLanes().length === 0) return;
    e.clock.advance(60_000);
  }
  throw new Error("the engine never came to rest");
}

function checkEnded({ e, accepted }: Play, conversations: readonly ConversationRow[]): void {
  expect(conversations.filter((row) => row.status === "open")).toEqual([]);
  expect(
    e.store.runs.list({ limit: 9_999 }).filter((run) => ["starting", "running"].includes(run.status)),
  ).toEqual([]);
  for (const row of conversations) {
    const closings = e.events.filter(
      (event) => event.type === "conversation.closed" && event.conversationId === row.id,
    );
    expect(closings).toHaveLength(1);
    expect(JSON.parse(row.notes)).toEqual([]);
  }
  for (const conversationId of accepted)
    expect(e.store.outbox.inConversation(conversationId).length).toBeGreaterThan(0);
}

function checkLimits(e: EngineFixture, conversation: ConversationRow, messages: readonly MessageRow[]): void {
  const limits = JSON.parse(conversation.limits);
  expect(messages.length).toBeLessThanOrEqual(limits.messages);
  for (const pair of e.store.messages.pairCounts(conversation.id))
    expect(pair.n).toBeLessThanOrEqual(limits.pairRepeats);
  const byRun = new Map<string | null, number>();
  for (const message of messages) {
    expect(message.hop).toBeLessThanOrEqual(limits.hops);
    if (message.kind === "handoff")
      byRun.set(message.parent_run_id, (byRun.get(message.parent_run_id) ?? 0) + 1);
  }
  for (const count of byRun.values()) expect(count).toBeLessThanOrEqual(limits.fanOut);
}

/** Every counted message was reported. Each agent's last output and each failure is part of exactly one reply. */
function checkTold(play: Play, conversation: ConversationRow, messages: readonly MessageRow[]): void {
  const { e, replayed, cancelled } = play;
  const replies = e.store.outbox.inConversation(conversation.id).map((row) => row.message);
  const mentions = (words: string) => replies.join("\n").split(words).length - 1;
  const counted = messages.filter(isCounted);
  const summed =
    conversation.join_mode === "leader" &&
    counted.some((message) => message.kind === "summary" && message.status === "completed");
  const last = new Map<string, MessageRow>();
  for (const message of counted) {
    expect(message.reported).toBe(1);
    const words = /answer-\d+-end/.exec(message.result_text ?? "")?.[0];
    if (words !== undefined) expect(mentions(words)).toBeLessThanOrEqual(1);
    if (message.status === "completed") last.set(message.agent_id, message);
    if (message.status === "dead" && !replayed.has(message.id))
      expect(mentions(`queue retry ${message.id}\``)).toBe(1);
    const reason = cancelled.get(message.id);
    if (reason !== undefined && message.status === "cancelled") expect(mentions(reason)).toBe(1);
  }
  for (const message of last.values()) {
    if (summed && message.kind !== "summary") continue;
    expect(mentions(/answer-\d+-end/.exec(message.result_text ?? "")?.[0] ?? "")).toBe(1);
  }
}

test("random conversations all end, are reported exactly once, and stay within their limits", async () => {
  await fc.assert(
    fc.asyncProperty(world, async (drawn) => {
      const play = await createPlay(drawn);
      const { e } = play;
      try {
        for (const [index, now] of drawn.steps.entries()) await perform(play, now, index);
        await drain(play);
        const conversations = e.store.conversations.list({ limit: 9_999 });
        checkEnded(play, conversations);
        for (const conversation of conversations) {
          const messages = e.store.messages.inConversation(conversation.id);
          if (conversation.follow_up_of === null) checkLimits(e, conversation, messages);
          checkTold(play, conversation, messages);
        }
      } finally {
        await e[Symbol.asyncDispose]();
      }
    }),
    { numRuns: RUNS },
  );
}, 120_000);
