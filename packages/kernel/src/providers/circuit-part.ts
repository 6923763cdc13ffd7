/**
 * What a failure is about, and so what is paused: a provider, one login of it, or one model of it. Pure. A run needs all
 * three; what keeps one login or one model from answering must not keep the others.
 */
import { DEFAULT_LOGIN, type FailureCause, getCause, type RunErrorInfo } from "@tinyagi/contracts";

export interface CircuitPart {
  readonly provider: string;
  readonly login?: string;
  readonly model?: string;
  /** The provider has no other login. It is no part of the key. */
  readonly isOnlyLogin?: boolean;
}

/** With what a run uses its provider. */
export interface ProviderUse {
  readonly provider: string;
  readonly login: string;
  readonly model: string;
  /** All of them, in their order. */
  readonly logins: readonly { readonly name: string }[];
}

/** They are about one account. */
const OF_LOGIN: ReadonlySet<FailureCause> = new Set(["limit", "quota", "login"]);

/** Whether a failure of this cause is about one account, and not about all of a provider. */
export function isOfLogin(cause: FailureCause | undefined): boolean {
  return cause !== undefined && OF_LOGIN.has(cause);
}

/** The part that a failure is about. */
export function partOfFailure(error: RunErrorInfo, use: ProviderUse): CircuitPart {
  if (isOfLogin(getCause(error))) return loginPart(use);
  return error.modelOnly === true ? modelPart(use) : providerPart(use);
}

/** All parts that a run needs. */
export function toParts(use: ProviderUse): CircuitPart[] {
  return [providerPart(use), modelPart(use), loginPart(use)];
}

export function providerPart({ provider }: Pick<ProviderUse, "provider">): CircuitPart {
  return { provider };
}

export function modelPart({ provider, model }: Pick<ProviderUse, "provider" | "model">): CircuitPart {
  return { provider, model };
}

export function loginPart({
  provider,
  login,
  logins,
}: Pick<ProviderUse, "provider" | "login" | "logins">): CircuitPart {
  return { provider, login, isOnlyLogin: logins.length < 2 };
}

export function keyOfPart({ provider, login, model }: CircuitPart): string {
  return JSON.stringify([provider, login ?? null, model ?? null]);
}

/** As events and answers name it: a provider's only login needs no name. */
export function namedPart({ provider, login, model, isOnlyLogin = true }: CircuitPart): CircuitPart {
  const isNamed = login !== undefined && !(isOnlyLogin && login === DEFAULT_LOGIN);
  return {
    provider,
    ...(isNamed ? { login } : {}),
    ...(model === undefined || model === "" ? {} : { model }),
  };
}
