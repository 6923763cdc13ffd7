// Finds what a run does: a directive in its prompt, or the next step of its agent's script.
import { mkdirSync, writeFileSync } from "node:fs";
import { control, dir, run } from "./run.mjs";

const MAX_DIRECTIVES = 1000;
const MAX_ECHO = 2000;

/** The JSON object after `#fake`, up to its closing brace. */
function directiveAt(text, start) {
  let depth = 0;
  let quoted = false;
  for (let index = start; index < text.length; index += 1) {
    const char = text[index];
    if (quoted && char === "\\") index += 1;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && char === "{") depth += 1;
    else if (!quoted && char === "}") {
      depth -= 1;
      if (depth === 0) return { json: text.slice(start, index + 1), end: index + 1 };
    }
  }
  return undefined;
}

/** The last directive of the prompt, and the prompt without its directives. */
export function readDirectives(prompt) {
  let rest = prompt;
  let directive;
  let rounds = 0;
  for (let at = rest.indexOf("#fake {"); at >= 0 && rounds < MAX_DIRECTIVES; at = rest.indexOf("#fake {")) {
    const found = directiveAt(rest, at + "#fake ".length);
    if (!found) break;
    directive = JSON.parse(found.json);
    rest = rest.slice(0, at) + rest.slice(found.end);
    rounds += 1;
  }
  return { directive, rest: rest.trim() };
}

/** The next step of an agent's script. Creating a file claims the step number, so that runs may overlap. */
export function scriptedStep() {
  const agent = process.env.TINYAGI_AGENT_ID ?? "";
  const steps = control.agents?.[agent];
  if (!Array.isArray(steps)) return steps ?? control.default;
  const taken = `${dir}/fake-agent-steps`;
  mkdirSync(taken, { recursive: true });
  for (let step = 0; step < steps.length; step += 1) {
    try {
      writeFileSync(`${taken}/${encodeURIComponent(agent)}.${step}`, run, { flag: "wx" });
      return steps[step];
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
  }
  return control.default;
}

/** Removes tags and mentions from an echo: it must not hand work to another agent. */
export function echo(rest) {
  return `echo: ${rest.replace(/[[\]@#]/g, "").slice(0, MAX_ECHO)}`;
}
