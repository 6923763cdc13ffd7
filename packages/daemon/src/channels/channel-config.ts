/** What the process of a channel is started with: its settings with the secrets resolved, and where it writes. */
import { join } from "node:path";
import { type ChannelConfig, platformRow } from "@tinyagi/channels/process";
import { toSettingsPath } from "@tinyagi/contracts";
import { type HomePaths, resolveSecret } from "@tinyagi/home";
import { boundAgent, servedBy, toPart, toVariableName } from "./channel-part.js";
import { channelSecret } from "./channel-secret.js";
import type { ChannelsOptions } from "./channels-options.js";

type Values = Readonly<Record<string, unknown>>;

/**
 * With the resolved secret: the process has no other way to it.
 *
 * @param entered what counts instead of the settings, for a check
 * @throws AppError `SECRET_UNRESOLVED`, `INVALID_INPUT` as `channelSecret`
 */
export async function resolveConfig(
  options: ChannelsOptions,
  { id, entered, token }: { id: string; entered: Values; token: string },
): Promise<ChannelConfig> {
  const values = { ...toPart(options.settings(), id), ...entered };
  const agent = boundAgent(options.settings(), id);
  return {
    channel: id,
    ...(agent === undefined ? {} : { agent }),
    baseUrl: options.baseUrl(),
    token,
    settings: {
      ...values,
      ...(await secretFor(options, { id, entered, values })),
      ...resolveEndpoint(options, id),
    },
    language: options.settings().language,
    filesIn: options.paths.filesIn,
    stateFolder: getStateFolder(options.paths, id),
  };
}

async function secretFor(
  options: ChannelsOptions,
  { id, entered, values }: { id: string; entered: Values; values: Values },
): Promise<Record<string, string>> {
  const platform = servedBy(id);
  const { secret, more = [] } = platform === undefined ? {} : platformRow(platform);
  const keys = [
    ...(secret === undefined ? [] : [{ key: secret, variable: toVariableName(id) }]),
    ...more.map((key) => ({ key, variable: "" })),
  ];
  const secrets: Record<string, string> = {};
  for (const { key, variable } of keys) {
    const value = channelSecret({
      setting: [...toSettingsPath(id), key].join("."),
      variable,
      entered: entered[key],
      saved: toPart(options.settings(), id)[key],
      fromVariable: options.variables[variable],
      apiRoot: values.api_root,
    });
    const resolved = await resolveSecret(value, { env: options.variables });
    options.redactor.learn(resolved);
    secrets[key] = resolved;
  }
  return secrets;
}

/** Only the environment of the daemon names it: a changed setting must not lead a session elsewhere. */
function resolveEndpoint({ variables }: ChannelsOptions, id: string): { api_root?: string | undefined } {
  const platform = servedBy(id);
  const endpoint = platform && platformRow(platform).endpoint;
  return endpoint === undefined ? {} : { api_root: variables[endpoint] };
}

/** Where a channel keeps its session. */
export function getStateFolder(paths: HomePaths, id: string): string {
  return join(paths.home, "channels", id);
}
