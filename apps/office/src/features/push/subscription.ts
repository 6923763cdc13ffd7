/** The subscription of this browser at its push service. Nothing of it exists before a person turns it on. */
import { api } from "../../lib/api";
import { forgetForWorker, keepForWorker } from "../../lib/worker-kept";

const ID_CHARS = 12;

/**
 * `insecure`: browsers notify only over HTTPS and on this machine. `install`: only the installed app of this system is
 * notified. `none`: the browser cannot.
 */
export type PushAbility = "insecure" | "install" | "none" | "blocked" | "able";

export function pushAbility(): PushAbility {
  if (!window.isSecureContext) return "insecure";
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window))
    return isAppleTouch() ? "install" : "none";
  return Notification.permission === "denied" ? "blocked" : "able";
}

/** iPads call themselves Macs. */
function isAppleTouch(): boolean {
  return /iPhone|iPad|Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1;
}

async function current(): Promise<PushSubscription | null> {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? null;
}

/** The id that the daemon gives this browser; undefined if it is not subscribed. */
export async function ownDeviceId(): Promise<string | undefined> {
  if (pushAbility() !== "able") return undefined;
  const subscription = await current();
  return subscription === null ? undefined : toId(subscription.endpoint);
}

async function toId(endpoint: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint)));
  const hex = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `push_${hex.slice(0, ID_CHARS)}`;
}

/** @returns false if the person did not permit it @throws what the browser or the daemon says */
export async function subscribe(name: string): Promise<boolean> {
  if ((await Notification.requestPermission()) !== "granted") return false;
  const { key } = await api().call("createPushKey", {});
  const registration = await navigator.serviceWorker.ready;
  // A subscription with the key of another home takes no notice of this one.
  await (await registration.pushManager.getSubscription())?.unsubscribe();
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: toBytes(key),
  });
  await tell(subscription, name);
  return true;
}

async function tell(subscription: PushSubscription, name: string): Promise<void> {
  const { endpoint = "", keys = {} } = subscription.toJSON();
  const { p256dh = "", auth = "" } = keys;
  await api().call("addPushDevice", { body: { endpoint, keys: { p256dh, auth }, name } });
  await keepForWorker();
}

/** Ends what this browser keeps. The daemon is told apart. */
export async function unsubscribe(): Promise<void> {
  await (await current())?.unsubscribe();
  await forgetForWorker();
}

/**
 * Once for each start of the page: a browser that is notified keeps the session and the words of now, and one that was
 * removed elsewhere ends its subscription.
 */
export async function refreshSubscription(): Promise<void> {
  const id = await ownDeviceId();
  if (id === undefined) return;
  const subscription = await current();
  const { devices } = await api().call("listPushDevices", {});
  const device = devices.find((one) => one.id === id);
  if (device === undefined || subscription === null) return unsubscribe();
  // A login of today: its logout ends it.
  if (device.isOwn) await keepForWorker();
  else await tell(subscription, device.name);
}

function toBytes(base64url: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}
