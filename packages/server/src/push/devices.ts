/** The browsers that are notified, in their file. A change is on disk before it is answered, and is an event. */
import type { Log } from "@tinyagi/base";
import { AppError, PUSH_DEVICES_MAX } from "@tinyagi/contracts";
import type { Journal, Store } from "@tinyagi/kernel";
import { serviceOf } from "./device.js";
import { type PushState, readPushState, type StoredDevice, writePushState } from "./push-file.js";
import { createVapidKey } from "./vapid.js";

export interface DevicesOptions {
  readonly path: string;
  readonly store: Pick<Store, "write">;
  readonly journal: Pick<Journal, "append" | "lastSeq">;
  readonly log: Log;
}

export interface Devices {
  readonly key: string;
  /** The last event that was looked at. */
  seq(): number;
  all(): readonly StoredDevice[];
  /** @throws AppError `NOT_FOUND` */
  get(id: string): StoredDevice;
  /** Replaces one with the same id. @throws AppError `CONFLICT` for one too many */
  add(device: StoredDevice, by: string): Promise<void>;
  remove(device: StoredDevice, by: string): Promise<void>;
  /** Saves that events up to this one were looked at. */
  saw(seq: number): void;
  /** Saves what was changed in a device. A failure is logged: the next change saves it too. */
  save(): void;
}

/** @throws an error for a file that cannot be used */
export function openDevices({ path, store, journal, log }: DevicesOptions): Devices {
  const found = readPushState(path);
  const state: PushState = found ?? {
    version: 1,
    key: createVapidKey(),
    seq: journal.lastSeq(),
    devices: [],
  };
  if (found === undefined) writePushState(path, state);
  return {
    key: state.key,
    seq: () => state.seq,
    all: () => state.devices,
    get(id) {
      const device = state.devices.find((one) => one.id === id);
      if (device !== undefined) return device;
      throw new AppError("NOT_FOUND", "No browser with this id is notified. List them: tinyagi push list");
    },
    async add(device, by) {
      const others = state.devices.filter(({ id }) => id !== device.id);
      if (others.length >= PUSH_DEVICES_MAX)
        throw new AppError(
          "CONFLICT",
          `No more than ${PUSH_DEVICES_MAX} browsers are notified. Remove one first: tinyagi push list`,
        );
      // What happened while nobody was notified is no news.
      if (others.length === 0) state.seq = journal.lastSeq();
      state.devices = [...others, device];
      writePushState(path, state);
      const { id, name } = device;
      await store.write(() =>
        journal.append("push.added", { device: id, name, service: serviceOf(device), by }),
      );
    },
    async remove(device, by) {
      if (!state.devices.includes(device)) return;
      state.devices = state.devices.filter((one) => one !== device);
      writePushState(path, state);
      const { id, name } = device;
      await store.write(() => journal.append("push.removed", { device: id, name, by }));
    },
    saw(seq) {
      state.seq = Math.max(state.seq, seq);
      this.save();
    },
    save() {
      try {
        writePushState(path, state);
      } catch (error) {
        log.error({ err: error }, "the list of notified browsers cannot be saved");
      }
    },
  };
}
