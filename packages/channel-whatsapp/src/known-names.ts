/** Names that were seen: of accounts from their messages, of groups from WhatsApp. Memory only, with a limit. */

const NAMES_MAX = 5_000;
/** A group is asked for again after this: groups are renamed. */
const GROUP_MS = 3_600_000;
/** A message does not wait longer for the name of its group. */
const WAIT_MS = 3_000;

export interface KnownNames {
  saw(ids: readonly (string | null | undefined)[], name: string | null | undefined): void;
  nameOf(jid: string): string | undefined;
  groupName(jid: string, ask: () => Promise<string>): Promise<string | undefined>;
}

export function createKnownNames(now: () => number): KnownNames {
  const names = new Map<string, string>();
  const groups = new Map<string, { at: number; name: Promise<string | undefined> }>();
  return {
    saw(ids, name) {
      if (!name) return;
      for (const id of ids) if (id) keep(names, id, name);
    },
    nameOf: (jid) => names.get(jid),
    groupName(jid, ask) {
      const known = groups.get(jid);
      if (known !== undefined && now() - known.at < GROUP_MS) return known.name;
      const name = inTime(ask()).then(
        (subject) => subject,
        () => {
          // Asked again with the next message: the name is only decoration.
          groups.delete(jid);
          return undefined;
        },
      );
      keep(groups, jid, { at: now(), name });
      return name;
    },
  };
}

function keep<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > NAMES_MAX && oldest !== undefined) map.delete(oldest);
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("WhatsApp did not say it in time")), WAIT_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
