/** Messages of all the kinds people write, drawn from a seed: single, lists, chains, handoffs, failures. */
import { fakeDirective } from "@tinyagi/testkit";
import { HEAVY, SWARM, VOLUME } from "./chaos-home.js";
import type { OutgoingMessage } from "./http-client.js";
import type { Random } from "./random.js";

/** Share of messages that cost no process. */
const VOLUME_SHARE = 0.75;
/** Shares of the others, out of 100, in order; what is left are messages for one agent. */
const HEAVY_SHARE = 2;
const FAIL_SHARE = 2;
const SLOW_SHARE = 15;
const LIST_SHARE = 10;
const CHAIN_SHARE = 8;
const HAND_SHARE = 12;
const RELAY_SHARE = 6;

type Kind = (random: Random, id: string) => OutgoingMessage;

const KINDS: readonly (readonly [number, Kind])[] = [
  [HEAVY_SHARE, (_, id) => ({ id, agent: HEAVY, text: fakeDirective(STRAYING), replies: 1 })],
  [FAIL_SHARE, (random, id) => ({ id, agent: random.pick(SWARM), text: "#fail#", replies: 1 })],
  [SLOW_SHARE, (random, id) => ({ id, agent: random.pick(SWARM), text: "work #slow#", replies: 1 })],
  [
    LIST_SHARE,
    (random, id) => {
      const agents = some(random, random.between(2, 4));
      return { id, text: `[@${agents.join(",")}: work ${id}]`, replies: agents.length };
    },
  ],
  [
    CHAIN_SHARE,
    (random, id) => {
      const [first, second] = some(random, 2);
      return { id, text: `@${first}: draft ${id}. When done, @${second}: review it`, replies: 1 };
    },
  ],
  [
    HAND_SHARE,
    (random, id) => {
      const [first, ...others] = some(random, random.between(2, 4));
      return { id, text: `@${first} #hand:${others.join(",")}#`, replies: 1 };
    },
  ],
  [
    RELAY_SHARE,
    (random, id) => {
      const [second, third] = some(random, 3).filter((agent) => agent !== "a1");
      return { id, text: `@crew #relay:${second}/${third}#`, replies: 1 };
    },
  ],
];

/** Forks a child that leaves the process group and holds the pipe. */
const STRAYING = { reply: "heavy work done", fork: true, setsid: true, delayMs: 30 };

/** The next message of the load. */
export function drawMessage(random: Random, id: string): OutgoingMessage {
  if (random.chance(VOLUME_SHARE)) return { id, agent: random.pick(VOLUME), text: `work ${id}`, replies: 1 };
  let roll = random.next() * 100;
  for (const [share, kind] of KINDS) {
    roll -= share;
    if (roll < 0) return kind(random, id);
  }
  return { id, agent: random.pick(SWARM), text: `work ${id}`, replies: 1 };
}

function some(random: Random, count: number): string[] {
  const left: string[] = [...SWARM];
  return Array.from({ length: count }, () => {
    const chosen = random.pick(left);
    left.splice(left.indexOf(chosen), 1);
    return chosen;
  });
}
