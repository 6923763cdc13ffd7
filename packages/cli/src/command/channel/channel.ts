/** `channel`: chat platforms on which people reach your agents. */
import type { ChannelStatus } from "@tinyagi/contracts";
import { channelState, duration } from "@tinyagi/views";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { confirm } from "../../prompt/confirm.js";
import { channelWord } from "../../view/channel-word.js";
import { table } from "../../view/table.js";
import { parseLimit, parseSeconds } from "../option.js";
import { loginLines } from "./channel-link.js";
import { type SetupOptions, setUpChannel } from "./channel-setup.js";
import { sendTest, TEST_SECONDS } from "./channel-test.js";

const EXAMPLES = `
Examples:
  tinyagi channel setup telegram
  tinyagi channel setup telegram --token-stdin < token.txt
  tinyagi channel setup whatsapp
  tinyagi channel add slack --token-env SLACK_BOT_TOKEN --set app_token=env:SLACK_APP_TOKEN
  tinyagi channel add email
  tinyagi channel setup telegram.coder --agent coder
  tinyagi channel status
  tinyagi channel test telegram
  tinyagi channel undelivered
  tinyagi channel retry 12
  tinyagi channel start telegram
  tinyagi channel stop telegram
  tinyagi channel restart telegram
  tinyagi channel reset telegram --yes
`;

export function registerChannel(program: Command, context: CliContext): void {
  const channel = program.command("channel").alias("channels").addHelpText("after", EXAMPLES);
  channel
    .command("status", { isDefault: true })
    .alias("list")
    .description("show all channels with their state")
    .action(() => status(context));
  channel
    .command("setup")
    .alias("add")
    .argument(
      "[channel]",
      "channel such as telegram, or a further bot such as telegram.coder; asks if you leave it out",
    )
    .option(
      "--agent <id>",
      "agent or team that a further bot is bound to (default: the one with the bot's name)",
    )
    .option("--token-stdin", "read the bot token or password from stdin")
    .option("--token-env <name>", "take it from this environment variable of the daemon")
    .option(
      "--set <key=value>",
      "what the channel needs besides, such as imap_host=imap.example.org; may be repeated",
      (pair: string, before: readonly string[] = []) => [...before, pair],
    )
    .description("connect a bot or link an account, approve yourself, send a test message")
    .action((id: string | undefined, options: SetupOptions) => setUpChannel(context, id, options));
  registerActions(channel, context);
  registerReplies(channel, context);
  channel
    .command("test")
    .argument("<channel>", "channel such as telegram")
    .option("--to <senderId>", "approved sender who gets it (default: the first owner)")
    .option("--timeout <seconds>", "how long to wait", parseSeconds, TEST_SECONDS)
    .description("send a test message and wait until the platform took it")
    .action((id: string, options: { to?: string; timeout: number }) => test(context, id, options));
}

function registerReplies(channel: Command, context: CliContext): void {
  channel
    .command("undelivered")
    .option("--limit <n>", "show at most this many of each channel and state", parseLimit)
    .description("list replies that did not reach their person, with the reason")
    .action((options: { limit?: number }) => undelivered(context, options.limit));
  channel
    .command("retry")
    .argument("<ids...>", "ids from `tinyagi channel undelivered`")
    .description("send replies again now, also dead ones")
    .action((ids: string[]) => retryReplies(context, ids));
}

async function undelivered(context: CliContext, limit: number | undefined): Promise<void> {
  const client = await context.connect();
  const query = limit === undefined ? {} : { limit };
  const body = await client.call("listUndelivered", { query, signal: context.signal });
  context.output.data(body, (columns) =>
    body.replies.length === 0
      ? ["everything was delivered"]
      : table(
          ["ID", "CHANNEL", "TO", "STATE", "ATTEMPTS", "REASON", "REPLY"],
          body.replies.map(({ id, channel, sender, state, attempts, reason, preview }) => [
            ...[String(id), channel, sender, state, String(attempts)],
            ...[reason ?? "not sent yet", preview],
          ]),
          columns,
        ),
  );
}

async function retryReplies(context: CliContext, ids: readonly string[]): Promise<void> {
  const client = await context.connect();
  for (const id of ids) {
    const body = await client.call("retryResponse", { params: { id }, signal: context.signal });
    context.output.data(body, () => [`reply ${id} is sent again`]);
  }
}

function registerActions(channel: Command, context: CliContext): void {
  const argument = ["<channel>", "channel such as telegram"] as const;
  channel
    .command("start")
    .argument(...argument)
    .description("start a channel until the daemon stops; the settings decide whether it starts again")
    .action((id: string) => act(context, "startChannel", id));
  channel
    .command("stop")
    .argument(...argument)
    .description("stop a channel; replies wait for it")
    .action((id: string) => act(context, "stopChannel", id));
  channel
    .command("restart")
    .argument(...argument)
    .description("restart a channel")
    .action((id: string) => act(context, "restartChannel", id));
  channel
    .command("reset")
    .argument(...argument)
    .option("-y, --yes", "do not ask for confirmation")
    .description("stop a channel and delete its stored session; its settings stay")
    .action(async (id: string, { yes = false }: { yes?: boolean }) => {
      await confirm(context, `Delete the stored session of ${id}?`, yes);
      await act(context, "resetChannel", id);
    });
}

type Action = "startChannel" | "stopChannel" | "restartChannel" | "resetChannel";

async function act(context: CliContext, route: Action, id: string): Promise<void> {
  const client = await context.connect();
  const body = await client.call(route, { params: { id }, signal: context.signal });
  context.output.data(body, () => [`${body.action} ${id}`]);
}

async function status(context: CliContext): Promise<void> {
  const client = await context.connect();
  const body = await client.call("listChannels", { signal: context.signal });
  const { channels } = body;
  context.output.data(body, (columns) => [
    ...table(
      ["CHANNEL", "STATE", "SINCE", "ACCOUNT", "WAITING REPLIES"],
      channels.map((row) => [
        row.id,
        channelWord(channelState(row)),
        row.enabled || row.running ? duration(context.now() - row.since) : "",
        row.account ?? "",
        String(row.waiting),
      ]),
      columns,
    ),
    ...channels.flatMap(findProblem),
    ...channels.flatMap(loginLines),
  ]);
  if (channels.some(({ enabled, state }) => enabled && state !== "connected")) context.exitCode = 1;
}

function findProblem({ id, reason, enabled, state }: ChannelStatus): string[] {
  if (reason !== undefined) return [`${id}: ${reason}`];
  if (state !== "stopped") return [];
  return enabled
    ? [`${id}: start it with tinyagi channel start ${id}. Without a token, run tinyagi channel setup ${id}`]
    : [`set it up: tinyagi channel setup ${id}`];
}

async function test(
  context: CliContext,
  id: string,
  { to, timeout }: { to?: string; timeout: number },
): Promise<void> {
  const result = await sendTest(context, id, { senderId: to, timeoutMs: timeout * 1_000 });
  context.output.data(result, () => [`${result.sender} (${result.senderId}) got the test message on ${id}`]);
}
