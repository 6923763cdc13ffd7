/**
 * How help looks on narrow screens: a description without room beside its term is below it, and no word is broken.
 * Commander leaves such descriptions to the terminal, which breaks words.
 */
import { type Command, Help } from "commander";

/** A description that would be narrower than this beside its term is below it. */
const BESIDE_MIN = 30;
const NARROWEST = 20;
const STANDARD_WIDTH = 80;
const TERM_INDENT = "  ";
const TEXT_INDENT = "      ";
const USAGE = "Usage: ";

/** For `configureHelp`. */
export const HELP_FORMAT = {
  minWidthToWrap: NARROWEST,
  formatItem(this: Help, term: string, termWidth: number, description: string, helper: Help): string {
    const width = helper.helpWidth ?? STANDARD_WIDTH;
    if (description === "" || width - termWidth - 2 * TERM_INDENT.length >= BESIDE_MIN)
      return Help.prototype.formatItem.call(this, term, termWidth, description, helper);
    const text = hanging(helper, description, { width, indent: TEXT_INDENT });
    return `${TERM_INDENT}${term}\n${TEXT_INDENT}${text}`;
  },
  commandUsage(this: Help, command: Command): string {
    const text = Help.prototype.commandUsage.call(this, command);
    return hanging(this, text, { width: this.helpWidth ?? STANDARD_WIDTH, indent: " ".repeat(USAGE.length) });
  },
};

/** Wrapped text whose later lines begin below its first one. */
function hanging(helper: Help, text: string, { width, indent }: { width: number; indent: string }): string {
  return helper.boxWrap(text, width - indent.length).replaceAll("\n", `\n${indent}`);
}
