/** The logins of a provider as the settings have them: their names, their order, and what each one is made of. Pure. */
import {
  CUSTOM_PREFIX,
  DEFAULT_LOGIN,
  type Login,
  MODEL_PROVIDER_IDS,
  type Settings,
} from "@tinyagi/contracts";

interface LoginSettings {
  readonly logins?: Readonly<Record<string, Login>> | undefined;
  readonly login_order?: readonly string[] | undefined;
}

/** Where the settings keep a provider's logins; undefined for a provider that has none, such as `demo`. */
export function loginSettings(provider: string, settings: Settings): LoginSettings | undefined {
  if (provider.startsWith(CUSTOM_PREFIX)) {
    const id = provider.slice(CUSTOM_PREFIX.length);
    return Object.hasOwn(settings.custom_providers, id) ? settings.custom_providers[id] : undefined;
  }
  const id = MODEL_PROVIDER_IDS.find((known) => known === provider);
  return id === undefined ? undefined : (settings.models[id] ?? {});
}

/** Names in the order in which they are used. Without `logins`, a provider has one login. */
export function loginOrder(provider: string, settings: Settings): readonly [string, ...string[]] {
  const { logins = {}, login_order: order = [] } = loginSettings(provider, settings) ?? {};
  const known = order.filter((name) => name === DEFAULT_LOGIN || Object.hasOwn(logins, name));
  const [first, ...others] = known.length > 0 ? known : [DEFAULT_LOGIN, ...Object.keys(logins)];
  return [first ?? DEFAULT_LOGIN, ...others];
}

/** Whether a run must say which login it used. */
export function hasSeveralLogins(provider: string, settings: Settings): boolean {
  return Object.keys(loginSettings(provider, settings)?.logins ?? {}).length > 0;
}

/** What a login is made of; undefined for the one that is not in the list, or was removed. */
export function resolveLogin(provider: string, settings: Settings, name: string): Login | undefined {
  const { logins = {} } = loginSettings(provider, settings) ?? {};
  return Object.hasOwn(logins, name) ? logins[name] : undefined;
}

/** Folders of all logins but one: no agent of another login may read them. */
export function foldersOfOthers(settings: Settings, own: Login | undefined): string[] {
  const all = MODEL_PROVIDER_IDS.flatMap((id) => Object.values(loginSettings(id, settings)?.logins ?? {}));
  return all.flatMap(({ config_dir: folder }) =>
    folder === undefined || folder === own?.config_dir ? [] : [folder],
  );
}
