/** `container`: the image and the runtime of agents with the permissions `container`. */
import { spawn } from "node:child_process";
import type { ContainerRules, Settings } from "@tinyagi/contracts";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import type { Environment } from "../../context/environment.js";
import { agentEnvironment } from "../../doctor/agent-environment.js";
import { groupContainers } from "../../doctor/container-groups.js";
import { checkSettings } from "../../doctor/settings-check.js";
import { CliError } from "../../error/cli-error.js";
import { facts } from "../../view/table.js";

export function registerContainer(program: Command, context: CliContext): void {
  const container = program.command("container");
  container
    .command("status")
    .description(
      "show the container runtime and the image; exit code 1 when agents could not run in a container",
    )
    .addHelpText("after", "\nExamples:\n  tinyagi container status\n  tinyagi container status --json\n")
    .action(() => status(context));
  container
    .command("build")
    .description("build the image with the agent programs, in fixed versions")
    .option("--fresh", "use nothing of an earlier build")
    .addHelpText("after", "\nExamples:\n  tinyagi container build\n  tinyagi container build --fresh\n")
    .action((options: { fresh?: boolean }) => build(context, options.fresh === true));
}

/** Without an agent in a container, what the settings say for all. */
async function status(context: CliContext): Promise<void> {
  const { rules, settings, env } = await scene(context);
  const { containerState } = await import("@tinyagi/daemon");
  const groups = settings === undefined ? [] : groupContainers(settings);
  const wanted = groups.length === 0 ? [{ rules, agentIds: [] }] : groups;
  const places = await Promise.all(
    wanted.map(async (group) => ({ ...group, state: await containerState(group.rules, env) })),
  );
  const missing = places.flatMap(({ state }) => (state.kind === "ready" ? [] : [state]));
  const [problem] = missing;
  const runtime = places.flatMap(({ state }) => ("runtime" in state ? [state.runtime] : []))[0];
  const told = {
    ready: problem === undefined,
    runtime: runtime?.kind ?? null,
    version: runtime?.version ?? null,
    rootless: runtime?.rootless ?? null,
    limits: runtime?.limits ?? null,
    image: rules.image,
    network: rules.network,
    agents: groups.flatMap(({ agentIds }) => agentIds),
    problem: problem?.message ?? null,
    places: places.map(({ rules: { image, network }, agentIds, state }) => ({
      agents: agentIds,
      image,
      network,
      problem: state.kind === "ready" ? null : state.message,
    })),
  };
  context.output.data(told, () => [
    ...facts([
      ["runtime", runtime === undefined ? "none" : `${runtime.kind} ${runtime.version}`],
      ["rootless", runtime === undefined ? "unknown" : runtime.rootless ? "yes" : "no"],
      ["limits", runtime === undefined ? "unknown" : runtime.limits.join(", ") || "none"],
    ]),
    ...places.flatMap(({ rules: { image, network }, agentIds, state }) => [
      "",
      ...facts([
        ["agents", agentIds.length === 0 ? "none" : agentIds.map((id) => `@${id}`).join(", ")],
        ["image", `${image} (${state.kind === "ready" ? "there" : "not there"})`],
        ["network", network],
      ]),
    ]),
  ]);
  if (problem === undefined) return;
  context.exitCode = 1;
  for (const { message, hint } of missing)
    context.output.talk(`Agents cannot run in a container: ${message}. ${hint}`);
}

async function build(context: CliContext, fresh: boolean): Promise<void> {
  const { rules, env } = await scene(context);
  const { buildArguments, clientEnvironment, findRuntime } = await import("@tinyagi/daemon");
  const { CONTAINER_IMAGE } = await import("@tinyagi/contracts");
  const runtime = await findRuntime(rules.runtime, env);
  if ("problem" in runtime) throw new CliError("UNAVAILABLE", runtime.message, { hint: runtime.hint });
  context.output.talk(`${runtime.kind} builds ${CONTAINER_IMAGE}; the first time, this takes minutes.`);
  // What it prints is for the person; the output of this command stays its own.
  const child = spawn(runtime.program, buildArguments(CONTAINER_IMAGE, { fresh }), {
    env: clientEnvironment(env),
    stdio: ["ignore", 2, 2],
    signal: context.signal,
  });
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (ended) => resolve(ended ?? 1));
  });
  if (code !== 0)
    throw new CliError(
      "UNAVAILABLE",
      `${runtime.kind} could not build the image. It ended with exit code ${code}.`,
      {
        hint: "Its output above says why. Try again: tinyagi container build --fresh",
      },
    );
  context.output.data({ ok: true, image: CONTAINER_IMAGE, runtime: runtime.kind }, () => [
    `${CONTAINER_IMAGE} is ready. Use it: tinyagi agent set <id> --permissions container`,
  ]);
}

async function scene(
  context: CliContext,
): Promise<{ rules: ContainerRules; settings: Settings | undefined; env: Environment }> {
  const { settings } = await checkSettings(context.paths.settingsFile);
  const { containerRules } = await import("@tinyagi/contracts");
  const rules = containerRules(settings?.container ?? {}, undefined);
  return { rules, settings, env: await agentEnvironment(context) };
}
