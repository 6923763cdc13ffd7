/** `worker`: the other machines that run agents. Some commands are for the daemon's machine, some for the worker's. */
import type { RouteOutput } from "@tinyagi/contracts";
import {
  machineLacks,
  minute,
  programName,
  UPDATE_WORKER,
  workerState,
  workerStateText,
} from "@tinyagi/views";
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { ENGINE_CHANGED } from "../../doctor/worker-check.js";
import { confirm } from "../../prompt/confirm.js";
import { facts, table } from "../../view/table.js";
import { parseWhole } from "../parse-whole.js";
import { noSuchWorker, registerWorkerDoctor } from "./worker-doctor.js";
import { registerWorkerHome } from "./worker-home.js";

type Workers = RouteOutput<"listWorkers">;
type Worker = Workers["workers"][number];

const EXAMPLES = `
On the machine of the daemon, with a Redis (from 7.0) or Valkey server:
  tinyagi config set execution.engine.own true
  tinyagi worker invite nas
  tinyagi agent place coder nas
  tinyagi worker list
  tinyagi worker show nas
  tinyagi worker doctor
  tinyagi worker drain nas
  tinyagi worker drain nas --off
  tinyagi worker remove nas --yes

On the other machine:
  tinyagi worker join <code>
  tinyagi worker doctor
  tinyagi worker start
  tinyagi worker run
  tinyagi worker stop
`;

export function registerWorker(program: Command, context: CliContext): void {
  const worker = program.command("worker").addHelpText("after", EXAMPLES);
  worker
    .command("invite")
    .argument("<name>", "name of the machine, e.g. nas")
    .option(
      "--slots <number>",
      "agent processes that may work there at the same time (default: 8)",
      parseWhole,
    )
    .description("invite a machine; prints the command to run there")
    .action((name: string, options: { slots?: number }) => invite(context, name, options));
  worker
    .command("list")
    .description("list the workers, their state and the agents that work there")
    .action(() => list(context));
  worker
    .command("show")
    .argument("<name>")
    .description("show one worker and the engine")
    .action((name: string) => show(context, name));
  worker
    .command("drain")
    .argument("<name>")
    .option("--off", "let new runs start there again")
    .description("start no new runs on a worker; those that work go on, and messages wait")
    .action((name: string, options: { off?: boolean }) => drain(context, name, options.off !== true));
  worker
    .command("remove")
    .argument("<name>")
    .option("-y, --yes", "do not ask for confirmation")
    .description("remove a worker; its credential stops working immediately")
    .action((name: string, options: { yes?: boolean }) => remove(context, name, options.yes === true));
  registerWorkerDoctor(worker, context);
  registerWorkerHome(worker, context);
}

async function invite(context: CliContext, name: string, { slots }: { slots?: number }): Promise<void> {
  const client = await context.connect();
  const body = await client.call("inviteWorker", {
    body: { name, ...(slots === undefined ? {} : { slots }) },
    signal: context.signal,
  });
  const command = `tinyagi worker join ${body.code}`;
  context.output.data({ ...body, command }, () => [command]);
  context.output.talk(
    `Run this on the machine that is to be ${name}, until ${minute(body.expiresAt)}. The code works once, and is not shown again.`,
  );
  if (isOfThisMachine(body.url))
    context.output.talk(
      `The code names ${body.url}, so it works on this machine only. For another one, set where that reaches the engine: tinyagi config set execution.engine.workerUrl rediss://<host>:6379, or, for an engine that TinyAGI runs, tinyagi config set execution.engine.address <address of this machine>`,
    );
}

/** As the schema of the settings allows it: a plain address is never that of another machine. */
function isOfThisMachine(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "redis:" || hostname === "127.0.0.1";
}

async function list(context: CliContext): Promise<void> {
  const client = await context.connect();
  const all = await client.call("listWorkers", { signal: context.signal });
  context.output.data(all, (columns) =>
    all.workers.length === 0
      ? ["no workers yet; invite a machine: tinyagi worker invite <name>"]
      : table(
          ["NAME", "STATE", "RUNS", "SLOTS", "AGENTS", "RELEASE"],
          all.workers.map((one) => [
            one.name,
            workerStateText(one, context.now()),
            String(one.runs),
            String(Math.min(one.slots, one.offered ?? one.slots)),
            one.agents.join(", "),
            one.otherRelease ? `${one.release} (another)` : (one.release ?? ""),
          ]),
          columns,
        ),
  );
  for (const { name } of all.workers.filter(({ otherRelease }) => otherRelease))
    context.output.talk(`${name} has another release of TinyAGI than this machine. ${UPDATE_WORKER}`);
  if (all.engine.problem !== null) context.output.talk(engineLine(all.engine));
  if (all.engine.isChanged) context.output.talk(ENGINE_CHANGED);
}

async function show(context: CliContext, name: string): Promise<void> {
  const client = await context.connect();
  const { engine, workers } = await client.call("listWorkers", { signal: context.signal });
  const worker = findWorker(workers, name);
  context.output.data({ ...worker, state: workerState(worker, context.now()), engine }, () =>
    facts([
      ["worker", worker.name],
      ["state", workerStateText(worker, context.now())],
      ["runs", `${worker.runs} of ${Math.min(worker.slots, worker.offered ?? worker.slots)} slots`],
      ["agents", worker.agents.join(", ") || "none"],
      ["joined", worker.joinedAt === null ? "not yet" : minute(worker.joinedAt)],
      [
        "release",
        worker.otherRelease
          ? `${worker.release}, another one than here. ${UPDATE_WORKER}`
          : (worker.release ?? "unknown"),
      ],
      ["programs", programsLine(worker)],
      ["engine", engineLine(engine)],
    ]),
  );
  if (engine.isChanged) context.output.talk(ENGINE_CHANGED);
}

function programsLine({ name, machine }: Worker): string {
  const there = machine?.programs.filter(({ state }) => state !== "missing") ?? [];
  const lacks = machine === null ? 0 : machineLacks(machine).length;
  const list = there
    .map(({ provider, version }) => `${programName(provider)} ${version ?? ""}`.trim())
    .join(", ");
  if (machine === null) return "not known";
  return `${list || "none"}${lacks === 0 ? "" : `; something is missing: tinyagi worker doctor ${name}`}`;
}

async function drain(context: CliContext, name: string, draining: boolean): Promise<void> {
  const client = await context.connect();
  const body = await client.call("drainWorker", {
    params: { name },
    body: { draining },
    signal: context.signal,
  });
  context.output.data(body, () => [
    draining
      ? `${name} gets no new runs; ${body.worker.runs} there now. Let it have runs again: tinyagi worker drain ${name} --off`
      : `${name} gets new runs again`,
  ]);
}

async function remove(context: CliContext, name: string, yes: boolean): Promise<void> {
  const client = await context.connect();
  const { workers } = await client.call("listWorkers", { signal: context.signal });
  const worker = findWorker(workers, name);
  if (worker.agents.length === 0)
    await confirm(
      context,
      `Remove the worker ${name}? Its credential stops working, and its ${worker.runs} runs have no result.`,
      yes,
    );
  const body = await client.call("removeWorker", { params: { name }, signal: context.signal });
  context.output.data(body, () => [`${name} removed; its credential does not work any more`]);
}

function findWorker(workers: readonly Worker[], name: string): Worker {
  const worker = workers.find((one) => one.name === name);
  if (worker !== undefined) return worker;
  throw noSuchWorker(workers);
}

function engineLine({ state, url, version, delayMs, problem }: Workers["engine"]): string {
  if (state === "off") return "not set";
  if (state === "ready") return `${url}, version ${version}, answers in ${Math.round(delayMs ?? 0)} ms`;
  const what = state === "refused" ? "cannot be used" : "cannot be reached";
  return `The engine ${url ?? "of this home"} ${what}${problem === null ? "" : `: ${problem}`}`;
}
