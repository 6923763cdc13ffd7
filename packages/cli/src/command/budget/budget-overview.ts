/** What `budgets` shows beside the budgets of the API: the limits of every conversation, and what budgets stopped. */
import type { Client } from "@tinyagi/client";
import { BUDGET_RESOURCES, type RouteOutput, type Settings } from "@tinyagi/contracts";
import { amount, stamp } from "@tinyagi/views";
import type { CliContext } from "../../context/context.js";

/** Refused plans of this time are shown. */
const SHOWN_MS = 86_400_000;
const EVENTS_READ = 100;

export interface More {
  /** What the settings allow every conversation: it has no use of its own. */
  rows: string[][];
  /** What budgets stopped. */
  stopped: string[];
}

export const NO_MORE: More = { rows: [], stopped: [] };

export async function readMore(context: CliContext, client: Client): Promise<More> {
  const { signal } = context;
  const [settings, stops, refused] = await Promise.all([
    client.call("getSettings", { signal }),
    client.call("listBudgetStops", { query: {}, signal }),
    client.call("listEvents", { query: { types: "spawn.refused", limit: EVENTS_READ }, signal }),
  ]);
  const since = context.now() - SHOWN_MS;
  const plans = refused.events.filter(
    ({ time, type, data }) => type === "spawn.refused" && time >= since && toReason(data) === "budget",
  );
  return { rows: defaultRow(settings), stopped: [...messagesLine(stops.length), ...plans.map(planLine)] };
}

function defaultRow(settings: unknown): string[][] {
  const { budgets = {} } = settings as { budgets?: Settings["budgets"] };
  const own = budgets.conversation;
  if (own === undefined) return [];
  const limits = BUDGET_RESOURCES.flatMap((resource) =>
    own[resource] === undefined ? [] : amount(resource, own[resource]),
  );
  if (limits.length === 0) return [];
  return [["each conversation", `at most ${limits.join(", ")}`, "", own.onLimit ?? "stop", "", "", ""]];
}

function messagesLine(count: number): string[] {
  const messages = count === 1 ? "1 message" : `${count} messages`;
  return count === 0 ? [] : [`Budgets stopped ${messages}. List them: tinyagi budget stops`];
}

function planLine({ time, data, conversationId }: RouteOutput<"listEvents">["events"][number]): string {
  const { agent = "", message = "" } = data as { agent?: string; message?: string };
  const place = conversationId === undefined ? "" : ` Show it: tinyagi conversation show ${conversationId}`;
  return `${stamp(time)}: a budget refused a plan of @${agent} for sub-agents. ${message}${place}`;
}

function toReason(data: unknown): unknown {
  return typeof data === "object" && data !== null && "reason" in data ? data.reason : undefined;
}
