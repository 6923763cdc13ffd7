/** What the daemon and this shell reach of the network, and where they differ. Nothing is sent but the address. */
import { readFile } from "node:fs/promises";
import type { NetworkReport } from "@tinyagi/contracts";
import type { CliContext } from "../context/context.js";
import { readLivingDaemon } from "../context/daemon-file.js";
import { toFailure } from "../error/cli-error.js";
import type { Finding } from "./finding.js";
import { differences, probeFindings, summarize } from "./network-findings.js";
import { checkSettings } from "./settings-check.js";

export interface NetworkCheck {
  /** Null: no daemon runs, or it did not say. */
  daemon: NetworkReport | null;
  /** Null: there are no settings that can be read. */
  shell: NetworkReport | null;
  findings: Finding[];
}

const START = "Start it, and look again: tinyagi start && tinyagi doctor network";

/** Everything that `doctor network` says. */
export async function checkNetwork(context: CliContext): Promise<NetworkCheck> {
  const { paths, env, signal } = context;
  const running = await readLivingDaemon(paths.daemonFile);
  const ofDaemon = running === undefined ? undefined : await probeDaemon(context);
  const ofShell = await probeShell(paths.settingsFile, { port: running?.port, variables: env, signal });
  const daemon = ofDaemon?.report ?? null;
  const shell = ofShell.report ?? null;
  const seen = daemon ?? shell;
  const { settings } = await checkSettings(paths.settingsFile);
  // Without a daemon nothing listens on its port, which is no fault of the network.
  const probes = (seen?.probes ?? []).filter(({ part }) => daemon !== null || part !== "api");
  return {
    daemon,
    shell,
    findings: [
      ...(running === undefined
        ? [
            {
              id: "network.daemon",
              level: "info" as const,
              message: "the daemon is not running: this is what this shell reaches",
              hint: START,
            },
          ]
        : []),
      ...[ofDaemon?.problem, ofShell.problem].filter((problem) => problem !== undefined),
      ...probes.map((one) => probeFindings(one, seen?.certificates ?? null, settings?.network.no_proxy)),
      ...(daemon === null || shell === null ? [] : differences(daemon, shell)),
    ],
  };
}

/** One line for the whole `doctor`: an outage passes, so it is no problem of this home. */
export async function checkReach(context: CliContext): Promise<Finding[]> {
  if ((await readLivingDaemon(context.paths.daemonFile)) === undefined) return [];
  const { report, problem } = await probeDaemon(context);
  if (report !== undefined) return [summarize(report)];
  return problem === undefined ? [] : [{ ...problem, level: "info" }];
}

interface CheckedNetwork {
  report?: NetworkReport;
  problem?: Finding;
}

async function probeDaemon(context: CliContext): Promise<CheckedNetwork> {
  try {
    const client = await context.connect();
    return { report: await client.call("checkNetwork", { signal: context.signal }) };
  } catch (error) {
    const { message, hint = "Read its log: tinyagi logs" } = toFailure(error);
    return {
      problem: {
        id: "network.daemon",
        level: "warning",
        message: `the daemon did not say what it reaches: ${message}`,
        hint,
      },
    };
  }
}

async function probeShell(
  file: string,
  options: { port: number | undefined; variables: CliContext["env"]; signal: AbortSignal },
): Promise<CheckedNetwork> {
  try {
    const text = await readFile(file, "utf8");
    const { reachFromShell } = await import("@tinyagi/daemon");
    return { report: await reachFromShell(text, options) };
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    const { message, hint = "See what is wrong: tinyagi doctor" } = toFailure(error);
    if (isMissing)
      return {
        problem: {
          id: "network.settings",
          level: "info",
          message: "no settings.json yet; the first start creates it",
        },
      };
    return { problem: { id: "network.settings", level: "error", message, hint } };
  }
}
