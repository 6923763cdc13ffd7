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
  /** The worker on which it is used; absent for this machine. Each place has its own programs, logins and network. */
  readonly place?: string | undefined;
}

/** With what a run uses its provider. */
export interface ProviderUse {
  readonly provider: string;
  readonly login: string;
  readonly model: string;
  /** All of them, in their order. */
  readonly logins: readonly { readonly name: string }[];
  readonly place?: string | undefined;
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

export function providerPart({ provider, place }: Pick<ProviderUse, "provider" | "place">): CircuitPart {
  return { provider, place };
}

export function modelPart({
  provider,
  model,
  place,
}: Pick<ProviderUse, "provider" | "model" | "place">): CircuitPart {
  return { provider, model, place };
}

export function loginPart({
  provider,
  login,
  logins,
  place,
}: Pick<ProviderUse, "provider" | "login" | "logins" | "place">): CircuitPart {
  return { provider, login, isOnlyLogin: logins.length < 2, place };
}

export function keyOfPart({ provider, login, model, place }: CircuitPart): string {
  return JSON.stringify([provider, login ?? null, model ?? null, place ?? null]);
}

/** A part without what is only known here. */
interface NamedPart {
  provider: string;
  login?: string;
  model?: string;
  place?: string;
}

/** As events and answers name it: a provider's only login needs no name. */
export function namedPart({ provider, login, model, isOnlyLogin = true, place }: CircuitPart): NamedPart {
  const isNamed = login !== undefined && !(isOnlyLogin && login === DEFAULT_LOGIN);
  return {
    provider,
    ...(isNamed ? { login } : {}),
    ...(model === undefined || model === "" ? {} : { model }),
    ...(place === undefined ? {} : { place }),
  };
}
