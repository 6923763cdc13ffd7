/** Why a message waits, failed or was answered, and what helps, in the reader's language and time. Pure. */
import type { RouteOutput } from "@tinyagi/contracts";
import { stepText, storyStepText, waitWords, whyText } from "@tinyagi/views";
import { words } from "../../locale/words";
import { moment } from "../figures";
import { toReason } from "./reason";
import { capital } from "./text";

type Story = Pick<RouteOutput<"whyMessage">, "reasons" | "advice" | "verdict" | "next">;
type Failure = Pick<RouteOutput<"queueDead">[number], "errorClass" | "advice">;

/** Of a daemon of another release, the codes that this page does not know are told in its English sentences. */
export function describeWhy(story: Story): { verdict: string; next: string | null } {
  const { verdict, next } = whyText(story, moment, words.views);
  return { verdict: toReason(verdict), next: next === null ? null : toReason(next) };
}

/** What a step of the story says. */
export function stepTextOf(step: Parameters<typeof storyStepText>[0]): string {
  return toReason(storyStepText(step, moment, words.views));
}

/** What to do next. Of a failure only what helps before a retry: the retry itself is a button of the page. */
export function getNext(story: Story & { outcome: string }, letter: Failure | undefined): string | undefined {
  if (story.outcome !== "failed") return describeWhy(story).next ?? undefined;
  if (story.advice?.code === "retry") return stepText(story.advice, words.views);
  return letter && findHelp(letter.errorClass, letter.advice);
}

/** What helps before a retry of such a failure. @param advice - the daemon's sentence, for a class that this page does not know */
export function findHelp(errorClass: string, advice: string | null): string | undefined {
  return stepText({ errorClass }, words.views) ?? advice ?? undefined;
}

/** What work waits for, with a capital. Of a daemon that does not say it: that it is queued. */
export function getWait(facts: Parameters<typeof waitWords>[0], now: number): string {
  return capital(waitWords(facts, now, words.views)) || words.views.runs.states.queued;
}
