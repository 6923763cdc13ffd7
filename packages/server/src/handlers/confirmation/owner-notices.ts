/**
 * Notices may go to a person who is an owner already without a confirmation: owners read and decide everything that
 * notices contain. Anybody else would be let in.
 */
import type { GuardChange } from "@tinyagi/contracts";
import type { Services } from "../services.js";

const NOTIFY = "channels.notify.";

/** @returns the changes that still need a confirmation */
export function exceptNoticesToOwners(
  changes: readonly GuardChange[],
  { settings, pairing }: Pick<Services, "settings" | "pairing">,
): GuardChange[] {
  const wanted = (key: "channel" | "senderId") =>
    changes.find(({ path }) => path === `${NOTIFY}${key}`)?.after ??
    settings.current().channels.notify?.[key];
  const [channel, senderId] = [wanted("channel"), wanted("senderId")];
  const isOwner =
    typeof channel === "string" &&
    typeof senderId === "string" &&
    pairing.findRole({ channel, senderId }) === "owner";
  return changes.filter(({ path }) => !isOwner || !path.startsWith(NOTIFY));
}
