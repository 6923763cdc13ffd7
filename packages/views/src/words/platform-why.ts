/** What a platform of a chat channel did, put together from words of one language. */
import type { ChannelWhy, PlatformFault, PlatformStep } from "@tinyagi/contracts";

type PlatformWhy = Extract<ChannelWhy, { code: "channel.platform" }>;

/** Words of one language. */
export interface PlatformWords {
  /** Phrases without a full stop. */
  readonly faults: Readonly<Record<PlatformFault, string>>;
  /** Sentences. */
  readonly steps: Readonly<Record<PlatformStep, string>>;
  readonly said: (fault: string, words: string) => string;
  readonly numbered: (phrase: string, status: number) => string;
  readonly joined: (phrase: string, step: string) => string;
}

/** The fault, what the platform itself says, its number, and what a person can do. */
export function platformPhrase({ fault, said, status, step }: PlatformWhy, words: PlatformWords): string {
  const own = said?.trim().replace(/[.。]$/, "");
  const what = own === undefined || own === "" ? words.faults[fault] : words.said(words.faults[fault], own);
  const phrase = status === undefined ? what : words.numbered(what, status);
  return step === undefined ? phrase : words.joined(phrase, words.steps[step]);
}
