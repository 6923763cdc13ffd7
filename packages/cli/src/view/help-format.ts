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

/** For the overview of all commands: their names first, the first day on top, and the options that all have below. */
export const OVERVIEW_FORMAT = {
  subcommandTerm: (command: Command): string => [command.name(), ...command.aliases()].join("|"),
  formatHelp(command: Command, helper: Help): string {
    const widest = Math.max(...command.commands.map((one) => helper.subcommandTerm(one).length));
    const options = helper.visibleOptions(command);
    const widestFlags = Math.max(...options.map(({ flags }) => flags.length));
    const commands = helper.visibleCommands(command);
    const groups = helper.groupItems(
      [...command.commands],
      commands,
      (one) => one.helpGroup() || "Commands:",
    );
    return [
      `${USAGE}${helper.commandUsage(command)}`,
      "",
      helper.commandDescription(command),
      ...[...groups].flatMap(([heading, found]) => [
        "",
        heading,
        ...found.map((one) =>
          helper.formatItem(helper.subcommandTerm(one), widest, helper.subcommandDescription(one), helper),
        ),
      ]),
      "",
      "Options:",
      ...options.map((one) => helper.formatItem(one.flags, widestFlags, one.description, helper)),
      "",
    ].join("\n");
  },
};

/** Wrapped text whose later lines begin below its first one. */
function hanging(helper: Help, text: string, { width, indent }: { width: number; indent: string }): string {
  return helper.boxWrap(text, width - indent.length).replaceAll("\n", `\n${indent}`);
}
