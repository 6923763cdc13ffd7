/** The parts of the README that the first page of the site shows. */
export interface Start {
  /** How to start, line by line. */
  readonly commands: readonly string[];
  /** The message of the demo. */
  readonly message: string;
  /** What `npm start` shows for it. */
  readonly transcript: string;
}

/** @throws when the README has none of them any more */
export function readStart(readme: string): Start {
  const [, shell] = /```sh\n([\s\S]*?)```/.exec(readme) ?? [];
  const [, transcript] = /```text\n([\s\S]*?)```/.exec(readme) ?? [];
  const [, message] = /`(@demo [^`]+)`/.exec(readme) ?? [];
  if (shell === undefined || transcript === undefined || message === undefined)
    throw new Error("README.md has no block of commands, no transcript or no message of the demo");
  const commands = shell.trim().split("\n").slice(0, 2);
  return {
    commands: commands.map((line) => line.replace(/ +#.*$/, "")),
    message,
    transcript: transcript.trim().replaceAll("**", ""),
  };
}
