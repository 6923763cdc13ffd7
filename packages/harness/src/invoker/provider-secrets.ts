/** The keys of a provider as variables: resolved from the settings, or copied from the daemon's environment. */
import { HarnessError } from "@tinyagi/contracts";
import type { ResolvedProvider } from "@tinyagi/kernel";

export interface SecretSources {
  /** The environment of the daemon. */
  readonly hostEnv: Readonly<Record<string, string | undefined>>;
  /** @throws when the reference leads to no value */
  readonly resolveSecret: (value: string) => Promise<string> | string;
}

/** @throws HarnessError of class `invalid` for a secret that cannot be read */
export async function secretsOf(
  { hostNames, secretEnv }: Pick<ResolvedProvider, "hostNames" | "secretEnv">,
  sources: SecretSources,
): Promise<Record<string, string>> {
  return { ...fromHost(hostNames, sources), ...(await resolveAll(secretEnv, sources)) };
}

/** @throws HarnessError of class `invalid` for a secret that cannot be read */
export async function resolveAll(
  values: Readonly<Record<string, string>>,
  { resolveSecret }: Pick<SecretSources, "resolveSecret">,
): Promise<Record<string, string>> {
  const resolved: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    try {
      resolved[name] = value === "" ? "" : await resolveSecret(value);
    } catch (cause) {
      const message = `the secret ${name} could not be read; check its env: or file: reference in the settings`;
      throw new HarnessError("invalid", message, { cause });
    }
  }
  return resolved;
}

function fromHost(
  names: readonly string[],
  { hostEnv }: Pick<SecretSources, "hostEnv">,
): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of names) {
    const value = hostEnv[name];
    if (value !== undefined && value !== "") found[name] = value;
  }
  return found;
}
