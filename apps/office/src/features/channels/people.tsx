/** Who may write: role, whether two senders are one person, and the way out. */
"use client";
import type { ApprovedSender, SenderRole } from "@tinyagi/contracts";
import { useState } from "react";
import { toWords } from "../../lib/api";
import { shellWord } from "../../lib/format/shell";
import { oneLine } from "../../lib/format/text";
import { words } from "../../locale/words";
import { Button } from "../../ui/button";
import { ChannelChip, TimeChip } from "../../ui/chips";
import { ConfirmDialog } from "../../ui/confirm-dialog";
import { Select } from "../../ui/select";
import { Terminal } from "../../ui/terminal";
import { useLink, useRevoke, useSetRole } from "./queries";
import { SectionTitle } from "./section-title";

/** More are shown on request, so that a page with thousands stays light. */
const SHOWN_MAX = 50;
const ROLES = ["owner", "member", "guest"] as const satisfies readonly SenderRole[];

export function People({ people }: { people: readonly ApprovedSender[] }) {
  const [isAll, setAll] = useState(false);
  const shown = isAll ? people : people.slice(0, SHOWN_MAX);
  return (
    <section aria-label={words.channels.people.title}>
      <SectionTitle
        title={words.channels.people.title}
        count={people.length}
        help={words.channels.people.help}
      />
      {people.length === 0 && <p className="py-3 text-13 text-n-7">{words.channels.people.none}</p>}
      <ul>
        {shown.map((person) => (
          <Person key={toKey(person)} person={person} people={people} />
        ))}
      </ul>
      {shown.length < people.length && (
        <Button kind="bare" onClick={() => setAll(true)}>
          {words.channels.showAll(people.length)}
        </Button>
      )}
    </section>
  );
}

function Person({ person, people }: { person: ApprovedSender; people: readonly ApprovedSender[] }) {
  const { channel, senderId, approvedAt, linkedTo, role } = person;
  const setRole = useSetRole();
  const link = useLink();
  const revoke = useRevoke();
  const [isAsking, setAsking] = useState(false);
  const name = oneLine(person.sender, 60);
  const error = setRole.error ?? link.error ?? revoke.error;
  return (
    <li className="border-b border-n-3 py-2.5 text-13">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <span className="min-w-0 grow basis-56">
          <span className="flex flex-wrap items-center gap-x-2">
            <b className="font-medium break-all text-n-10">{name}</b>
            <ChannelChip name={channel} />
            <TimeChip at={approvedAt} ago />
          </span>
          <span className="block text-12 break-all text-n-7">{words.channels.id(oneLine(senderId, 80))}</span>
        </span>
        <Select
          label={words.channels.people.findRole(name)}
          options={ROLES.map((value) => ({ value, name: words.channels.people[value] }))}
          value={setRole.isPending ? setRole.variables.role : role}
          onChange={(event) => {
            const chosen = ROLES.find((value) => value === event.target.value);
            if (chosen !== undefined) setRole.mutate({ channel, senderId, role: chosen });
          }}
        />
        <LinkChoice
          person={person}
          people={people}
          onLink={(linkTo) => link.mutate({ channel, senderId, ...(linkTo ? { linkTo } : {}) })}
        />
        <Button
          size="s"
          kind="risk"
          aria-label={words.channels.people.removeNamed(name)}
          onClick={() => setAsking(true)}
        >
          {words.channels.people.remove}
        </Button>
      </div>
      {error && (
        <p role="alert" className="mt-1 text-12 text-failed">
          {toWords(error)}
        </p>
      )}
      <Terminal
        commands={[
          `tinyagi pairing role ${channel} ${shellWord(senderId)} ${role === "owner" ? "member" : "owner"}`,
          `tinyagi pairing unpair ${channel} ${shellWord(senderId)}`,
          ...(linkedTo === undefined ? [] : [`tinyagi pairing unlink ${channel} ${shellWord(senderId)}`]),
        ]}
      />
      {isAsking && (
        <ConfirmDialog
          title={words.channels.people.removeTitle(name)}
          text={words.channels.people.removeText}
          verb={words.channels.people.remove}
          onConfirm={() => revoke.mutate({ channel, senderId })}
          onClose={() => setAsking(false)}
        />
      )}
    </li>
  );
}

function LinkChoice(props: {
  person: ApprovedSender;
  people: readonly ApprovedSender[];
  onLink: (to: ApprovedSender | undefined) => void;
}) {
  const { person, people, onLink } = props;
  const others = people.filter((one) => one !== person && one.linkedTo === undefined);
  if (others.length === 0 && person.linkedTo === undefined) return null;
  const options = [
    { value: "", name: words.channels.people.own },
    ...others.map((one) => ({
      value: toKey(one),
      name: words.channels.people.same(oneLine(one.sender, 30), one.channel),
    })),
  ];
  return (
    <Select
      label={words.channels.people.who(oneLine(person.sender, 60))}
      className="max-w-64"
      options={options}
      value={person.linkedTo === undefined ? "" : toKey(person.linkedTo)}
      onChange={(event) => onLink(people.find((one) => toKey(one) === event.target.value))}
    />
  );
}

function toKey({ channel, senderId }: { channel: string; senderId: string }): string {
  return `${channel} ${senderId}`;
}
