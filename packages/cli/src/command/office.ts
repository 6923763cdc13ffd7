/**
 * `office`: opens TinyOffice in a browser, or prints its link. The ticket is in the fragment, which browsers send to no
 * server.
 */
import type { Command } from "commander";
import { addressOf, type CliContext } from "../context/context.js";
import { browserOpener, openBrowser } from "../control/open-browser.js";

const NEXT =
  "\nExamples:\n  tinyagi office\n  tinyagi office --url\n\nWithout a terminal or a screen, the link is printed.\n";

export function registerOffice(program: Command, context: CliContext): void {
  program
    .command("office")
    .option("--url", "print the link instead of opening it")
    .addHelpText("after", NEXT)
    .action((options: { url?: boolean }) => office(context, options.url === true));
}

async function office(context: CliContext, print: boolean): Promise<void> {
  const link = await officeLink(context);
  const opener = print ? undefined : openerOf(context);
  if (opener !== undefined && (await openBrowser(link.url, { opener, home: context.paths.home }))) {
    context.output.talk(
      "TinyOffice opens in your browser. Print the link instead with: tinyagi office --url",
    );
    return;
  }
  context.output.data(link, () => [link.url]);
  const seconds = Math.max(0, Math.round((link.expiresAt - context.now()) / 1_000));
  context.output.talk(
    `Open the link in a browser on this machine within ${seconds} seconds. It works once. Do not share it: it gives access to this daemon.`,
  );
}

/** Opens the office after a start, where a person sits at a screen. It never fails a start. */
export async function openOffice(context: CliContext): Promise<void> {
  const opener = openerOf(context);
  if (opener === undefined) return;
  const { url } = await officeLink(context);
  await openBrowser(url, { opener, home: context.paths.home });
}

async function officeLink(context: CliContext): Promise<{ url: string; expiresAt: number }> {
  const client = await context.connect();
  const { ticket, expiresAt } = await client.call("createTicket", { signal: context.signal });
  return { url: `${await addressOf(context.paths, context.env)}/#ticket=${ticket}`, expiresAt };
}

/** Only a person at a terminal can want a window; programs that read JSON never do. */
function openerOf({ output, stdin, env }: CliContext): string | undefined {
  if (output.json || stdin.isTTY !== true) return undefined;
  return browserOpener(env, process.platform);
}
