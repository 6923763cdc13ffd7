/** Agents that never stop by themselves: every such conversation ends, and the reply explains why. */
import { type ConversationLimits, conversationLimitsSchema } from "@tinyagi/contracts";
import { noteText } from "@tinyagi/views";
import { describe, expect, it } from "vitest";
import { parseAgentOutput } from "./agent-output.js";
import { createDirectory, type Directory } from "./directory.js";
import { settingsWith } from "./fixture.js";
import { decideHandoffs, type Limited, pairKey } from "./handoff-decision.js";
import { listLimitNotes } from "./limit-notice.js";

interface Played {
  /** Agents in the order in which they answered. */
  ran: string[];
  limited: { from: string; stopped: Limited[] }[];
}

/** More answers than any limit allows. */
const ANSWERS_MAX = 500;

/** Plays a conversation that starts at `first`; `say` returns the answer of an agent. */
function play(
  directory: Directory,
  first: string,
  options: { say: (agent: string) => string; limits?: Partial<ConversationLimits> },
): Played {
  const limits = { ...conversationLimitsSchema.parse({}), ...options.limits };
  const played: Played = { ran: [], limited: [] };
  const pairCounts = new Map<string, number>();
  const queue = [{ agent: first, hop: 0 }];
  let messageCount = 1;
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { agent, hop } = next;
    played.ran.push(agent);
    if (played.ran.length > ANSWERS_MAX) throw new Error("the conversation never ends");
    const { handoffs } = parseAgentOutput(options.say(agent));
    const facts = { hop, messageCount, startedAt: 0, now: 0, fannedOut: 0, pairCounts };
    const { accepted, limited } = decideHandoffs({ from: agent, directory, limits, facts, handoffs });
    if (limited.length > 0) played.limited.push({ from: agent, stopped: limited });
    for (const { to } of accepted) {
      const pair = pairKey(agent, to);
      pairCounts.set(pair, (pairCounts.get(pair) ?? 0) + 1);
      messageCount += 1;
      queue.push({ agent: to, hop: hop + 1 });
    }
  }
  return played;
}

const pair = (): Directory => createDirectory(settingsWith({ a: "A", b: "B" }, { both: ["a", "b"] }));

describe("agents that always answer with a handoff", () => {
  const pingPong = (agent: string): string => `Your turn. [@${agent === "a" ? "b" : "a"}: go on]`;

  it("are stopped by the hop limit", () => {
    const { ran, limited } = play(pair(), "a", { say: pingPong });
    expect(ran).toEqual(["a", "b", "a", "b", "a", "b", "a", "b", "a"]);
    expect(limited).toEqual([{ from: "a", stopped: [{ code: "LIMIT_HOPS", to: "b", limit: 8 }] }]);
  });

  it("are stopped by the limit of repeats when the hop limit is high", () => {
    const { ran, limited } = play(pair(), "a", { say: pingPong, limits: { hops: 100 } });
    expect(ran).toHaveLength(9);
    expect(
      limited.flatMap(({ from, stopped }) => listLimitNotes(stopped, from).map((note) => noteText(note))),
    ).toEqual([
      "Stopped by LIMIT_PAIR_REPEATS: @a's handoff to @b did not happen, because @a had already handed over to @b 4 times in this conversation.",
    ]);
  });

  it("are stopped by the message limit when there are many agents", () => {
    const ids = Array.from({ length: 12 }, (_, index) => `a${index}`);
    const [first = "a0", ...others] = ids;
    const crowd = createDirectory(
      settingsWith(Object.fromEntries(ids.map((id) => [id, id])), { all: [first, ...others] }),
    );
    const { ran, limited } = play(crowd, "a0", { say: () => `[@${ids.join(",")}: all of you]` });
    expect(ran).toHaveLength(50);
    expect(new Set(limited.flatMap(({ stopped }) => stopped.map(({ code }) => code)))).toContain(
      "LIMIT_MESSAGES",
    );
  });

  it("that quote each other's tags hand over nothing", () => {
    const { ran } = play(pair(), "a", {
      say: () => "They wrote:\n> [@b: go on]\n> [@a: go on]\nand `[@b: x]`.",
    });
    expect(ran).toEqual(["a"]);
  });

  it("cannot hand over to themselves", () => {
    expect(play(pair(), "a", { say: (agent) => `[@${agent}: again]` }).ran).toEqual(["a"]);
  });
});
