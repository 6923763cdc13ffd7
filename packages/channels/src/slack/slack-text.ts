/**
 * What people write, as Slack sends it: `<@U1>`, `<#C1|name>`, `<https://x|text>`, `<!here>`, and `&lt; &gt; &amp;`. Pure
 * and linear: each character is looked at once.
 */
import { mentionName } from "../inbound/mention-name.js";

export interface TextReader {
  /** @returns the name to show; undefined: this mention is left out */
  readonly person: (id: string) => string | undefined;
}

/** The text as the person sees it. A link whose text is another address shows both. */
export function readSlackText(raw: string, reader: TextReader): string {
  let text = "";
  let at = 0;
  while (at < raw.length) {
    const open = raw.indexOf("<", at);
    if (open < 0) break;
    const close = raw.indexOf(">", open);
    if (close < 0) break;
    text += decoded(raw.slice(at, open)) + readMark(raw.slice(open + 1, close), reader);
    at = close + 1;
  }
  return text + decoded(raw.slice(at));
}

/** Ids of the people whom a text mentions. */
export function mentionsIn(raw: string): string[] {
  const ids: string[] = [];
  readSlackText(raw, { person: (id) => void ids.push(id) });
  return ids;
}

function readMark(mark: string, { person }: TextReader): string {
  const bar = mark.indexOf("|");
  const [target, label] = bar < 0 ? [mark, ""] : [mark.slice(0, bar), mark.slice(bar + 1)];
  const shown = decoded(label);
  switch (target[0]) {
    case "@": {
      const name = person(target.slice(1));
      return name === undefined ? "" : mentionName(name);
    }
    case "#":
      return `#${shown === "" ? target.slice(1) : shown}`;
    case "!":
      return shown === "" ? `@${target.slice(1).split("^")[0] ?? ""}` : shown;
    default:
      return toLink(decoded(target), shown);
  }
}

function toLink(url: string, label: string): string {
  const bare = url.replace(/^(?:mailto:|tel:|https?:\/\/)/, "");
  return label === "" || label === url || label === bare ? (label === "" ? url : label) : `${label} (${url})`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };

function decoded(text: string): string {
  return text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}
