/**
 * The plan of the office: two floors with a hall between them; a room for each team, open desks for agents without one,
 * a reception and a lounge. Pure, in pixels of the drawing. Guarantees: everyone has a desk, no two desks overlap, and
 * the office is as wide as its rooms need, but never narrower than the view.
 */
import { words } from "../../locale/words";
import { computeHash } from "../../ui/sprite/dna";
import { HUES, toHues } from "../../ui/sprite/hues";
import type { OfficeModel, Point } from "./model";

export const HEIGHT = 226;
const HALL = 14;
const TOP_HEIGHT = 113;
const BOTTOM_Y = TOP_HEIGHT + HALL;
const HALL_Y = TOP_HEIGHT + HALL / 2 + 3;
/** Who sits at a desk sits so far behind it. */
export const BEHIND = 7;
/** From one desk to the next one in a row. */
const PITCH = 40;
const MARGIN = 10;
const ROOM_MIN = 100;
const RECEPTION = 100;
const LOUNGE = 148;
/** More agents than these sit in two rows. */
const ONE_ROW = 4;
/** The same where the office would be wider than the view. */
const ONE_ROW_NARROW = 2;
/** Where desks stand, from the upper edge of their room. */
const ROWS = { top: [57, 95], bottom: [51, 85] } as const;
const SINGLE = { top: 58, bottom: 60 } as const;
const HELPER_ROW = { top: 99, bottom: 90 } as const;
const HELPER_PITCH = 34;

export type RoomKind = "team" | "open" | "reception" | "lounge";

export interface Room {
  id: string;
  kind: RoomKind;
  name: string;
  x: number;
  y: number;
  w: number;
  h: number;
  /** The middle of its door. */
  door: number;
  /** Where people walk. */
  aisle: number;
  /** One of the twelve colours of identity. */
  hue: number;
  /** Places for desks that unfold. */
  spots: readonly Point[];
}

export interface Seat extends Point {
  room: string;
  /** Where one can walk past the desks of the room. */
  gap: number;
  pose: "sit" | "stand";
}

export interface Plan {
  width: number;
  /** Whether it is wider than the view. */
  isWide: boolean;
  hall: number;
  rooms: readonly Room[];
  /** Where each agent sits to work: `BEHIND` its desk. */
  desks: ReadonlyMap<string, Seat>;
  lounge: readonly Seat[];
  sofa: Point;
  coffee: Point;
  counter: Point;
}

interface WantedRoom {
  id: string;
  kind: RoomKind;
  name: string;
  members: readonly string[];
  rows: number;
  width: number;
  hue: number;
}

interface Floors {
  readonly top: readonly WantedRoom[];
  readonly bottom: readonly WantedRoom[];
}

export function planOffice(model: OfficeModel, view: number): Plan {
  const { top, bottom } = chooseFloors(model, view);
  const width = Math.max(view, widthOf(top), widthOf(bottom));
  const rooms = [...layOut(top, "top", width), ...layOut(bottom, "bottom", width)];
  const desks = new Map(
    [...top, ...bottom].flatMap((wanted) =>
      desksIn(
        rooms.find((room) => room.id === wanted.id),
        wanted,
      ),
    ),
  );
  return { width, isWide: width > view, hall: HALL_Y, rooms, desks, ...furnished(rooms) };
}

/** A view that cuts the office hides rooms. Before that, people move closer together. */
function chooseFloors(model: OfficeModel, view: number): Floors {
  const wide = wantFloors(model, ONE_ROW);
  if (widthOfFloors(wide) <= view) return wide;
  const narrow = wantFloors(model, ONE_ROW_NARROW);
  return widthOfFloors(narrow) < widthOfFloors(wide) ? narrow : wide;
}

function widthOfFloors({ top, bottom }: Floors): number {
  return Math.max(widthOf(top), widthOf(bottom));
}

function wantFloors({ teams, agents }: OfficeModel, oneRow: number): Floors {
  const of = (team: string | undefined) => agents.filter((one) => one.team === team).map(({ id }) => id);
  const known = new Set(teams.map(({ id }) => id));
  const loose = agents.filter(({ team }) => team === undefined || !known.has(team)).map(({ id }) => id);
  const hues = toHues(teams.map(({ id }) => id));
  const hueOf = (room: string): number => computeHash(room) % HUES;
  const work = [
    ...teams.map(({ id, name }) =>
      wanted({ id: `team:${id}`, kind: "team", name, members: of(id), hue: hues.get(id) ?? 0 }, oneRow),
    ),
    wanted(
      {
        id: "open",
        kind: "open",
        name: words.scene.openDesks,
        members: loose,
        hue: hueOf("open"),
      },
      oneRow,
    ),
  ].filter(({ members }) => members.length > 0);
  const [top, rest] = split(work);
  const bottom: WantedRoom[] = [
    {
      members: [],
      rows: 0,
      id: "reception",
      kind: "reception",
      name: words.scene.reception,
      width: RECEPTION,
      hue: hueOf("reception"),
    },
    {
      members: [],
      rows: 0,
      id: "lounge",
      kind: "lounge",
      name: words.scene.lounge,
      width: LOUNGE,
      hue: hueOf("lounge"),
    },
    ...rest,
  ];
  return { top, bottom };
}

function wanted(room: Omit<WantedRoom, "width" | "rows">, oneRow: number): WantedRoom {
  const rows = room.members.length > oneRow ? 2 : 1;
  const columns = Math.ceil(room.members.length / rows);
  return { ...room, rows, width: Math.max(ROOM_MIN, columns * PITCH + 2 * MARGIN + toSide(rows)) };
}

/** Two rows leave no room below, so their helpers sit at the side. */
function toSide(rows: number): number {
  return rows > 1 ? HELPER_PITCH : 0;
}

function widthOf(rooms: readonly WantedRoom[]): number {
  return rooms.reduce((sum, { width }) => sum + width, 0);
}

/** Both floors are about equally wide; reception and lounge are on the lower one. */
function split(rooms: readonly WantedRoom[]): [WantedRoom[], WantedRoom[]] {
  const half = (widthOf(rooms) + RECEPTION + LOUNGE) / 2;
  const top: WantedRoom[] = [];
  let used = 0;
  for (const room of rooms) {
    if (top.length > 0 && used + room.width / 2 > half) break;
    top.push(room);
    used += room.width;
  }
  return [top, rooms.slice(top.length)];
}

/** Rooms share what is left of the width, each by its size. */
function layOut(rooms: readonly WantedRoom[], floor: "top" | "bottom", width: number): Room[] {
  const scale = width / Math.max(1, widthOf(rooms));
  const [y, h] = floor === "top" ? [0, TOP_HEIGHT] : [BOTTOM_Y, HEIGHT - BOTTOM_Y];
  let edge = 0;
  return rooms.map((room, i) => {
    const x = edge;
    edge = i === rooms.length - 1 ? width : Math.round(edge + room.width * scale);
    const w = edge - x;
    const place = { x, y, w, h, door: floor === "top" ? x + w - 20 : x + 14 };
    return {
      id: room.id,
      kind: room.kind,
      name: room.name,
      ...place,
      aisle: floor === "top" ? y + h - 5 : y + 27,
      hue: room.hue,
      spots: room.members.length === 0 ? [] : spotsIn(place, room.rows, floor),
    };
  });
}

function spotsIn({ x, y, w }: Pick<Room, "x" | "y" | "w">, rows: number, floor: "top" | "bottom"): Point[] {
  if (rows > 1) return ROWS[floor].map((row) => ({ x: x + w - HELPER_PITCH / 2 - 4, y: y + row }));
  const count = Math.floor((w - 2 * MARGIN) / HELPER_PITCH);
  const start = x + w / 2 - ((count - 1) * HELPER_PITCH) / 2;
  return Array.from({ length: count }, (_, i) => ({
    x: Math.round(start + i * HELPER_PITCH),
    y: y + HELPER_ROW[floor],
  }));
}

function desksIn(room: Room | undefined, { members, rows }: WantedRoom): [string, Seat][] {
  if (room === undefined || members.length === 0) return [];
  const floor = room.y === 0 ? "top" : "bottom";
  const columns = Math.ceil(members.length / rows);
  const step = (room.w - toSide(rows) - 2 * MARGIN) / columns;
  return members.map((id, i) => {
    const row = Math.floor(i / columns);
    const x = Math.round(room.x + MARGIN + step * ((i % columns) + 0.5));
    const y = room.y + (rows === 1 ? SINGLE[floor] : (ROWS[floor][row] ?? 0)) - BEHIND;
    return [id, { x, y, room: room.id, gap: Math.round(x + step / 2), pose: "sit" }];
  });
}

function furnished(rooms: readonly Room[]): Pick<Plan, "lounge" | "sofa" | "coffee" | "counter"> {
  const at = (id: string): Room => rooms.find((room) => room.id === id) ?? (rooms[0] as Room);
  const [lounge, reception] = [at("lounge"), at("reception")];
  const sofa = { x: lounge.x + Math.round(lounge.w * 0.4), y: lounge.y + 60 };
  const coffee = { x: lounge.x + Math.round(lounge.w * 0.74) - 8, y: lounge.y + 38 };
  const seat = (x: number, y: number, pose: Seat["pose"]): Seat => ({ x, y, room: "lounge", gap: x, pose });
  return {
    sofa,
    coffee,
    counter: { x: reception.x + Math.round(reception.w * 0.52), y: reception.y + 62 },
    lounge: [
      seat(sofa.x - 9, sofa.y - 3, "sit"),
      seat(sofa.x + 10, sofa.y - 3, "sit"),
      seat(coffee.x + 12, lounge.y + 70, "stand"),
      seat(lounge.x + lounge.w - 16, lounge.y + 78, "stand"),
      seat(lounge.x + 22, lounge.y + 82, "stand"),
      seat(coffee.x - 10, lounge.y + 90, "stand"),
    ],
  };
}
