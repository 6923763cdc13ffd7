/** Whether agents that are to run in a container can. Starts no container. */
import { harnessOfProvider, harnessRow, type Settings } from "@tinyagi/contracts";
import type { Environment } from "../context/environment.js";
import { type ContainerGroup, groupContainers } from "./container-groups.js";
import type { Finding } from "./finding.js";

const ID = "containers";
/** Memory, processors, processes. */
const LIMITS = 3;
const SHORTER_HOME = "Stop the daemon, move the home to a shorter path, and set TINYAGI_HOME to it";
const OTHER_MODE = "Choose another mode: tinyagi agent set <id> --permissions sandboxed";

/** @param env of the daemon, which starts the containers */
export async function checkContainers(
  settings: Settings | undefined,
  { env, home }: { readonly env: Environment; readonly home: string },
): Promise<Finding[]> {
  const groups = settings === undefined ? [] : groupContainers(settings);
  if (settings === undefined || groups.length === 0) return [];
  const found = await Promise.all(groups.map((group) => checkGroup(group, env)));
  const ids = groups.flatMap(({ agentIds }) => agentIds);
  return [...found, ...withoutProgram(settings, ids), ...(await withoutSocket(home, ids))];
}

async function checkGroup({ rules, agentIds }: ContainerGroup, env: Environment): Promise<Finding> {
  const { containerState } = await import("@tinyagi/daemon");
  const state = await containerState(rules, env);
  const who = listAgents(agentIds);
  if (state.kind !== "ready")
    return { id: ID, level: "error", message: `${who}: ${state.message}`, hint: state.hint };
  const { kind, version, rootless, limits } = state.runtime;
  if (limits.length < LIMITS)
    return {
      id: ID,
      level: "warning",
      message: `${who} in ${kind} ${version}, which can limit only ${limits.join(", ") || "nothing"} here`,
      hint: "Allow more to your user's services: https://rootlesscontaine.rs/getting-started/common/cgroup2/",
    };
  const message = `${who} in ${kind} ${version} (${rootless ? "rootless" : "as root"}) with ${rules.image}`;
  return { id: ID, level: "ok", message };
}

function withoutProgram(settings: Settings, ids: readonly string[]): Finding[] {
  const lost = ids.filter((id) => {
    const provider = settings.agents[id]?.provider ?? "";
    const row = harnessRow(harnessOfProvider(provider, settings.custom_providers ?? {}));
    return row !== undefined && row.cli === undefined;
  });
  if (lost.length === 0) return [];
  const message = `no container can hold the programs of these agents, or they have none, so they do not work: ${listAgents(lost)}`;
  return [{ id: `${ID}.no-program`, level: "error", message, hint: OTHER_MODE }];
}

/** A container reaches this machine only through sockets, whose paths are short. */
async function withoutSocket(home: string, ids: readonly string[]): Promise<Finding[]> {
  const { fitsSockets } = await import("@tinyagi/daemon");
  if (fitsSockets(home)) return [];
  const message = `the path of ${home} is too long for the sockets of containers, so these agents do not work: ${listAgents(ids)}`;
  return [{ id: `${ID}.home-path`, level: "error", message, hint: SHORTER_HOME }];
}

function listAgents(ids: readonly string[]): string {
  return ids.map((id) => `@${id}`).join(", ");
}
