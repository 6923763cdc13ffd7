/**
 * What TinyAGI writes into texts for itself or for chats, and what a screen with better means leaves out of them: written
 * and recognised here alone. Pure, without Node built-ins and in linear time.
 */

const TAG_AT_END = /\[task:(task_[A-Za-z0-9_-]{1,64})\]\s*$/;
/** Whole, or cut off by the end of a preview. */
const TAG = /\[task:task_[\w-]*(?:\]|…|$)|\[task(?::(?:t(?:a(?:sk?)?)?)?)?(?:…|$)/g;

/** The tag that joins the message of a handed-over task to its task. */
export function taskTag(taskId: string): string {
  return `[task:${taskId}]`;
}

/** The id of the task that a text names at its end; undefined when it names none. */
export function taskTagOf(text: string): string | undefined {
  return TAG_AT_END.exec(text)?.[1];
}

/** Where the tags of tasks are in a text, each with the white space before it. */
export function taskTagRanges(text: string): (readonly [from: number, to: number])[] {
  let end = 0;
  return Array.from(text.matchAll(TAG), ({ 0: tag, index }) => {
    const from = end + text.slice(end, index).trimEnd().length;
    end = index + tag.length;
    return [from, end] as const;
  });
}

/** The text without the tags of tasks. */
export function withoutTaskTags(text: string): string {
  let end = 0;
  let shown = "";
  for (const [from, to] of taskTagRanges(text)) {
    shown += text.slice(end, from);
    end = to;
  }
  return shown + text.slice(end);
}

/** Where a text is read: commands begin with `/` in a chat of a platform, and with `tinyagi` elsewhere. */
export type Place = "chat" | "terminal";

/** A point in time in a chat: exact, and the same for everyone. */
export function timeMark(time: number): string {
  return new Date(time).toISOString();
}

/** What of a provider a pause is about. */
export function pausedPart({
  provider,
  login,
  model,
  place,
}: {
  provider: string;
  login?: string | undefined;
  model?: string | undefined;
  place?: string | undefined;
}): string {
  const of = `the provider ${provider}${place === undefined ? "" : ` on ${place}`}`;
  if (login !== undefined) return `the login ${login} of ${of}`;
  return model === undefined ? of : `the model ${model} of ${of}`;
}
