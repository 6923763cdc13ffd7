/** Why a part of an import is not taken, for people. */

const WORDS: Readonly<Record<string, string>> = {
  damaged: "it cannot be read: its format is not valid",
  "too-large": "it is too large",
  refused: "it is a link or no regular file; links are not followed",
  "too-many": "there are too many",
  missing: "the folder does not exist",
  "missing-skill": "this skill is not in the folder",
  "odd-name": "its name is not valid here",
  "no-channel": "TinyAGI has no such channel",
  "secret-elsewhere": "the secret is kept elsewhere; set it with tinyagi config set",
  login: "logins are not copied; log in again with tinyagi login",
  "linked-session":
    "a linked session works in one program only; link it again with tinyagi channel setup whatsapp",
  history: "transcripts and histories are not imported",
  program: "hooks and other programs are never imported",
  rights: "this home decides what its agents may do",
  everyone: "it allows everyone; approve people one by one with tinyagi pairing",
  interval: "no cron expression is due as often; add it with tinyagi schedule add",
  past: "its time has passed",
  mcp: "import MCP servers with tinyagi mcp import",
  "no-provider": "its provider is not known here; the agent gets the provider of new agents",
  "no-key": "it has no API key; add it with tinyagi provider add",
  "no-secret": "the variable or file with its secret was not found; set it with tinyagi config set",
  "not-valid": "its value is not valid here",
  "no-setting": "TinyAGI has no setting like it",
  busy: "it changed while it was read; stop the other product, then import again",
  weaker: "it would weaken a guard of this home; accept it with --accept-weaker",
  taken: "this home has it already",
};

export function leftWord(reason: string): string {
  return WORDS[reason] ?? "it is not taken";
}
