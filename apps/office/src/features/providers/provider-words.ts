/** Providers, and what a test of one found, in the words of the reader. Pure. */
import type { FoundProvider, ProviderTestStep } from "@tinyagi/contracts";
import { asSentence, sayWhy } from "@tinyagi/views";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";

/** Each provider by its id, with the name that the reader knows. */
export function named<T extends { name: string }>(providers: Readonly<Record<string, T>>): Record<string, T> {
  const entries = Object.entries(providers);
  return Object.fromEntries(
    entries.map(([id, one]) => [id, { ...one, name: words.agents.providerName(id, one.name) }]),
  );
}

/** What was found on this machine, as the reader knows it. */
export function foundInWords(found: readonly FoundProvider[]): FoundProvider[] {
  return found.map((one) => ({
    ...one,
    name: words.agents.providerName(one.provider, one.name),
    detail: words.start.found.detail(one),
  }));
}

/** Why a test failed, then what to do. @returns undefined without a failed step */
export function toFailure(steps: readonly ProviderTestStep[]): string | undefined {
  const failed = steps.find(({ ok }) => !ok);
  if (failed === undefined) return undefined;
  const detail = asSentence(oneLine(sayWhy({ reason: failed.detail, why: failed.why }, words.views), 300));
  return `${detail} ${oneLine(words.agents.now.advice(failed), 200)}`.trim();
}
