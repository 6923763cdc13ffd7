/** What a new agent still needs before it can work, and the next step in words. */
import { providerRow, type RouteOutput } from "@tinyagi/contracts";
import { paint, styled } from "@tinyagi/visualizer/text";
import type { CliContext } from "../context/context.js";
import { missingCli } from "../doctor/tool-check.js";

type Lacks = Awaited<ReturnType<typeof lacksOf>>;

export async function lacksOf(
  { env }: CliContext,
  { provider, model }: { provider: string; model: string },
  providers: RouteOutput<"listProviders">["providers"],
) {
  const served = providers[provider];
  return {
    missing: await missingCli(served?.harness ?? providerRow(provider)?.harness, env),
    // A model that is called directly has no default, unlike a CLI.
    lacksModel: model === "" && served?.harness === "api" && served.model === null,
  };
}

/** Prints the next step on stderr: to install the CLI that runs the agent, or to try the agent. */
export function tellNext({ output }: CliContext, { id, missing, lacksModel }: Lacks & { id: string }): void {
  const note = paint("yellow", "note:");
  if (lacksModel)
    output.talk(
      styled`${note} @${id} has no model, and its provider has no default. Set one: tinyagi agent set ${id} --model <name>`,
    );
  if (missing !== undefined)
    output.talk(
      styled`${note} @${id} needs ${missing.binary}, which is not installed. Install it: ${missing.install}`,
    );
  output.talk(
    `${missing === undefined && !lacksModel ? "Try it" : "Then try it"}: tinyagi run '@${id} hello'`,
  );
}
