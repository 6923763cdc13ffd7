/** `token`: tokens of channels that run elsewhere. A token is shown once, or written to a private file. */
import { resolve } from "node:path";
import { minute } from "@tinyagi/views";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { writeNewFile } from "../../control/new-file.js";
import { CliError } from "../../error/cli-error.js";
import { table } from "../../view/table.js";

export function registerToken(program: Command, context: CliContext): void {
  const token = program
    .command("token")
    .addHelpText(
      "after",
      "\nExamples:\n  tinyagi token create --channel matrix --out matrix.token\n  tinyagi token list\n  tinyagi token revoke tok_0123456789abcdef\n",
    );
  token
    .command("create")
    .description("create a token for one channel; it is shown only once")
    .requiredOption("--channel <id>", "channel of the token, e.g. matrix")
    .option("--out <file>", "write the token to a new file that only you can read, and do not print it")
    .action((options: { channel: string; out?: string }) => create(context, options));
  token
    .command("list")
    .description("list tokens and their channels")
    .action(() => list(context));
  token
    .command("revoke")
    .argument("<id>", "id of the token, from `tinyagi token list`")
    .description("revoke a token immediately")
    .action((id: string) => revoke(context, id));
}

async function create(context: CliContext, options: { channel: string; out?: string }): Promise<void> {
  const client = await context.connect();
  const body = await client.call("createToken", {
    body: { channel: options.channel },
    signal: context.signal,
  });
  if (options.out === undefined) {
    context.output.data(body, () => [body.token]);
    context.output.talk(
      `This is the token of ${body.channel} (${body.id}). It is shown only once: save it now.`,
    );
    return;
  }
  const file = resolve(options.out);
  try {
    await writeNewFile(file, `${body.token}\n`, 0o600);
  } catch (cause) {
    // Nobody has seen the token, so it must not stay valid.
    await client.call("revokeToken", { params: { id: body.id }, signal: context.signal });
    throw new CliError(
      "PATH_REFUSED",
      "The token could not be written to this file, so TinyAGI revoked it.",
      {
        hint: "Choose a new file in a folder that you may write to",
        cause,
      },
    );
  }
  const { id, channel } = body;
  context.output.data({ ok: true, id, channel, file }, () => [
    `wrote the token ${id} for ${channel} to ${file}`,
  ]);
}

async function list(context: CliContext): Promise<void> {
  const client = await context.connect();
  const rows = await client.call("listTokens", { signal: context.signal });
  context.output.data(rows, (columns) =>
    rows.length === 0
      ? ["no tokens yet; create one: tinyagi token create --channel <id>"]
      : table(
          ["ID", "CHANNEL", "CREATED", "LAST USED"],
          rows.map((row) => [
            row.id,
            row.channel,
            minute(row.createdAt),
            row.lastUsedAt === null ? "never" : minute(row.lastUsedAt),
          ]),
          columns,
        ),
  );
}

async function revoke(context: CliContext, id: string): Promise<void> {
  const client = await context.connect();
  const body = await client.call("revokeToken", { params: { id }, signal: context.signal });
  context.output.data(body, () => [`revoked ${id}`]);
}
