/** How this process and those that it starts reach other machines. */
import { useNetwork } from "@tinyagi/channels/network";
import {
  AppError,
  isHttpProxy,
  NETWORK_NAMES,
  proxySecrets,
  type Settings,
  withNetworkSettings,
} from "@tinyagi/contracts";
import { parseSettings, resolveSecret } from "@tinyagi/home";
import type { Redactor } from "@tinyagi/kernel";
import type { DaemonEnvironment } from "./environment.js";

type Variables = DaemonEnvironment["variables"];

/**
 * The environment with what the settings say about the network in front.
 *
 * @throws AppError `SETTINGS_INVALID` for a proxy of the settings that is not spoken to over HTTP
 */
export async function networkEnvironment(
  variables: Variables,
  { network }: Pick<Settings, "network">,
): Promise<Variables> {
  const proxy =
    network.proxy === undefined ? undefined : await resolveSecret(network.proxy, { env: variables });
  // The address stays out of the text: it may contain a password.
  if (proxy !== undefined && !isHttpProxy(proxy))
    throw new AppError(
      "SETTINGS_INVALID",
      "network.proxy cannot be used. Give its address as http://host:port or https://host:port: tinyagi config edit",
    );
  return withNetworkSettings(variables, { ...network, proxy });
}

/**
 * The same for a program that a command starts, such as npm.
 *
 * @param settingsText of settings.json
 * @throws AppError `SETTINGS_INVALID`
 */
export function programEnvironment(settingsText: string, variables: Variables): Promise<Variables> {
  return networkEnvironment(variables, parseSettings(settingsText).settings);
}

/**
 * Takes what the settings say about the network into the environment, and follows it in this process. Passwords of proxies
 * are learned, because agents get the addresses.
 *
 * @throws AppError `SETTINGS_INVALID` for a proxy of the settings that is not spoken to over HTTP
 */
export async function reachNetwork(
  environment: DaemonEnvironment,
  settings: Pick<Settings, "network">,
  redactor: Pick<Redactor, "learn">,
): Promise<DaemonEnvironment> {
  const variables = await networkEnvironment(environment.variables, settings);
  for (const name of NETWORK_NAMES)
    for (const secret of proxySecrets(variables[name] ?? "")) redactor.learn(secret);
  await useNetwork(variables);
  return { ...environment, variables };
}
