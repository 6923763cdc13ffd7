/**
 * Shell examples of a Markdown document. A fence marked `sh` or `bash` contains commands, one per line (`\` at the end
 * continues a line). In a `console` fence, lines after `$ ` are commands and the rest is output. A fence without a
 * language is ambiguous and reported. Three comments control the examples: `<!-- before the examples: … -->` contains
 * set-up commands, `<!-- examples in a home of 0.0.20 -->` starts in a home of the old release, and
 * `<!-- not run: reason -->` right before a fence skips it.
 */

export interface DocExamples {
  /** Set-up commands that readers do not see. */
  readonly before: readonly string[];
  /** The examples start in a home of 0.0.20, without a daemon. */
  readonly inOldHome: boolean;
  readonly commands: readonly { readonly line: number; readonly command: string }[];
  readonly excused: readonly { readonly line: number; readonly reason: string }[];
  /** Line numbers of fences without a language. */
  readonly unnamed: readonly number[];
}

const FENCE = /^\s*(```+|~~~+)\s*([a-z]*)/;
const SHELLS = ["sh", "bash", "shell", "zsh", "console"];
const OLD_HOME = "<!-- examples in a home of 0.0.20 -->";
const BEFORE = /<!-- before the examples:\s*([\s\S]*?)-->/g;
const EXCUSE = /^\s*<!-- not run: (.*?) -->\s*$/;

export function docExamples(markdown: string): DocExamples {
  const before = [...markdown.matchAll(BEFORE)].flatMap((match) =>
    listCommands((match[1] ?? "").split("\n"), "sh"),
  );
  const commands: { line: number; command: string }[] = [];
  const excused: { line: number; reason: string }[] = [];
  const unnamed: number[] = [];
  const lines = markdown.split("\n");
  let excuse: string | undefined;
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? "";
    const fence = FENCE.exec(line);
    if (fence === null) {
      excuse = line.trim() === "" ? excuse : EXCUSE.exec(line)?.[1];
      continue;
    }
    const start = index + 1;
    const end = endOfFence(lines, start, fence[1] ?? "```");
    const language = fence[2] ?? "";
    if (language === "") unnamed.push(start);
    if (SHELLS.includes(language)) {
      if (excuse !== undefined) excused.push({ line: start, reason: excuse });
      else
        for (const command of listCommands(lines.slice(start, end), language))
          commands.push({ line: start, command });
    }
    excuse = undefined;
    index = end;
  }
  return { before, inOldHome: markdown.includes(OLD_HOME), commands, excused, unnamed };
}

function endOfFence(lines: readonly string[], start: number, marker: string): number {
  const end = lines.findIndex((line, index) => index >= start && line.trim() === marker);
  return end === -1 ? lines.length : end;
}

function listCommands(lines: readonly string[], language: string): string[] {
  const commands: string[] = [];
  let open: string | undefined;
  for (const raw of lines) {
    const line = raw.trim();
    const starts = language === "console" ? line.startsWith("$ ") : line !== "" && !line.startsWith("#");
    if (open === undefined && !starts) continue;
    const text = open === undefined ? line.replace(/^\$ /, "") : `${open} ${line}`;
    if (text.endsWith("\\")) {
      open = text.slice(0, -1).trimEnd();
      continue;
    }
    open = undefined;
    commands.push(text);
  }
  return commands;
}
