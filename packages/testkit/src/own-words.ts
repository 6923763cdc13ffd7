/** What an agent was asked, without the lines in which TinyAGI says where it comes from. */

const FACTS = "[TinyAGI: message {";

/** @param prompt with its lines of facts, or without any */
export function wordsOfUser(prompt = ""): string {
  const lines = prompt.split("\n");
  const facts = lines.findIndex((line) => !line.startsWith(FACTS));
  if (facts <= 0) return prompt;
  return lines.slice(lines[facts] === "" ? facts + 1 : facts).join("\n");
}
