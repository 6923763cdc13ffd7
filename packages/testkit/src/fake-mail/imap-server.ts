/** IMAP on loopback: login, SELECT, SEARCH, FETCH with sections, STORE, APPEND and IDLE, as a client of today uses them. */
import { createServer, type Socket } from "node:net";
import { createLineReader, type ImapCommand, toWords } from "./imap-lines.js";
import { appendedMail, formatStructure, type StoredMail, toSection } from "./stored-mail.js";

export interface Mailbox {
  readonly mails: StoredMail[];
  uidNext: number;
}

export interface ImapState {
  readonly mailboxes: ReadonlyMap<string, Mailbox>;
  readonly user: string;
  readonly password: string;
  uidValidity: number;
  isRevoked: boolean;
  hasIdle: boolean;
  /** Commands, without their arguments. */
  readonly commands: string[];
}

export interface ImapServer extends AsyncDisposable {
  readonly port: number;
  /** Connections with a login. */
  readonly connections: number;
  /** Announces new mail to who waits. */
  announce(): void;
  disconnect(): void;
}

interface Session {
  readonly socket: Socket;
  isLoggedIn: boolean;
  selected: Mailbox | undefined;
  idleTag: string | undefined;
  /** How many mails the client knows. */
  known: number;
}

export async function startImapServer(state: ImapState): Promise<ImapServer> {
  const sessions = new Set<Session>();
  const server = createServer((socket) => {
    const session: Session = { socket, isLoggedIn: false, selected: undefined, idleTag: undefined, known: 0 };
    sessions.add(session);
    socket.on("close", () => sessions.delete(session));
    socket.on("error", () => {});
    socket.on(
      "data",
      createLineReader(
        (command) => run(state, session, command),
        () => write(session, "+ more"),
      ),
    );
    write(session, `* OK [CAPABILITY IMAP4rev1${state.hasIdle ? " IDLE" : ""} SPECIAL-USE] ready`);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    get connections() {
      return [...sessions].filter(({ isLoggedIn }) => isLoggedIn).length;
    },
    announce() {
      for (const session of sessions) if (session.idleTag !== undefined) announce(session);
    },
    disconnect() {
      for (const { socket } of sessions) socket.destroy();
    },
    async [Symbol.asyncDispose]() {
      for (const { socket } of sessions) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function write({ socket }: Session, line: string): void {
  if (!socket.destroyed) socket.write(`${line}\r\n`);
}

function announce(session: Session): void {
  const count = session.selected?.mails.length ?? 0;
  if (count > session.known) write(session, `* ${count} EXISTS`);
  session.known = count;
}

function run(state: ImapState, session: Session, command: ImapCommand): void {
  const { tag, name, rest } = command;
  const { idleTag } = session;
  if (idleTag !== undefined) {
    // The only word that a client may say then.
    session.idleTag = undefined;
    write(session, `${idleTag} ${tag.toUpperCase() === "DONE" ? "OK" : "BAD"} idle`);
    return;
  }
  state.commands.push(name === "UID" ? `UID ${rest.split(" ")[0]?.toUpperCase()}` : name);
  const act = session.isLoggedIn || BEFORE_LOGIN.has(name) ? COMMANDS[name] : undefined;
  if (act === undefined) write(session, `${tag} BAD unknown command`);
  else act(state, session, command);
}

const BEFORE_LOGIN: ReadonlySet<string> = new Set(["LOGIN", "CAPABILITY", "LOGOUT"]);

type Act = (state: ImapState, session: Session, command: ImapCommand) => void;

const COMMANDS: Readonly<Record<string, Act>> = {
  CAPABILITY(state, session, { tag }) {
    write(session, `* CAPABILITY IMAP4rev1${state.hasIdle ? " IDLE" : ""} SPECIAL-USE`);
    write(session, `${tag} OK done`);
  },
  LOGIN(state, session, command) {
    const [user, password] = toWords(command);
    if (state.isRevoked || user !== state.user || password !== state.password)
      return write(session, `${command.tag} NO [AUTHENTICATIONFAILED] Invalid credentials`);
    session.isLoggedIn = true;
    write(session, `${command.tag} OK logged in`);
  },
  LOGOUT(_state, session, { tag }) {
    write(session, "* BYE");
    write(session, `${tag} OK bye`);
    session.socket.end();
  },
  NOOP(_state, session, { tag }) {
    announce(session);
    write(session, `${tag} OK done`);
  },
  LIST(state, session, command) {
    const [, pattern = ""] = toWords(command);
    // Asks only for the character between the names of folders.
    if (pattern === "") write(session, '* LIST (\\Noselect) "/" ""');
    for (const name of [...state.mailboxes.keys()].filter((one) => pattern === "*" || pattern === one))
      write(session, `* LIST (\\HasNoChildren${name === "Sent" ? " \\Sent" : ""}) "/" "${name}"`);
    write(session, `${command.tag} OK done`);
  },
  LSUB: (state, session, command) => COMMANDS.LIST?.(state, session, command),
  SELECT(state, session, command) {
    const [name = ""] = toWords(command);
    const mailbox = state.mailboxes.get(name);
    if (mailbox === undefined) return write(session, `${command.tag} NO [NONEXISTENT] no such mailbox`);
    session.selected = mailbox;
    session.known = mailbox.mails.length;
    write(session, "* FLAGS (\\Seen \\Answered)");
    write(session, `* ${mailbox.mails.length} EXISTS`);
    write(session, `* OK [UIDVALIDITY ${state.uidValidity}] ok`);
    write(session, `* OK [UIDNEXT ${mailbox.uidNext}] ok`);
    write(session, `${command.tag} OK [READ-WRITE] selected`);
  },
  IDLE(_state, session, { tag }) {
    session.idleTag = tag;
    write(session, "+ idling");
    announce(session);
  },
  APPEND(state, session, command) {
    const [name = ""] = toWords(command);
    const mailbox = state.mailboxes.get(name);
    const raw = command.literals.at(-1);
    if (mailbox === undefined || raw === undefined) return write(session, `${command.tag} NO [TRYCREATE]`);
    mailbox.mails.push(appendedMail(raw, mailbox.uidNext));
    mailbox.uidNext += 1;
    write(session, `${command.tag} OK appended`);
  },
  UID(_state, session, command) {
    const [sub = "", ...rest] = command.rest.split(" ");
    const act = UID_COMMANDS[sub.toUpperCase()];
    if (act === undefined || session.selected === undefined)
      return write(session, `${command.tag} BAD unknown command`);
    act(session, session.selected, { ...command, rest: rest.join(" ") });
    write(session, `${command.tag} OK done`);
  },
};

const UID_COMMANDS: Readonly<
  Record<string, (session: Session, mailbox: Mailbox, command: ImapCommand) => void>
> = {
  SEARCH(session, mailbox, command) {
    const words = toWords(command);
    const header = words.findIndex((word) => word.toUpperCase() === "HEADER");
    const uid = words.findIndex((word) => word.toUpperCase() === "UID");
    const range = uid < 0 ? "1:*" : (words[uid + 1] ?? "1:*");
    const since = words.findIndex((word) => word.toUpperCase() === "SENTSINCE");
    const from = since < 0 ? 0 : Date.parse(words[since + 1] ?? "");
    const wanted = words[header + 2] ?? "";
    const found = mailbox.mails.filter((mail) =>
      header >= 0 ? mail.header.includes(wanted) : isIn(range, mail, mailbox) && mail.at.getTime() >= from,
    );
    write(session, `* SEARCH${found.map(({ uid }) => ` ${uid}`).join("")}`);
  },
  FETCH(session, mailbox, { rest }) {
    const [range = "", ...items] = rest.split(" ");
    const wanted = items.join(" ").replace(/^\(/, "").replace(/\)$/, "").split(" ");
    mailbox.mails.forEach((mail, at) => {
      if (isIn(range, mail, mailbox)) fetched(session, mail, { sequence: at + 1, wanted });
    });
  },
  STORE(_session, mailbox, { rest }) {
    const [range = ""] = rest.split(" ");
    const flags = /\(([^)]*)\)/.exec(rest)?.[1]?.split(" ") ?? [];
    for (const mail of mailbox.mails)
      if (isIn(range, mail, mailbox)) for (const flag of flags) mail.flags.add(flag);
  },
};

/** `*` is the last mail, also before the first number of the range. */
function isIn(range: string, { uid }: StoredMail, { mails }: Mailbox): boolean {
  const last = mails.at(-1)?.uid ?? 0;
  const [from = 0, to = from] = range.split(":").map((end) => (end === "*" ? last : Number(end)));
  return uid >= Math.min(from, to) && uid <= Math.max(from, to);
}

function fetched(
  session: Session,
  mail: StoredMail,
  { sequence, wanted }: { sequence: number; wanted: readonly string[] },
): void {
  const chunks: Buffer[] = [Buffer.from(`* ${sequence} FETCH (UID ${mail.uid}`)];
  for (const item of wanted) {
    const section = /^BODY(?:\.PEEK)?\[([^\]]*)\](?:<(\d+)\.(\d+)>)?$/i.exec(item);
    if (section !== null) chunks.push(...sectionAnswer(mail, section));
    else if (item === "ENVELOPE") chunks.push(Buffer.from(` ENVELOPE ${mail.envelope}`));
    else if (item === "BODYSTRUCTURE")
      chunks.push(Buffer.from(` BODYSTRUCTURE ${formatStructure(mail.parts)}`));
    else if (item === "INTERNALDATE") chunks.push(Buffer.from(` INTERNALDATE "${imapDate(mail.at)}"`));
    else if (item === "FLAGS") chunks.push(Buffer.from(` FLAGS (${[...mail.flags].join(" ")})`));
    else if (item === "RFC822.SIZE") chunks.push(Buffer.from(` RFC822.SIZE ${mail.header.length + 100}`));
  }
  session.socket.write(Buffer.concat([...chunks, Buffer.from(")\r\n")]));
}

/** ` 5-May-2026 10:00:00 +0000` */
function imapDate(date: Date): string {
  const [, day = "", month = "", year = "", time = ""] = date.toUTCString().split(" ");
  return `${day}-${month}-${year} ${time} +0000`;
}

function sectionAnswer(mail: StoredMail, [, name = "", start, length]: RegExpExecArray): Buffer[] {
  const whole = Buffer.from(toSection(mail, name.toUpperCase()));
  const from = Number(start ?? 0);
  const bytes = length === undefined ? whole : whole.subarray(from, from + Number(length));
  const origin = start === undefined ? "" : `<${from}>`;
  return [Buffer.from(` BODY[${name.toUpperCase()}]${origin} {${bytes.length}}\r\n`), bytes];
}
