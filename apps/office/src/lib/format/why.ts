/** Why a message waits, failed or was answered, and what helps, in the reader's language and time. Pure. */
import type { RouteOutput } from "@tinyagi/contracts";
import { whyText } from "@tinyagi/views";
import { words } from "../../locale/words";
import { moment } from "../figures";
import { reasonOf } from "./reason";

type Story = RouteOutput<"whyMessage">;

/** Of a daemon of another release, the codes that this page does not know are told in its English sentences. */
export function whyOf(story: Story): { verdict: string; next: string | null } {
  const { verdict, next } = whyText(story, moment, words.views);
  return { verdict: reasonOf(verdict), next: next === null ? null : reasonOf(next) };
}
