/** What the form of a new agent holds, as the API and a terminal take it. Pure. */
import type { RouteInput, StarterLanguage } from "@tinyagi/contracts";
import { shellWord } from "../../lib/format/shell";

export interface NewAgentFields {
  id: string;
  name: string;
  provider: string;
  /** Empty: the provider's default. */
  model: string;
  /** Empty: that of the template. */
  role: string;
  /** Empty without one. */
  template: string;
}

export function toBody(
  { name, provider, model, role, template }: NewAgentFields,
  language: StarterLanguage,
): RouteInput<"putAgent">["body"] {
  return {
    ...(template === "" ? {} : { template, language }),
    name,
    provider,
    model,
    ...(role === "" ? {} : { role }),
  };
}

/** The command that adds the same agent. */
export function addCommand({ id, name, provider, model, role, template }: NewAgentFields): string {
  const options = { template, provider, model, name: name === id ? "" : name, role };
  const given = Object.entries(options).filter(([, value]) => value !== "");
  return ["tinyagi agent add", id, ...given.map(([option, value]) => `--${option} ${shellWord(value)}`)].join(
    " ",
  );
}
