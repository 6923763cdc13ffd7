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
import { type Redactor, resolveSecret } from "@tinyagi/core";
import type { DaemonEnvironment } from "./environment.js";

/**
 * Takes what the settings say about the network into the environment, and follows it in this process. Passwords of proxies
 * are learned, because agents get the addresses.
 *
 * @throws AppError `SETTINGS_INVALID` for a proxy of the settings that is not spoken to over HTTP
 */
export async function reachNetwork(
  environment: DaemonEnvironment,
  { network }: Settings,
  redactor: Pick<Redactor, "learn">,
): Promise<DaemonEnvironment> {
  const proxy =
    network.proxy === undefined
      ? undefined
      : await resolveSecret(network.proxy, { env: environment.variables });
  // The address stays out of the text: it may contain a password.
  if (proxy !== undefined && !isHttpProxy(proxy))
    throw new AppError(
      "SETTINGS_INVALID",
      "network.proxy cannot be used. Give its address as http://host:port or https://host:port: tinyagi config edit",
    );
  const variables = withNetworkSettings(environment.variables, { ...network, proxy });
  for (const name of NETWORK_NAMES)
    for (const secret of proxySecrets(variables[name] ?? "")) redactor.learn(secret);
  await useNetwork(variables);
  return { ...environment, variables };
}
