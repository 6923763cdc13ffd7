/** How this process and those that it starts reach other machines. */
import { useNetwork } from "@tinyagi/channels/network";
import { type Settings, withNetworkSettings } from "@tinyagi/contracts";
import { resolveSecret } from "@tinyagi/core";
import type { DaemonEnvironment } from "./environment.js";

/** Takes what the settings say about the network into the environment, and follows it in this process. */
export async function reachNetwork(
  environment: DaemonEnvironment,
  { network }: Settings,
): Promise<DaemonEnvironment> {
  const proxy =
    network.proxy === undefined
      ? undefined
      : await resolveSecret(network.proxy, { env: environment.variables });
  const variables = withNetworkSettings(environment.variables, { ...network, proxy });
  await useNetwork(variables);
  return { ...environment, variables };
}
