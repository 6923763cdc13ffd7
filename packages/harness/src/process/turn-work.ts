/**
 * What the turns of a kept program start, and its end with the turn. What the program had started when the turn began belongs
 * to itself: it may start helpers anew between turns. Guarantees that nothing else of a turn runs afterwards, or says that it may. Never signals the program.
 */
import { setTimeout as delay } from "node:timers/promises";
import { findMarkedProcesses, processStartTime, readProcesses } from "@tinyagi/base/process-table";
import type { Contained } from "../containment/containment-contract.js";
import type { TurnRest } from "./child-contract.js";
import { workOf } from "./left-work.js";
import { endProcesses } from "./process-group.js";
import { listMembers } from "./processor-time.js";

/** Time for what ends with the last command of a turn, such as its sandbox. */
const SETTLE_MS = 400;
const POLL_MS = 25;
const GRACE_MS = 500;
/** Times that it is ended and looked for again: what forks meanwhile escapes one pass. */
const ROUNDS = 3;

/** A kept program. */
export interface KeptPlace {
  /** Pid of the program, which leads its group. */
  readonly leader: number;
  readonly contained: Pick<Contained, "processes">;
  readonly mark: string;
}

interface Member {
  readonly pid: number;
  readonly startTime: string;
}

/** The processes of a program that has just started: itself and its helpers. */
export interface TurnWork {
  /** Remembers what belongs to the program, before a turn. */
  readonly begin: () => Promise<void>;
  /** Ends what else there is. @param usedTool whether tools were at work: only they start what leaves the group */
  readonly end: (usedTool: boolean) => Promise<TurnRest>;
}

/** Creates the record of one program. */
export function createTurnWork(place: KeptPlace): TurnWork {
  let own: ReadonlySet<string> = new Set();
  const others = async (usedTool: boolean) =>
    (await membersNow(place, usedTool)).filter((member) => !own.has(keyOf(member)));
  return {
    async begin() {
      own = new Set((await membersNow(place, false)).map(keyOf));
    },
    async end(usedTool) {
      const settled = performance.now() + SETTLE_MS;
      let found = await others(usedTool);
      while (found.length > 0 && performance.now() < settled) {
        await delay(POLL_MS);
        found = await others(usedTool);
      }
      if (found.length === 0) return { clean: true };
      const left = await workOf(found.map(({ pid }) => pid));
      for (let round = 0; round < ROUNDS && found.length > 0; round += 1) {
        await endProcesses(found, { graceMs: round === 0 ? GRACE_MS : 0 });
        found = await others(true);
      }
      return { clean: found.length === 0, ...(left === undefined ? {} : { left }) };
    },
  };
}

/** All but the program itself. A control group lists them; elsewhere group, descent and mark do. */
async function membersNow({ leader, contained, mark }: KeptPlace, usedTool: boolean): Promise<Member[]> {
  const held = await contained.processes();
  const [listed, marked] = await Promise.all([
    held.includes(leader) ? held : descendantsOf(leader),
    usedTool && mark !== "" ? findMarkedProcesses((runId) => runId === mark) : [],
  ]);
  const pids = new Set([...listed, ...marked.map(({ pid }) => pid)]);
  pids.delete(leader);
  const members = [...pids].map(async (pid) => ({ pid, startTime: await processStartTime(pid) }));
  return (await Promise.all(members)).flatMap(({ pid, startTime }) =>
    startTime === undefined ? [] : { pid, startTime },
  );
}

async function descendantsOf(leader: number): Promise<number[]> {
  const entries = (await readProcesses()) ?? [];
  return listMembers(entries, leader)
    .filter(({ isZombie }) => !isZombie)
    .map(({ pid }) => pid);
}

function keyOf({ pid, startTime }: Member): string {
  return `${pid} ${startTime}`;
}
