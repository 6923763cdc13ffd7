/** Whether the server of a provider can be reached: one request without a key and without a model, so it costs nothing. */
import { providerRow, type Settings } from "@tinyagi/contracts";
import { resolveProvider } from "@tinyagi/kernel";

/** A network that answers at all answers within this. */
const REACH_MS = 4_000;
/** What a proxy says of a server that it does not reach, and a provider of itself when it is down. */
const NOT_THERE: ReadonlySet<number> = new Set([502, 503, 504]);

/** The address that a provider's runs ask; undefined where nobody but its program knows it. */
export function addressOfProvider(
  provider: string,
  settings: Settings,
  variables: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const { endpoint, hostNames } = resolveProvider({ provider, model: "" }, settings);
  if (endpoint !== undefined) return endpoint.baseUrl;
  const { url, variable = "" } = providerRow(provider)?.address ?? {};
  return (hostNames.includes(variable) ? variables[variable] : undefined) || url;
}

/** Whether a server answers, in whatever way. It is asked through the proxy of this process. */
export async function isReachable(address: string): Promise<boolean> {
  if (!URL.canParse(address)) return false;
  try {
    const { status } = await fetch(new URL(address).origin, {
      method: "HEAD",
      redirect: "manual",
      signal: AbortSignal.timeout(REACH_MS),
    });
    return !NOT_THERE.has(status);
  } catch {
    return false; // Whatever it was, no run would get further.
  }
}
