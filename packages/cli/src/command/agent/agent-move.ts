/** `agent move`: an agent goes to another machine with its files, or how far that is. */

import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "@tinyagi/client";
import type { MoveView } from "@tinyagi/contracts";
import { machineName, minute, moveText, sayWhy } from "@tinyagi/views";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { withProgress } from "../../control/progress.js";
import { CliError, usageError } from "../../error/cli-error.js";

const LOOK_MS = 300;
const KEPT_LOOKS = 10;

interface MoveOptions {
  force?: boolean;
  undo?: boolean;
  cancel?: boolean;
  /** False with `--no-wait`. */
  wait: boolean;
}

export function registerAgentMove(agent: Command, context: CliContext): void {
  agent
    .command("move")
    .argument("<id>")
    .argument("[worker]", "a worker, or here for this machine; without it, how far the last move is")
    .option("--force", "without its files, because its machine is lost")
    .option("--undo", "undo the last move: continue with the folder that was kept there")
    .option("--cancel", "cancel the move that is under way")
    .option("--no-wait", "do not wait until it has ended")
    .description("move an agent with its files to another machine")
    .action((id: string, to: string | undefined, options: MoveOptions) => move(context, { id, to }, options));
}

interface Wanted {
  id: string;
  to: string | undefined;
}

async function move(context: CliContext, wanted: Wanted, options: MoveOptions): Promise<void> {
  const client = await context.connect();
  const begun = await begin(client, context, wanted, options);
  const shown =
    options.wait && begun.isNew
      ? await withProgress(context.output, `Moving @${wanted.id}`, () => follow(client, context, begun.move))
      : begun.move;
  context.output.data(shown, () => linesOf(shown));
  // Of an undo that failed, the move itself remains.
  const stays = shown.state === "failed" ? shown.from : options.undo === true ? shown.to : undefined;
  if (begun.isNew && stays !== undefined && shown.problem !== null)
    throw new CliError(shown.problem.code, `@${wanted.id} stays on ${machineName(stays)}.`);
}

async function begin(
  client: Client,
  { signal }: CliContext,
  { id, to }: Wanted,
  { force = false, undo = false, cancel = false }: MoveOptions,
): Promise<{ move: MoveView; isNew: boolean }> {
  const call = { params: { id }, signal };
  if ([to !== undefined, undo, cancel].filter(Boolean).length > 1)
    throw usageError("Give a machine, --undo or --cancel.", `Example: tinyagi agent move ${id} here`);
  if (cancel) return { move: (await client.call("cancelMove", call)).move, isNew: false };
  if (undo) return { move: (await client.call("undoMove", call)).move, isNew: true };
  if (to !== undefined)
    return { move: (await client.call("moveAgent", { ...call, body: { to, force } })).move, isNew: true };
  const move = await lastMove(client, id, signal);
  if (move !== undefined) return { move, isNew: false };
  throw new CliError("NOT_FOUND", "This agent was not moved.", {
    hint: `Move it: tinyagi agent move ${id} <worker>`,
  });
}

async function lastMove(client: Client, id: string, signal: AbortSignal): Promise<MoveView | undefined> {
  const { moves } = await client.call("listMoves", { signal });
  return moves.find(({ agent }) => agent === id);
}

/** Until it has ended, or the command is stopped: the move goes on then. */
async function follow(client: Client, { signal }: CliContext, begun: MoveView): Promise<MoveView> {
  let looks = KEPT_LOOKS;
  for (let last = begun; ; ) {
    const isOver = last.endedAt !== null && last.state !== "undoing";
    // Its old folder is put aside when the agent may work already.
    const isKept = last.state !== "done" || last.forced || last.kept !== null;
    if (isOver && (isKept || looks-- === 0)) return last;
    await delay(LOOK_MS, undefined, { signal });
    last = (await lastMove(client, begun.agent, signal)) ?? last;
  }
}

function linesOf(move: MoveView): string[] {
  const { agent, from, to, leftOut, kept, undoUntil } = move;
  return [
    `@${agent} from ${machineName(from)} to ${machineName(to)}: ${moveText(move)}`,
    ...(leftOut.length === 0
      ? []
      : [
          `did not come along: ${leftOut.map(({ path, ...left }) => `${path} (${sayWhy(left)})`).join(", ")}`,
        ]),
    ...(kept === null ? [] : [`its old folder is kept on ${machineName(from)}: ${kept}`]),
    ...(undoUntil === null ? [] : [`undo it until ${minute(undoUntil)}: tinyagi agent move ${agent} --undo`]),
  ];
}
