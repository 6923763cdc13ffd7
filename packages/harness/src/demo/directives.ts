/** Reads the `#demo <word> <rest of line>` commands with which tests and demonstrations control the demo. Pure. */

const DIRECTIVE = /#demo[ \t]+([a-z]+)[ \t]*([^\n]*)/g;
const MAX_DIRECTIVES = 20;

/** One command. */
export interface DemoDirective {
  readonly name: string;
  readonly rest: string;
}

/** Returns the commands of a message in order, and the message without them. */
export function readDirectives(text: string): { directives: readonly DemoDirective[]; text: string } {
  const directives: DemoDirective[] = [];
  for (const [, name = "", rest = ""] of text.matchAll(DIRECTIVE)) {
    if (directives.length < MAX_DIRECTIVES) directives.push({ name, rest: rest.trim() });
  }
  return { directives, text: text.replace(DIRECTIVE, "").trim() };
}

/** How the line begins in which TinyAGI says where a message comes from. No text of a person begins a line with it. */
const FACTS = "[TinyAGI: message {";

/** The message without what TinyAGI says about it: that is no part of what the demo is asked. */
export function withoutFacts(text: string): string {
  if (!text.includes(FACTS)) return text;
  return text
    .split("\n")
    .filter((line) => !line.startsWith(FACTS))
    .join("\n")
    .trim();
}
