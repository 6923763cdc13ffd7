/** What a person gets who wrote a command that does not exist, or with words that it does not take. It costs nothing. */
import { type ChatCommandName, namesFor, nearestName, type SenderRole, usageLines } from "@tinyagi/contracts";

const AS_TEXT = "To send it to an agent as a text, begin with //";

export function unknownText(word: string, role: SenderRole): string {
  const near = nearestName(word, namesFor(role));
  const meant = near === undefined ? "" : ` Did you mean /${near}?`;
  return `Unknown command /${word}.${meant} All commands: /help. ${AS_TEXT}${word}`;
}

export function misusedText(name: ChatCommandName, role: SenderRole): string {
  return ["This is how the command is written:", ...usageLines(name, role), `${AS_TEXT}${name}`].join("\n");
}
