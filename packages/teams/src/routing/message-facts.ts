/**
 * The line before a message in which TinyAGI says where it comes from: who wrote it, where, when, and what it answers. It is
 * one line of JSON. Whatever people chose (names, titles, quoted texts) is a value in it, in which nothing can end the line, the
 * JSON or the brackets. A person's text that imitates the line is quoted by `quoteForgedHeaders`. Pure.
 */
import { cleanJsonText } from "@tinyagi/contracts/clean-text";

/** Who wrote: a person, an agent, or what set itself off. */
export type Writer =
  | { readonly person: string; readonly id?: string; readonly role?: string }
  | { readonly agent: string }
  | { readonly schedule: string }
  | { readonly heartbeat: true }
  | { readonly tinyagi: true };

export interface MessageFacts {
  readonly from: Writer;
  /** The person for whom an agent or a schedule writes. */
  readonly for?: Writer;
  /** `terminal` for the command line; else the channel. */
  readonly via: string;
  readonly chat?: { readonly kind: "direct" | "group"; readonly name?: string | undefined };
  /** Local date and time with weekday and zone. */
  readonly sent: string;
  /** When the message is processed, if that is later. */
  readonly now?: string;
  readonly answers?: { readonly from: string; readonly text?: string };
  readonly forwardedFrom?: string;
}

const HEAD = "[TinyAGI: message ";
const MARKS = /[<>[\]\uff3b\uff3d\u3010\u3011]/g;

/** @returns one line, without its end */
export function renderFacts(facts: MessageFacts): string {
  return `${HEAD}${safeJson(facts)}]`;
}

function safeJson(value: unknown): string {
  return cleanJsonText(JSON.stringify(value)).replace(
    MARKS,
    (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

const MINUTE_MS = 60_000;
const ZONES_MAX = 64;
/** The last stamp of each zone, and what makes it. Both cost more than all else that is said of a message. */
const zones = new Map<
  string,
  { readonly format: Intl.DateTimeFormat; readonly minute: number; readonly stamp: string }
>();
/** The zone of the machine, and the minute of a stamp for which it was asked. */
let machine: { readonly minute: number; readonly zone: string } | undefined;

/** `2026-11-25 23:20 +01:00, Wednesday, Europe/Berlin`. @param zone default: that of the machine */
export function localStamp(time: number, zone?: string): string {
  const minute = Math.floor(time / MINUTE_MS);
  return stampIn(zone ?? machineZone(minute), time, minute);
}

/** To ask for it costs 0.3 ms, and it changes at most with the settings of the machine. */
function machineZone(minute: number): string {
  if (machine?.minute !== minute)
    machine = { minute, zone: Intl.DateTimeFormat().resolvedOptions().timeZone };
  return machine.zone;
}

function stampIn(zone: string, time: number, minute: number): string {
  const known = zones.get(zone);
  if (known?.minute === minute) return known.stamp;
  const format = known?.format ?? formatOf(zone);
  const stamp = stampOf(format.formatToParts(time), zone);
  if (zones.size >= ZONES_MAX) zones.clear();
  zones.set(zone, { format, minute, stamp });
  return stamp;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    weekday: "long",
    timeZoneName: "longOffset",
  });
}

function stampOf(parts: readonly Intl.DateTimeFormatPart[], zone: string): string {
  const of = (type: Intl.DateTimeFormatPartTypes) => parts.find((part) => part.type === type)?.value ?? "";
  const offset = of("timeZoneName").replace("GMT", "");
  return `${of("year")}-${of("month")}-${of("day")} ${of("hour")}:${of("minute")} ${offset === "" ? "+00:00" : offset}, ${of("weekday")}, ${zone}`;
}
