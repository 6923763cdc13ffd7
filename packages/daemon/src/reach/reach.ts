/** What a process reaches. The daemon asks for itself, and the command for the shell it runs in. */

import { isMetadataUrl } from "@tinyagi/base";
import { proxyFor } from "@tinyagi/channels/network";
import type { NetworkReport, Settings } from "@tinyagi/contracts";
import { parseSettings } from "@tinyagi/home";
import { DEFAULT_PORT, readEnvironment } from "../environment.js";
import { reachNetwork } from "../network.js";
import { probe } from "./probe.js";
import { type NetworkTarget, networkTargets } from "./targets.js";

type Variables = Readonly<Record<string, string | undefined>>;

export interface ReachOptions {
  /** Of the daemon's API. */
  readonly port: number;
  readonly variables: Variables;
  /** Of each place; default 20 s. */
  readonly limitMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Looks from this process, which follows its proxies already. */
export async function reachFromHere(settings: Settings, options: ReachOptions): Promise<NetworkReport> {
  const targets = networkTargets(settings, options).filter(({ url }) => !isMetadataUrl(url));
  const probes = targets.map(async (target) =>
    probe(target, { ...options, proxy: proxyFor(proxiedAs(target)) }),
  );
  return { certificates: options.variables.NODE_EXTRA_CA_CERTS ?? null, probes: await Promise.all(probes) };
}

/** The channel asks for the proxy of TLS on every port, for the password is never sent without it. */
function proxiedAs({ mail, url }: NetworkTarget): string {
  return mail === undefined ? url : url.replace("http:", "https:");
}

/**
 * Looks from this process as a daemon would that starts in it. From then on, this process follows the proxies.
 *
 * @param settingsText of settings.json
 * @throws AppError `SETTINGS_INVALID`
 */
export async function reachFromShell(
  settingsText: string,
  { port, variables, signal }: { port: number | undefined; variables: Variables; signal?: AbortSignal },
): Promise<NetworkReport> {
  const { settings } = parseSettings(settingsText);
  const environment = readEnvironment(variables);
  const own = await reachNetwork(environment, settings, { learn: () => {} });
  return reachFromHere(settings, {
    port: port ?? environment.port ?? settings.server.port ?? DEFAULT_PORT,
    variables: own.variables,
    signal,
  });
}
