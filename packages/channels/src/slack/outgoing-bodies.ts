/** What a bot sends, in the form of Slack's API. Pure. */
import type { ActionsBlock, KnownBlock } from "@slack/types";
import type { Button, OutgoingText } from "../adapter/outgoing.js";
import { slackExact } from "./exact-text.js";
import { slackLiteral, slackMrkdwn } from "./slack-mrkdwn.js";

/** Slack recommends 4,000 characters and cuts at 40,000; marks and escapes need room. */
export const TEXT_MAX = 3_900;
const SHOWN_MAX = 39_000;
/** What an edit, and one section of blocks, take. */
const SECTION_MAX = 3_000;
const LABEL_MAX_CHARS = 75;
const TS = /^\d{10}\.\d{6}$/;

export interface SlackBody {
  readonly text: string;
  readonly blocks?: KnownBlock[];
}

export function slackBody({ markdown, exact, buttons = [] }: OutgoingText): SlackBody {
  const shown = slackMrkdwn(markdown);
  const text = shown === "" || shown.length > SHOWN_MAX ? slackLiteral(markdown) : shown;
  const actions = toActions(buttons);
  if (exact !== undefined) return { text, blocks: [slackExact(exact), ...actions] };
  if (actions.length === 0) return { text };
  const body: KnownBlock =
    text.length <= SECTION_MAX
      ? { type: "section", text: { type: "mrkdwn", text, verbatim: true } }
      : slackExact([{ kind: "words", text: markdown }]);
  return { text, blocks: [body, ...actions] };
}

/** Only a time stamp of Slack names a message: commands have none. */
export function threadFor(thread: string | undefined, replyTo: string | undefined): { thread_ts?: string } {
  const ts = [thread, replyTo].find((id) => id !== undefined && TS.test(id));
  return ts === undefined ? {} : { thread_ts: ts };
}

export function isTimestamp(id: string): boolean {
  return TS.test(id);
}

function toActions(buttons: readonly Button[]): ActionsBlock[] {
  if (buttons.length === 0) return [];
  return [
    {
      type: "actions",
      elements: buttons.map(({ label, value }, at) => ({
        type: "button",
        action_id: `press_${at}`,
        text: { type: "plain_text", text: label.slice(0, LABEL_MAX_CHARS), emoji: false },
        value,
      })),
    },
  ];
}
