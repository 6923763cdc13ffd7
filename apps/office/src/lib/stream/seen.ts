/** Which events a tab has had: each stored one counts once, in order. Pure. */
export interface Seen {
  /** `seq` of the newest; undefined if nobody knows. */
  last(): number | undefined;
  /** @param seq - undefined for an event that is not stored @returns whether the event is new */
  add(seq: number | undefined): boolean;
  /** After a gap the numbers may begin lower: the daemon can have the state of a backup. */
  forget(): void;
}

export function createSeen(start: number | undefined): Seen {
  let last = start;
  return {
    last: () => last,
    add(seq) {
      if (seq !== undefined && last !== undefined && seq <= last) return false;
      last = seq ?? last;
      return true;
    },
    forget() {
      last = undefined;
    },
  };
}
