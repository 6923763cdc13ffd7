/** `push`: the browsers that are notified while no page of TinyOffice is open. */
import type { PushDevice } from "@tinyagi/contracts";
import { cleanLine } from "@tinyagi/contracts/clean-text";
import { stamp } from "@tinyagi/views";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { CliError } from "../../error/cli-error.js";
import { table } from "../../view/table.js";
import { pushProblemText } from "./push-problem.js";

const EXAMPLES = `
Examples:
  tinyagi push list
  tinyagi push test push_0123456789ab
  tinyagi push remove push_0123456789ab
  tinyagi config set push.content full
  tinyagi config set push.quiet '{"from":"22:00","to":"07:00"}'

Add a browser in the browser itself: TinyOffice, Settings, Notifications.
`;

export function registerPush(program: Command, context: CliContext): void {
  const push = program.command("push").addHelpText("after", EXAMPLES);
  push
    .command("list")
    .description("list the browsers that are notified")
    .action(() => list(context));
  push
    .command("test")
    .argument("<browser>", "id of the browser")
    .description("send a test notification to a browser")
    .action((id: string) => test(context, id));
  push
    .command("remove")
    .argument("<browser>", "id of the browser")
    .description("notify a browser no longer")
    .action((id: string) => remove(context, id));
}

async function list(context: CliContext): Promise<void> {
  const client = await context.connect();
  const body = await client.call("listPushDevices", { signal: context.signal });
  context.output.data(body, (columns) =>
    body.devices.length === 0
      ? ["No browser is notified. Add one in TinyOffice: Settings, Notifications."]
      : table(
          ["ID", "BROWSER", "SERVICE", "ADDED", "LAST SENT", "PROBLEM"],
          body.devices.map(toRow),
          columns,
        ),
  );
}

function toRow({ id, name, service, createdAt, sentAt, problem }: PushDevice): string[] {
  return [
    id,
    cleanLine(name),
    cleanLine(service),
    stamp(createdAt),
    sentAt === null ? "never" : stamp(sentAt),
    problem === null ? "" : pushProblemText(problem),
  ];
}

async function test(context: CliContext, id: string): Promise<void> {
  const client = await context.connect();
  const body = await client.call("testPushDevice", { params: { id }, signal: context.signal });
  const { device } = body;
  if (device === null)
    throw new CliError("NOT_FOUND", "The browser had ended its subscription, and was removed.", {
      hint: "Add it again in TinyOffice: Settings, Notifications",
    });
  if (device.problem !== null)
    throw new CliError(
      "UNAVAILABLE",
      `The notification was not delivered: ${pushProblemText(device.problem)}.`,
      {
        hint: "See what this machine reaches: tinyagi doctor network",
      },
    );
  context.output.data(body, () => [`Sent to ${cleanLine(device.name)}.`]);
}

async function remove(context: CliContext, id: string): Promise<void> {
  const client = await context.connect();
  const body = await client.call("removePushDevice", { params: { id }, signal: context.signal });
  context.output.data(body, () => [`Removed: ${cleanLine(id)}.`]);
}
