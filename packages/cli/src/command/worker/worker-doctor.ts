/** `worker doctor`: what the machines of workers lack, with the command that mends it. In the home of a worker: what this machine lacks. */
import type { Command } from "commander";
import type { CliContext } from "../../context/context.js";
import { withProgress } from "../../control/progress.js";
import { hasJoined } from "../../control/worker-process.js";
import type { Finding } from "../../doctor/finding.js";
import { findingLines } from "../../doctor/finding-lines.js";
import { engineFindings, workerFindings } from "../../doctor/worker-check.js";
import { CliError, usageError } from "../../error/cli-error.js";
import { EXIT } from "../../error/exit-code.js";
import { examine } from "../doctor/doctor-findings.js";

export function registerWorkerDoctor(worker: Command, context: CliContext): void {
  worker
    .command("doctor")
    .argument("[name]", "only this worker")
    .description(
      "say what each worker has and lacks: programs, logins, clock, disk, sandbox, the engine; on a worker: this machine",
    )
    .action((name: string | undefined) => doctor(context, name));
}

async function doctor(context: CliContext, name: string | undefined): Promise<void> {
  const isHere = hasJoined(context);
  if (isHere && name !== undefined)
    throw usageError("This machine is a worker: it knows only itself.", "Run: tinyagi worker doctor");
  const findings = await withProgress(context.output, "Examining the workers", () =>
    isHere ? examine(context) : ofWorkers(context, name),
  );
  const ok = findings.every(({ level }) => level !== "error");
  if (!ok) context.exitCode = EXIT.failed;
  context.output.data({ ok, findings }, () =>
    findings.length === 0
      ? ["no workers, and no engine; invite a machine: tinyagi worker --help"]
      : findings.flatMap(findingLines),
  );
}

async function ofWorkers(context: CliContext, name: string | undefined): Promise<Finding[]> {
  const client = await context.connect();
  const { engine, workers } = await client.call("listWorkers", { signal: context.signal });
  const wanted = workers.filter((one) => name === undefined || one.name === name);
  if (name !== undefined && wanted.length === 0) throw noSuchWorker(workers);
  return [...engineFindings(engine), ...wanted.flatMap((one) => workerFindings(one, context.now()))];
}

export function noSuchWorker(workers: readonly { readonly name: string }[]): CliError {
  return new CliError("NOT_FOUND", "No worker has this name.", {
    hint: `Your workers: ${workers.map((one) => one.name).join(", ") || "none"}`,
  });
}
