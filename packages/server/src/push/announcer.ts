/**
 * Turns events into notices and decides when they are sent. Guarantees: each event is looked at once, also across a restart,
 * or again while nothing of it was sent; in quiet hours nothing is shown; what was settled meanwhile is not sent at their
 * end; many notices at once become one.
 */
import type { Clock, Timer } from "@tinyagi/base";
import type { JournalEvent, PushNotice, Settings } from "@tinyagi/contracts";
import type { Journal, Store } from "@tinyagi/kernel";
import type { Devices } from "./devices.js";
import { manyNotice, noticeOf } from "./notice.js";
import { quietMsLeft } from "./quiet-hours.js";

/** Events that are looked at after a restart. What is older is no news. */
const CATCH_UP_MAX = 2_000;
const PAGE = 200;
/** More notices at once become one. */
const SINGLE_MAX = 3;

export interface AnnouncerOptions {
  readonly devices: Pick<Devices, "all" | "seq" | "saw">;
  readonly store: Pick<Store, "conversations">;
  readonly journal: Pick<Journal, "read" | "lastSeq" | "oldestSeq" | "subscribe">;
  readonly settings: () => Settings;
  readonly clock: Clock;
  /** Pages of TinyOffice that are open. */
  readonly openPages: () => number;
  readonly send: (notice: PushNotice) => void;
}

/** Catches up, then follows. @returns ends it */
export function startAnnouncer(options: AnnouncerOptions): () => void {
  const { devices, journal, settings, clock, send } = options;
  /** By tag. */
  const held = new Map<string, PushNotice>();
  let quietEnd: Timer | undefined;
  /** The last event that was looked at. It is saved once nothing is held, so that a restart holds the same again. */
  let looked = devices.seq();

  /** @returns whether it was held, and so was never sent */
  function hold(notice: PushNotice): boolean {
    if ("close" in notice) return held.delete(notice.close);
    held.set(notice.tag, notice);
    return true;
  }

  /** Sends what is held, now or when the quiet hours end. */
  function release(): void {
    quietEnd?.cancel();
    quietEnd = undefined;
    const left = quietMsLeft(settings().push.quiet, clock.now());
    if (left === 0) flush();
    if (held.size === 0) devices.saw(looked);
    else quietEnd = clock.setTimer(left, release);
  }

  function flush(): void {
    const notices = [...held.values()];
    held.clear();
    if (notices.length > SINGLE_MAX) send(manyNotice(notices.length));
    else for (const notice of notices) send(notice);
  }

  function take(event: JournalEvent): void {
    const { seq } = event;
    if (seq === undefined || seq <= devices.seq() || devices.all().length === 0) return;
    const notice = look(event, options);
    if (notice === undefined) return;
    if (!hold(notice)) send(notice);
    looked = seq;
    release();
  }

  const unsubscribe = journal.subscribe(take);
  if (devices.all().length > 0) {
    for (const event of missed(options)) {
      const notice = look(event, options);
      if (notice !== undefined) hold(notice);
    }
    looked = Math.max(looked, journal.lastSeq());
    release();
  }
  return () => {
    unsubscribe();
    quietEnd?.cancel();
  };
}

function* missed({ journal, devices }: AnnouncerOptions): Generator<JournalEvent> {
  let after = Math.max(devices.seq(), journal.lastSeq() - CATCH_UP_MAX, journal.oldestSeq() - 1);
  for (let page = journal.read(after, PAGE); page.length > 0; page = journal.read(after, PAGE)) {
    yield* page;
    after = page.at(-1)?.seq ?? after + PAGE;
  }
}

function look(event: JournalEvent, { settings, openPages, store }: AnnouncerOptions): PushNotice | undefined {
  const { agents, push } = settings();
  return noticeOf(event, {
    content: push.content,
    isPageOpen: openPages() > 0,
    agentName: (id) => (Object.hasOwn(agents, id) ? agents[id]?.name : undefined) ?? id,
    conversation: (id) => store.conversations.get(id),
  });
}
