/** Mail that no person wrote is never answered: two programs that answer each other never stop. Pure. */
import type { MailHeaders } from "./mail-headers.js";

/** Their values do not matter. */
const HEADERS: readonly string[] = [
  "list-id",
  "list-post",
  "list-help",
  "list-unsubscribe",
  "list-subscribe",
  "list-owner",
  "list-archive",
  "feedback-id",
  "x-autoreply",
  "x-autorespond",
  "x-auto-response-suppress",
  "x-failed-recipients",
  "x-loop",
  "x-mailing-list",
];
const PRECEDENCES: ReadonlySet<string> = new Set(["bulk", "list", "junk", "auto_reply", "auto-reply"]);
const MACHINES: ReadonlySet<string> = new Set([
  "mailer-daemon",
  "postmaster",
  "noreply",
  "donotreply",
  "bounce",
  "bounces",
  "notification",
  "notifications",
  "autoreply",
  "autoresponder",
]);

/** @param from address of the sender, in lower case */
export function isAutomated(headers: MailHeaders, from: string): boolean {
  const submitted = firstWord(headers.first("auto-submitted"));
  if (submitted !== "" && submitted !== "no") return true;
  if (PRECEDENCES.has(firstWord(headers.first("precedence")))) return true;
  if (HEADERS.some((name) => headers.names.includes(name))) return true;
  // A report about a mail has nobody to whom it could be returned.
  if (headers.all("return-path").some((path) => path.replaceAll(" ", "") === "<>")) return true;
  if (firstWord(headers.first("content-type")) === "multipart/report") return true;
  return isMachine(from);
}

function firstWord(value = ""): string {
  return (value.split(/[;\s(]/, 1)[0] ?? "").toLowerCase();
}

/** `no-reply+7@…`, `MAILER-DAEMON@…` */
function isMachine(address: string): boolean {
  const local = address.slice(0, address.lastIndexOf("@"));
  const name = (local.split(/[+=]/, 1)[0] ?? "").replaceAll(/[-_.]/g, "");
  return MACHINES.has(local) || MACHINES.has(name) || name === "mailerdaemon";
}
