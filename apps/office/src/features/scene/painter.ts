/** Draws the world: rooms from one picture, then everyone and everything in the order of depth. Only what is in view. */

import { isUp } from "./actor";
import { type Brush, createBrush, type Inks, readInks } from "./art/brush";
import { drawCat } from "./art/cat";
import { createDesks, type Desks } from "./art/desks";
import { counter, letter } from "./art/furniture";
import { drawActor, drawHelper, type Moment } from "./art/people";
import { roomsPicture } from "./art/rooms";
import { createSprites, type Sprites } from "./art/sprites";
import { BEHIND, type Plan } from "./plan";
import type { World } from "./world";

export interface Painter {
  /** @param camera left edge of what is seen, in whole pixels of the drawing */
  paint(world: World, camera: number, moment: Moment): void;
}

/** Wider than the widest thing that is drawn around a point. */
const REACH = 60;

export function createPainter(canvas: HTMLCanvasElement): Painter {
  const context = canvas.getContext("2d");
  let kit: Kit | undefined;
  return {
    paint(world, camera, moment) {
      if (context === null) return;
      const root = document.documentElement;
      if (kit?.inks.theme !== root.dataset.theme || kit?.plan !== world.plan)
        kit = createKit(context, readInks(root), world.plan);
      const { width, height } = canvas;
      context.imageSmoothingEnabled = false;
      context.drawImage(kit.rooms, camera, 0, width, height, 0, 0, width, height);
      context.save();
      context.translate(-camera, 0);
      for (const { draw } of things(kit, world, moment).filter(({ x }) => isSeen(x, camera, width))) draw();
      steam(kit.brush, world.plan, moment);
      context.restore();
    },
  };
}

interface Kit {
  inks: Inks;
  plan: Plan;
  brush: Brush;
  rooms: HTMLCanvasElement;
  sprites: Sprites;
  desks: Desks;
}

function createKit(context: CanvasRenderingContext2D, inks: Inks, plan: Plan): Kit {
  return {
    inks,
    plan,
    brush: createBrush(context, inks),
    rooms: roomsPicture(plan, inks),
    sprites: createSprites(inks),
    desks: createDesks(inks),
  };
}

function isSeen(x: number, camera: number, width: number): boolean {
  return x > camera - REACH && x < camera + width + REACH;
}

interface Thing {
  x: number;
  /** What stands further down is nearer. */
  y: number;
  draw: () => void;
}

function things(kit: Kit, world: World, moment: Moment): Thing[] {
  const { brush, sprites, desks } = kit;
  const { plan } = world;
  const list: Thing[] = [];
  for (const [id, { x, y: seat, room }] of plan.desks) {
    const y = seat + BEHIND;
    const actor = world.actors.get(id);
    const empty = actor === undefined || isUp(actor) || actor.seat.room !== room;
    const screen = { state: actor?.inhabitant.state ?? "idle", tool: actor?.inhabitant.tool, empty };
    list.push({
      x,
      y,
      draw() {
        desks.draw(brush, { x, y }, screen);
        if ((actor?.flashMs ?? 0) > 0) handedOver(brush, x, y);
      },
    });
  }
  for (const actor of world.actors.values())
    list.push({ x: actor.x, y: actor.y, draw: () => drawActor(brush, sprites, actor, moment) });
  for (const desk of world.helpers.all())
    list.push({ x: desk.x, y: desk.y, draw: () => drawHelper(brush, sprites, desk, moment) });
  const { counter: at } = plan;
  list.push({ ...at, draw: () => counter(brush, at) });
  if (world.mailMs !== undefined) {
    const since = world.mailMs;
    list.push({ x: at.x, y: at.y + 1, draw: () => letter(brush, at, since) });
  }
  const lounge = plan.rooms.find(({ kind }) => kind === "lounge");
  if (lounge !== undefined)
    list.push({
      x: lounge.x + lounge.w / 2,
      y: lounge.y + lounge.h - 8,
      draw: () => drawCat(brush, lounge, moment.t),
    });
  return list.sort((a, b) => a.y - b.y);
}

/** A desk that just got something. */
function handedOver({ fill }: Brush, x: number, y: number): void {
  fill("done", x - 9, y - 15, 18, 1);
  fill("done", x - 9, y - 3, 18, 1);
}

/** The coffee is hot. */
function steam({ fill, faint }: Brush, { coffee }: Plan, { t }: Moment): void {
  for (let i = 0; i < 3; i += 1) {
    const part = (t * 0.5 + i / 3) % 1;
    faint(0.5 * (1 - part), () =>
      fill("o-cloud", coffee.x + 5 + Math.sin(part * 7 + i) * 2, coffee.y - 14 - part * 10, 1, 2),
    );
  }
}
