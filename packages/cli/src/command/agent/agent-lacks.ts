/** What a new agent still needs before it can work, and the next step in words. */
import type { Client } from "@tinyagi/client";
import {
  harnessRow,
  type PermissionMode,
  programOfProvider,
  providerRow,
  type RouteOutput,
} from "@tinyagi/contracts";
import { paint, styled } from "@tinyagi/visualizer/text";
import type { CliContext } from "../../context/context.js";

type SetupGaps = Awaited<ReturnType<typeof findSetupGaps>>;

/** The daemon starts agents, so its PATH counts and not that of this command. */
export async function findSetupGaps(
  client: Client,
  { signal }: CliContext,
  {
    provider,
    model,
    permissions,
    providers,
  }: {
    provider: string;
    model: string;
    permissions?: PermissionMode | null | undefined;
    providers: RouteOutput<"listProviders">["providers"];
  },
) {
  const served = providers[provider];
  const harness = served?.harness ?? providerRow(provider)?.harness;
  // In a container, the program is part of the image.
  const isContained = permissions === "container";
  const program = programOfProvider(provider) ?? harnessRow(harness)?.cli;
  const cli = isContained ? undefined : program;
  // The agent is added. What it may lack is only advice, so a daemon that cannot say it does not fail the command.
  const setup = cli && (await client.call("describeSetup", { signal }).catch(() => undefined));
  const found = setup?.found.find((one) => programOfProvider(one.provider)?.binary === cli?.binary);
  // Of the programs that speak ACP, only those that are there are listed.
  const isMissing = setup !== undefined && (found?.state ?? "missing") === "missing";
  return {
    missing: isMissing ? cli : undefined,
    isContained,
    // A model that is called directly has no default, unlike a CLI.
    lacksModel: model === "" && served?.harness === "api" && served.model === null,
  };
}

/** Prints the next step on stderr: to install the CLI that runs the agent, or to try the agent. */
export function printNextStep(
  { output }: CliContext,
  { id, missing, isContained, lacksModel }: SetupGaps & { id: string },
): void {
  const note = paint("yellow", "note:");
  if (lacksModel)
    output.talk(
      styled`${note} @${id} has no model, and its provider has no default. Set one: tinyagi agent set ${id} --model <name>`,
    );
  if (isContained)
    output.talk(
      styled`${note} @${id} runs in a container. See whether this machine has one: tinyagi container status`,
    );
  if (missing !== undefined)
    output.talk(
      styled`${note} @${id} needs ${missing.binary}, which the daemon does not find. Install it: ${missing.install} (if it is installed: tinyagi restart, from a shell that finds it)`,
    );
  output.talk(
    `${missing === undefined && !lacksModel ? "Try it" : "Then try it"}: tinyagi run '@${id} hello'`,
  );
}
