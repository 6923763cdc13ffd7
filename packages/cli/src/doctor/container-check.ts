/** Whether agents that are to run in a container can. Starts no container. */
import {
  type ContainerRules,
  containerRules,
  harnessOfProvider,
  harnessRow,
  type Settings,
} from "@tinyagi/contracts";
import type { Environment } from "../context/environment.js";
import type { Finding } from "./finding.js";

const ID = "containers";
/** Memory, processors, processes. */
const LIMITS = 3;
const OTHER_MODE = "Choose another mode: tinyagi agent set <id> --permissions sandboxed";

/** @param env of the daemon, which starts the containers */
export async function checkContainers(settings: Settings | undefined, env: Environment): Promise<Finding[]> {
  const agents = Object.entries(settings?.agents ?? {}).filter(
    ([, { permissions }]) => permissions === "container",
  );
  if (settings === undefined || agents.length === 0) return [];
  const wanted = new Map<string, { rules: ContainerRules; ids: string[] }>();
  for (const [id, agent] of agents) {
    const rules = containerRules(settings.container, agent);
    const key = `${rules.runtime} ${rules.image}`;
    wanted.set(key, { rules, ids: [...(wanted.get(key)?.ids ?? []), `@${id}`] });
  }
  const found = await Promise.all([...wanted.values()].map((one) => checkOne(one, env)));
  return [
    ...found,
    ...withoutProgram(
      settings,
      agents.map(([id]) => id),
    ),
  ];
}

async function checkOne(
  { rules, ids }: { readonly rules: ContainerRules; readonly ids: readonly string[] },
  env: Environment,
): Promise<Finding> {
  const { containerState } = await import("@tinyagi/daemon");
  const state = await containerState(rules, env);
  const who = ids.join(", ");
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
  const message = `these agents have no program that could run in a container, so they do not work: ${lost.map((id) => `@${id}`).join(", ")}`;
  return [{ id: `${ID}.no-program`, level: "error", message, hint: OTHER_MODE }];
}
