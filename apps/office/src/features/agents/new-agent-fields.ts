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
  /** A worker; empty for the machine of the daemon. */
  place: string;
}

export function toBody(
  { name, provider, model, role, template, place }: NewAgentFields,
  language: StarterLanguage,
): RouteInput<"putAgent">["body"] {
  return {
    ...(template === "" ? {} : { template, language }),
    name,
    provider,
    model,
    ...(role === "" ? {} : { role }),
    ...(place === "" ? {} : { place }),
  };
}

/** The commands that add the same agent. */
export function addCommands({ place, ...fields }: NewAgentFields): string[] {
  const add = addCommand(fields);
  return place === "" ? [add] : [add, `tinyagi agent place ${fields.id} ${shellWord(place)}`];
}

function addCommand({ id, name, provider, model, role, template }: Omit<NewAgentFields, "place">): string {
  const options = { template, provider, model, name: name === id ? "" : name, role };
  const given = Object.entries(options).filter(([, value]) => value !== "");
  return ["tinyagi agent add", id, ...given.map(([option, value]) => `--${option} ${shellWord(value)}`)].join(
    " ",
  );
}
