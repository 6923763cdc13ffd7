/** `docs`: a link that opens the API documentation in a browser. The ticket is in the fragment, which browsers send to no server. */
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";

export function registerDocs(program: Command, context: CliContext): void {
  program
    .command("docs")
    .addHelpText("after", '\nExamples:\n  tinyagi docs\n  xdg-open "$(tinyagi docs)"\n')
    .action(() => docs(context));
}

async function docs(context: CliContext): Promise<void> {
  const client = await context.connect();
  const { ticket, expiresAt } = await client.call("createTicket", { signal: context.signal });
  const url = `${await context.address()}/docs/open#ticket=${ticket}`;
  context.output.data({ url, expiresAt }, () => [url]);
  const seconds = Math.max(0, Math.round((expiresAt - context.now()) / 1_000));
  context.output.talk(
    `Open the link in a browser on this machine within ${seconds} seconds. It works once. Do not share it: it gives access to this daemon.`,
  );
}
