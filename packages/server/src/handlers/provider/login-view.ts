/** The logins of all providers as answers show them: names, states and figures, never a key. */
import {
  CUSTOM_PREFIX,
  DEFAULT_LOGIN,
  LOGIN_FIELDS,
  type Login,
  type LoginView,
  MODEL_PROVIDER_IDS,
  type ProviderPause,
} from "@tinyagi/contracts";
import { isCurrent, isOfLogin, loginOrder, loginSettings, resolveLogin } from "@tinyagi/kernel";
import type { Services } from "../services.js";

type Parts = Pick<Services, "settings" | "circuits" | "store" | "clock">;

export function toLogins(parts: Parts): Record<string, LoginView[]> {
  const { custom_providers: custom } = parts.settings.current();
  const ids = [...MODEL_PROVIDER_IDS, ...Object.keys(custom).map((id) => `${CUSTOM_PREFIX}${id}`)];
  const now = parts.clock.now();
  const rows = parts.store.quota.list().filter((row) => isCurrent(row, now));
  // Of this machine: a worker has logins of its own.
  const pauses = parts.circuits.list().filter(({ place }) => place === undefined);
  return Object.fromEntries(
    ids.map((provider) => {
      const order = loginOrder(provider, parts.settings.current());
      const others = namesOf(parts, provider).filter((name) => !order.includes(name));
      const { login: inUse } = parts.circuits.admit({ provider, logins: order.map((name) => ({ name })) });
      const views = [...order, ...others].map((name): LoginView => {
        const login = resolveLogin(provider, parts.settings.current(), name);
        const pause = pauses.find((one) => one.provider === provider && isAbout(one, name));
        return {
          name,
          ...detectKind(login),
          ordered: order.includes(name),
          inUse: name === inUse,
          pause: pause ?? null,
          quota: rows
            .filter((row) => row.provider === provider && row.login === name)
            .map((row) => ({
              period: row.period,
              usedPercent: row.used_percent,
              resetsAt: row.resets_at,
              seenAt: row.seen_at,
            })),
        };
      });
      return [provider, views];
    }),
  );
}

/** What is wrong with the whole provider is so for each login; a pause without a name of one is of the first login. */
function isAbout({ login, model, cause }: ProviderPause, name: string): boolean {
  if (model !== undefined) return false;
  return login === name || (login === undefined && (name === DEFAULT_LOGIN || !isOfLogin(cause)));
}

function namesOf({ settings }: Parts, provider: string): string[] {
  return [DEFAULT_LOGIN, ...Object.keys(loginSettings(provider, settings.current())?.logins ?? {})];
}

function detectKind(login: Login | undefined): Pick<LoginView, "kind" | "configDir"> {
  const kind = login === undefined ? undefined : LOGIN_FIELDS.find((field) => login[field] !== undefined);
  const folder = login?.config_dir;
  return { kind: kind ?? "own", ...(folder === undefined ? {} : { configDir: folder }) };
}
