/** Who is on the fake WhatsApp: people and groups, found by any of their ids. */
import { jidDecode } from "@whiskeysockets/baileys";
import { createPerson, type Person } from "./person.js";

export interface Group {
  readonly jid: string;
  readonly subject: string;
  /** Ids of the members. */
  readonly members: readonly string[];
}

export interface Directory {
  /** @param number digits of the phone number */
  addPerson(number: string, name: string): Person;
  addGroup(subject: string, members: readonly Person[]): Group;
  everybody(): readonly Person[];
  /** By phone number or hidden id, with or without a device. */
  person(jid: string): Person | undefined;
  group(jid: string): Group | undefined;
}

export function createDirectory(): Directory {
  const people = new Map<string, Person>();
  const groups = new Map<string, Group>();
  return {
    addPerson(number, name) {
      // Hidden ids have nothing in common with the number.
      const lid = `${900_000_000 + people.size}`;
      const person = createPerson({ jid: `${number}@s.whatsapp.net`, lid: `${lid}@lid`, name });
      people.set(number, person);
      people.set(lid, person);
      return person;
    },
    addGroup(subject, members) {
      const jid = `1203630${String(groups.size + 1).padStart(11, "0")}@g.us`;
      const group = { jid, subject, members: members.map((member) => member.jid) };
      groups.set(jid, group);
      return group;
    },
    everybody: () => [...new Set(people.values())],
    person: (jid) => people.get(jidDecode(jid)?.user ?? ""),
    group: (jid) => groups.get(jid),
  };
}
