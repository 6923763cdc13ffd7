/** `status`: the daemon, what it works on, and what waits for the person, each with the command that shows it. */
import type { AgentHostStatus, OpenPrograms, RouteOutput } from "@tinyagi/contracts";
import {
  channelState,
  counted,
  duration,
  exposureText,
  moment,
  needCount,
  needKinds,
  sayWhy,
  size,
} from "@tinyagi/views";
import type { CliContext } from "../../context/context.js";
import { readOpenPrograms } from "../../control/open-programs.js";
import { channelWord } from "../../view/channel-word.js";
import { facts } from "../../view/table.js";

type Status = RouteOutput<"status">;
type Fact = readonly [name: string, value: string];

/** How the processes of runs are kept together. `tinyagi doctor` says what that means. */
const PROCESS_WORDS = {
  cgroup: "each run in a control group of its own",
  marks: "found by group and mark (see: tinyagi doctor)",
} as const;

/** Prints the API's status; for people together with the counts of the queue. */
export async function status(context: CliContext): Promise<void> {
  const client = await context.connect();
  const { signal, output } = context;
  const [body, queue, programs] = await Promise.all([
    client.call("status", { signal }),
    output.json ? undefined : client.call("queueStatus", { signal }),
    output.json ? undefined : readOpenPrograms(client, signal),
  ]);
  output.data(body, (columns) => [
    `TinyAGI ${body.version} is running`,
    ...facts(
      [
        ...daemonFacts(context, body, client.baseUrl),
        ...(queue === undefined ? [] : [queueFact(queue)]),
        ...programFacts(programs),
        ["settings", settingsWords(body.settings)],
        ...attentionFacts(body.attention),
        ...Object.entries(body.channels).map(channelFact),
        ...Object.entries(body.plugins ?? {}).map(
          ([name, state]): Fact => [`plugin ${name}`, state.replaceAll("_", " ")],
        ),
      ],
      columns,
    ),
  ]);
}

function daemonFacts({ now }: CliContext, body: Status, address: string): Fact[] {
  // The API gives seconds, as it always did.
  const uptime = body.uptime * 1_000;
  return [
    ["address", address],
    ...exposureFacts(body.exposure, now()),
    ["pid", String(body.pid)],
    ["home", body.home],
    ["uptime", `${duration(uptime)} (since ${moment(now() - uptime, { now: now() })})`],
    ["live runs", String(body.live)],
    ...(body.agentHost === undefined ? [] : [["agent host", hostWords(body.agentHost)] as const]),
    ...(body.containment === undefined ? [] : [["processes", PROCESS_WORDS[body.containment.kind]] as const]),
    ...(body.pausedProviders ?? []).map(
      ({ provider, login, model, place, until, reason }): Fact => [
        "paused provider",
        `${[provider, place && `on ${place}`, login && `login ${login}`, model && `model ${model}`].filter(Boolean).join(", ")} until ${moment(until, { now: now() })}: ${reason}`,
      ],
    ),
  ];
}

function queueFact({ incoming, queued, processing, dead }: RouteOutput<"queueStatus">): Fact {
  return ["queue", `${incoming + queued} waiting, ${processing} running, ${dead} dead letters`];
}

/** Nothing where none is open. */
function programFacts(programs: ReadonlyMap<string, OpenPrograms> | undefined): Fact[] {
  const all = [...(programs?.values() ?? [])];
  if (all.length === 0) return [];
  const bytes = all.reduce((sum, one) => sum + (one.bytes ?? 0), 0);
  const names = all.map(({ agent }) => `@${agent}`).join(", ");
  return [["open programs", bytes === 0 ? names : `${names} (${size(bytes)})`]];
}

function settingsWords({ valid, problem, warnings = 0 }: Status["settings"]): string {
  if (!valid) return `not valid: ${problem ?? "see: tinyagi logs"}`;
  if (warnings === 0) return "valid";
  return `valid, ${counted(warnings, "warning")} (show: tinyagi doctor)`;
}

/** Only while somebody from elsewhere gets in, or is about to. */
function exposureFacts(exposure: Status["exposure"], now: number): Fact[] {
  if (exposure === undefined || exposure.state === "off") return [];
  const text = exposureText(exposure, now);
  const address = exposure.url === null ? "" : ` ${exposure.url}`;
  return [["from elsewhere", `${text}${address} (close it: tinyagi expose stop)`]];
}

/** Only what is there: a line for each kind of thing that waits for a person. */
function attentionFacts(attention: Status["attention"]): Fact[] {
  if (attention === undefined) return [];
  const { approvals, questions, dead = 0, providers, strangers, budgets, budgetStops } = attention;
  const needs = { approvals, questions, dead, providers };
  const stopped =
    budgetStops === 0 ? "" : `${counted(budgetStops, "message")} stopped (show: tinyagi budget stops)`;
  const lines: [string, number, string][] = [
    ["needs you", needCount(needs), `${needKinds(needs)} (show: tinyagi needs)`],
    ["strangers", strangers, `${strangers} waiting to be approved (show: tinyagi pairing list)`],
    ["budgets", budgets.length, `used up: ${budgets.join(", ")} (show: tinyagi budgets)`],
    ["budget stops", budgetStops, stopped],
  ];
  return lines.filter(([, count]) => count > 0).map(([name, , words]): Fact => [name, words]);
}

/** @param entry a channel of an older daemon has no state, and does not say whether it is set up */
function channelFact([name, channel]: [string, Status["channels"][string]]): Fact {
  const { running, enabled = true, state: known } = channel;
  const state =
    known === undefined
      ? running
        ? "running"
        : "stopped"
      : channelWord(channelState({ enabled, running, state: known }));
  return [`channel ${name}`, channel.reason === undefined ? state : `${state}: ${channel.reason}`];
}

function hostWords({ state, pid, live, restarts, problem, why }: AgentHostStatus): string {
  if (state === "paused")
    return `crashed too often; no message is dispatched: ${sayWhy({ reason: problem, why }) ?? ""}`;
  const crashes = restarts === 0 ? "" : `, ${restarts} ${restarts === 1 ? "crash" : "crashes"}`;
  return state === "starting"
    ? `starting${crashes}`
    : `running (pid ${pid ?? 0}), ${live} agent processes${crashes}`;
}
