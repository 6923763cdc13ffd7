/** Whether a change of the settings holds a secret: such a one is neither repeated nor proposed. Pure. */
import { isSecretPath, type SettingsEdit } from "@tinyagi/contracts";
import { isSecretReference } from "@tinyagi/home";

/** @param redact takes credentials out of a text */
export function holdsSecret({ path, value }: SettingsEdit, redact: (text: string) => string): boolean {
  // A person may write other letters than the settings do.
  const place = path.map((step) => step.toLowerCase());
  return redact(JSON.stringify(value) ?? "") !== (JSON.stringify(value) ?? "") || hasSecret(value, place);
}

function hasSecret(value: unknown, path: readonly string[], isSecret = false): boolean {
  const inside = isSecret || isSecretPath(path);
  if (typeof value === "object" && value !== null)
    return Object.entries(value).some(([key, one]) => hasSecret(one, [...path, key.toLowerCase()], inside));
  if (typeof value === "string")
    return (inside && value !== "" && !isSecretReference(value)) || hasLogin(value);
  return inside && typeof value === "number";
}

function hasLogin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { username, password } = new URL(text);
  return username !== "" || password !== "";
}
