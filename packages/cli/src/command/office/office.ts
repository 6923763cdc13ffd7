/**
 * `office`: opens TinyOffice in a browser, or prints its link. The ticket is in the fragment, which browsers send to no
 * server.
 */
import { networkInterfaces } from "node:os";
import type { Settings } from "@tinyagi/contracts";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { listeningHost } from "../../context/listening-host.js";
import { deviceOrigin, ownAddress } from "../../control/device-address.js";
import { browserOpener, openBrowser } from "../../control/open-browser.js";
import { CliError } from "../../error/cli-error.js";

const NEXT = `
Examples:
  tinyagi office
  tinyagi office --url
  tinyagi office --qr

Without a terminal or a screen, the link is printed. --qr is for a phone or tablet in your network: set server.host and
server.allowedHosts before, as the command says. The connection is not encrypted, so use it in a network that you trust.
`;

export function registerOffice(program: Command, context: CliContext): void {
  program
    .command("office")
    .option("--url", "print the link instead of opening it")
    .option("--qr", "print the link as a QR code, for a phone or tablet in your network")
    .addHelpText("after", NEXT)
    .action((options: { url?: boolean; qr?: boolean }) =>
      options.qr === true ? officeCode(context) : office(context, options.url === true),
    );
}

/** The link with the address under which other devices reach the daemon. */
async function officeCode(context: CliContext): Promise<void> {
  const client = await context.connect();
  const settings: Partial<Settings> = await client.call("getSettings", { signal: context.signal });
  const port = new URL(await context.address()).port;
  const { server } = settings;
  const host = server && (await listeningHost(context.paths, context.env, { server }));
  const origin = deviceOrigin({ ...server, ...(host && { host }) }, port);
  if (origin === undefined)
    throw new CliError("UNAVAILABLE", "No tunnel to TinyOffice is open.", {
      hint: `Open it to your network, then try again: ${openToNetwork(ownAddress(networkInterfaces()))}`,
    });
  const link = await officeLink(context, origin);
  const { qrCodeLines } = await import("../../output/qr-code.js");
  context.output.data(link, () => [...qrCodeLines(link.url), link.url]);
  context.output.talk(
    `Scan it within ${secondsUntil(link.expiresAt, context)} seconds. It works once. Do not share it: it gives access to this daemon.`,
  );
}

function openToNetwork(address: string): string {
  const all = address.startsWith("[") ? "::" : "0.0.0.0";
  return `tinyagi config set server.host ${all}; tinyagi config set server.allowedHosts '["${address}"]'; tinyagi restart`;
}

async function office(context: CliContext, print: boolean): Promise<void> {
  const link = await officeLink(context);
  const opener = print ? undefined : pickOpener(context);
  if (opener !== undefined && (await openBrowser(link.url, { opener, home: context.paths.home }))) {
    context.output.talk(
      "TinyOffice opens in your browser. Print the link instead with: tinyagi office --url",
    );
    return;
  }
  context.output.data(link, () => [link.url]);
  context.output.talk(
    `Open the link in a browser on this machine within ${secondsUntil(link.expiresAt, context)} seconds. It works once. Do not share it: it gives access to this daemon.`,
  );
}

function secondsUntil(time: number, { now }: CliContext): number {
  return Math.max(0, Math.round((time - now()) / 1_000));
}

/** Opens the office after a start, where a person sits at a screen. It never fails a start. */
export async function openOffice(context: CliContext): Promise<void> {
  const opener = pickOpener(context);
  if (opener === undefined) return;
  const { url } = await officeLink(context);
  await openBrowser(url, { opener, home: context.paths.home });
}

async function officeLink(context: CliContext, origin?: string): Promise<{ url: string; expiresAt: number }> {
  const client = await context.connect();
  const { ticket, expiresAt } = await client.call("createTicket", { signal: context.signal });
  const base = origin ?? (await context.address());
  return { url: `${base}/#ticket=${ticket}`, expiresAt };
}

/** Only a person at a terminal can want a window; programs that read JSON never do. */
function pickOpener({ output, stdin, env }: CliContext): string | undefined {
  if (output.json || stdin.isTTY !== true) return undefined;
  return browserOpener(env, process.platform);
}
