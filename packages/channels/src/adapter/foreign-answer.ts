/**
 * Answers that are not the platform's: of a proxy, a filter or a gateway on the way. They neither answer nor refuse for it,
 * so that whatever was asked is asked again. Never passes on what was answered: it may contain anything.
 */
import { PlatformError } from "./platform-error.js";

/** Which call was answered. */
export interface Asked {
  /** Name of the platform. */
  readonly platform: string;
  /** Names the call: "a message". */
  readonly what: string;
}

export function foreignAnswer({ platform, what }: Asked): PlatformError {
  return new PlatformError(
    "unreachable",
    `${platform} could not be reached (${what}): the answer was not from ${platform}. Check proxies and filters of the network.`,
    { step: "check_proxy" },
  );
}

/** What each answer of the platform contains, such as the id of what was created. @throws PlatformError `unreachable` */
export function idIn(answer: unknown, key: string, asked: Asked): string {
  const value = typeof answer === "object" && answer !== null ? Reflect.get(answer, key) : undefined;
  if (Number.isSafeInteger(value) || (typeof value === "string" && value !== "")) return String(value);
  throw foreignAnswer(asked);
}
