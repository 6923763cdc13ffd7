/** `expose`: TinyOffice reached from elsewhere, for a time, through a program that is installed. Never open by default. */
import type { Client } from "@tinyagi/client";
import {
  EXPOSE_ANSWER_MS,
  EXPOSE_DEFAULT_MINUTES,
  EXPOSE_MAX_MINUTES,
  EXPOSE_MIN_MINUTES,
  EXPOSE_WAY_FACTS,
  EXPOSE_WAYS,
  type ExposeWay,
  isAppError,
  type RouteOutput,
} from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { exposeProblemText, exposureText, wordsIn } from "@tinyagi/views";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { CliContext } from "../../context/context.js";
import { CliError, usageError } from "../../error/cli-error.js";
import { confirm } from "../../prompt/confirm.js";
import { otherWays } from "./other-ways.js";

type Shown = RouteOutput<"getExposure">;

const EXAMPLES = `
Examples:
  tinyagi expose status
  tinyagi expose start
  tinyagi expose start --via funnel --for 2h
  tinyagi expose link
  tinyagi expose stop

It needs Tailscale or cloudflared on this machine; "tinyagi expose" says what to install. Everyone needs a login. It ends by
itself after --for, with "tinyagi expose stop", and when the daemon stops.
`;
/** What is taken without --via: only what stays within the own devices. */
const PRIVATE: ExposeWay = "tailscale";

interface StartOptions {
  via?: ExposeWay;
  for?: number;
  yes?: boolean;
}

export function registerExpose(program: Command, context: CliContext): void {
  const expose = program.command("expose").addHelpText("after", EXAMPLES);
  expose
    .command("status", { isDefault: true })
    .description("show whether TinyOffice is reached from elsewhere, and how it could be")
    .action(() => status(context));
  expose
    .command("start")
    .description("open TinyOffice to elsewhere for a time")
    .addOption(
      new Option(
        "--via <way>",
        "who reaches it: tailscale (your devices), funnel or cloudflared (the internet)",
      ).choices(EXPOSE_WAYS),
    )
    .option("--for <time>", "when it ends by itself: 30m, 8h or 7d (default: 12h, at most 30d)", parseMinutes)
    .option("-y, --yes", "do not ask for confirmation when the whole internet can reach it")
    .action((options: StartOptions) => start(context, options));
  expose
    .command("link")
    .description("print a link and a QR code that log in another device once")
    .action(() => link(context));
  expose
    .command("stop")
    .description("close TinyOffice to elsewhere immediately")
    .action(() => stop(context));
}

async function status(context: CliContext): Promise<void> {
  const client = await context.connect();
  const shown = await client.call("getExposure", { signal: context.signal });
  context.output.data(shown, () => [
    ...stateLines(context, shown),
    ...(shown.state === "off" ? offerLines(shown, new URL(client.baseUrl).port || "80") : []),
  ]);
}

async function start(context: CliContext, options: StartOptions): Promise<void> {
  const client = await context.connect();
  const { offers } = await client.call("getExposure", { signal: context.signal });
  const via = options.via ?? PRIVATE;
  if (options.via === undefined && !offers.some((offer) => offer.via === via && offer.installed))
    throw usageError(
      "Tailscale is not installed, so nothing private can be opened.",
      "See every way: tinyagi expose. To open it to the whole internet, name the way: tinyagi expose start --via cloudflared",
    );
  const minutes = options.for ?? EXPOSE_DEFAULT_MINUTES;
  if (EXPOSE_WAY_FACTS[via].reach === "internet")
    await confirm(
      context,
      "The whole internet will reach the login page of this machine. Whoever has the token controls TinyAGI. Open it?",
      options.yes === true,
    );
  const shown = await open(context, client, { via, minutes });
  if (shown.state !== "on") throw failure(shown, via);
  context.output.data(shown, () => stateLines(context, shown));
  context.output.talk("Log in another device: tinyagi expose link. Close it: tinyagi expose stop");
}

/** Nothing may be opened behind the back of a person who interrupted the command or got no answer. */
async function open(
  { signal }: CliContext,
  client: Client,
  body: { via: ExposeWay; minutes: number },
): Promise<Shown> {
  try {
    return await client.call("startExposure", { body, signal, timeoutMs: EXPOSE_ANSWER_MS });
  } catch (error) {
    if (signal.aborted || (isAppError(error) && error.code === "TIMED_OUT"))
      await client.call("stopExposure").catch((cause: unknown) => {
        throw new CliError("UNAVAILABLE", "It was not closed again, and may be open.", {
          hint: "Close it: tinyagi expose stop",
          cause,
        });
      });
    throw error;
  }
}

/** The ticket is in the fragment, which no server and no tunnel sees. */
async function link(context: CliContext): Promise<void> {
  const client = await context.connect();
  const { state, url } = await client.call("getExposure", { signal: context.signal });
  if (state !== "on" || url === null)
    throw new CliError("UNAVAILABLE", "No tunnel to TinyOffice is open.", {
      hint: "Open it first: tinyagi expose start",
    });
  const { ticket, expiresAt } = await client.call("createTicket", { signal: context.signal });
  const address = `${url}/#ticket=${ticket}`;
  const { qrCodeLines } = await import("../../output/qr-code.js");
  context.output.data({ url: address, expiresAt }, () => [...qrCodeLines(address), address]);
  const seconds = Math.max(0, Math.round((expiresAt - context.now()) / 1_000));
  context.output.talk(
    `Open it within ${seconds} seconds. It works once. Do not share it: it gives access to this daemon.`,
  );
}

async function stop(context: CliContext): Promise<void> {
  const client = await context.connect();
  const shown = await client.call("stopExposure", { signal: context.signal });
  context.output.data(shown, () => stateLines(context, shown));
}

function stateLines(context: CliContext, shown: Shown): string[] {
  const { url, problem, via } = shown;
  const lines = [exposureText(shown, context.now()), ...(url === null ? [] : [url])];
  if (problem === null || via === null) return lines;
  const text = exposeProblemText(problem, via);
  return [...lines, cleanLine(text.problem), text.step];
}

function failure({ problem }: Shown, via: ExposeWay): CliError {
  if (problem === null) return new CliError("CONFLICT", "It was stopped before anybody could get in.");
  const text = exposeProblemText(problem, via);
  return new CliError("UNAVAILABLE", cleanLine(text.problem), { hint: text.step });
}

/** Every way, those that are installed first, and then those that need no program of ours. */
function offerLines({ offers, login }: Shown, port: string): string[] {
  const { expose } = wordsIn("en");
  const installed = offers.filter((offer) => offer.installed);
  const ready = installed.flatMap(({ via }) => [
    `- ${expose.ways[via]}`,
    `  tinyagi expose start --via ${via}`,
  ]);
  return [
    "",
    ...(login ? [] : [`${expose.problem("no_login", "")} ${expose.step("no_login", "", null)}`, ""]),
    ...(ready.length === 0
      ? ["No program that can open it is installed."]
      : ["To open it for a time:", ...ready]),
    "",
    ...otherWays(new Set(installed.map(({ via }) => EXPOSE_WAY_FACTS[via].program)), port),
  ];
}

function parseMinutes(text: string): number {
  const [, count, unit = "h"] = /^([1-9][0-9]{0,4})([mhd])$/.exec(text) ?? [];
  const minutes = Number(count) * ({ m: 1, h: 60, d: 1_440 }[unit] ?? 1);
  if (count === undefined || minutes < EXPOSE_MIN_MINUTES || minutes > EXPOSE_MAX_MINUTES)
    throw new InvalidArgumentError("Write it as 30m, 8h or 7d, at most 30d.");
  return minutes;
}
