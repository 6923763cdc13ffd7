/** What most tests need: services that count instead of drawing, with every event recorded. */

import { completeServices } from "../src/context/context.js";
import { type AgentEvent, type AgentServices, createEventSink, type PayloadOptions } from "../src/index.js";
import { createVirtualClock, type VirtualClock } from "./virtual-clock.js";

export interface TestServices {
  services: AgentServices;
  clock: VirtualClock;
  events: AgentEvent[];
  /** The types of all events so far, without progress. */
  types: () => string[];
  /** The events of one type. */
  of: <T extends AgentEvent["type"]>(type: T) => Extract<AgentEvent, { type: T }>[];
}

export function createTestServices(payloads?: PayloadOptions): TestServices {
  const clock = createVirtualClock();
  const events: AgentEvent[] = [];
  const sink = createEventSink({
    clock,
    listeners: [(event) => events.push(event)],
    ...(payloads === undefined ? {} : { payloads }),
  });
  let ids = 0;
  const newId = () => {
    ids += 1;
    return `run-${ids}`;
  };
  const services = completeServices({ sink, clock, newId, random: () => 0.5 });
  return {
    services,
    clock,
    events,
    types: () => events.map((event) => event.type).filter((type) => type !== "model.progressed"),
    of: (type) => events.filter((event) => event.type === type) as never,
  };
}

const KINDS = ["run", "model", "tool", "subagent"];
const ENDS = ["completed", "failed", "cancelled"];

/** Problems of a finished stream: offsets out of order, starts without exactly one end, ends without a start. */
export function imbalances(events: readonly AgentEvent[]): string[] {
  const problems: string[] = [];
  const open = new Map<string, number>();
  let last = -1;
  for (const event of events) {
    if (event.offset <= last) problems.push(`offset ${event.offset} after ${last}`);
    last = event.offset;
    const [kind, what] = event.type.split(".");
    if (kind === undefined || what === undefined || !KINDS.includes(kind)) continue;
    const key = toKey(kind, event);
    if (what === "started") open.set(key, (open.get(key) ?? 0) + 1);
    if (!ENDS.includes(what)) continue;
    const count = open.get(key) ?? 0;
    if (count === 0) problems.push(`${event.type} of ${key} without a start`);
    open.set(key, count - 1);
  }
  for (const [key, count] of open) if (count !== 0) problems.push(`${key} is open ${count} times`);
  return problems;
}

function toKey(kind: string, event: AgentEvent): string {
  const data: Record<string, unknown> = { ...event.data };
  const part = kind === "tool" ? data.callId : kind === "model" ? `${data.call}/${data.attempt}` : "";
  return `${kind} ${event.runId} ${part}`;
}
