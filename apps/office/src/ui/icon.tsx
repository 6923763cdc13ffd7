/** Line icons on a 16 px grid. An icon never stands for a state: that is a glyph. */
const PATHS = {
  home: "M2.5 7.5 8 2.5l5.5 5v6h-4v-4h-3v4h-4z",
  chat: "M2.5 3.5h11v8h-6l-3 2.5v-2.5h-2z",
  rooms: "M2.5 2.5h7v6h-4l-3 2.5zM11.5 6.5h2v7l-2.5-2h-4",
  teams: "M6 2.5h4v3H6zM2.5 10.5h4v3h-4zM9.5 10.5h4v3h-4zM8 5.5v2.5M4.5 10.5V8h7v2.5",
  runs: "M3.5 2.5v8h4M3.5 5.5h4M7.5 4h6v3h-6zM7.5 9h6v3h-6z",
  queue: "M2.5 4h8M2.5 8h8M2.5 12h5M11.5 9v5M9 11.5h5",
  agents: "M2.5 6h11v7h-11zM8 3v3M5.5 9h.01M10.5 9h.01M6.5 11.5h3",
  tasks: "M2.5 2.5h3v11h-3zM6.5 2.5h3v7h-3zM10.5 2.5h3v9h-3z",
  spend: "M2.5 9.5h3v4h-3zM6.5 6.500h3v7h-3zM10.500 2.500h3v11h-3z",
  logs: "M2.500 4.500l2.500 2-2.500 2M7.500 8.500h6M2.500 12.500h11",
  find: "M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9zM10.3 10.3l3.2 3.2",
  theme: "M8 2.5a5.5 5.5 0 0 0 0 11zM8 2.5a5.5 5.5 0 0 1 0 11",
  plus: "M8 3v10M3 8h10",
  close: "M4 4l8 8M12 4l-8 8",
  move: "M8 2.5v11M2.5 8h11M6 4.500l2-2 2 2M6 11.500l2 2 2-2M4.500 6l-2 2 2 2M11.500 6l2 2-2 2",
  back: "M9.5 4l-4 4 4 4",
  next: "M6.5 4l4 4-4 4",
  up: "M4 9.500l4-4 4 4",
  down: "M4 6.500l4 4 4-4",
  send: "M8 13V3M3.5 7.5 8 3l4.5 4.5",
  stop: "M4.5 4.5h7v7h-7z",
  steer: "M3 13c0-5 3-7 9-7M9 3l3 3-3 3",
  copy: "M5.5 5.5h8v8h-8zM3.5 10.5h-1v-8h8v1",
  more: "M2.5 5h11M2.5 11h11",
  keys: "M2.5 4h11v8h-11zM5 7h.01M8 7h.01M11 7h.01M5.500 9.500h5",
  door: "M6 2.5h6.500v11H6M2.500 8h6M6 5.500 8.500 8 6 10.500",
  globe:
    "M8 2.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11zM2.5 8h11M8 2.5c-3 3.5-3 7.500 0 11M8 2.5c3 3.500 3 7.500 0 11",
  mail: "M2 4h12v8H2zM2 4.5l6 4.5 6-4.5",
  channel: "M4 6a4 4 0 0 1 8 0M4 6v4h2V6zM10 6v4h2V6zM12 10v3H8.5",
  settings: "M2.5 4.5h6M11.5 4.5h2M8.5 3h3v3h-3zM2.5 11.5h2M7.5 11.5h6M4.5 10h3v3h-3z",
  link: "M6.5 9.5l3-3M7 4.500l1.500-1.500a3 3 0 0 1 4.500 4.500L11.500 9M9 11.500 7.500 13A3 3 0 0 1 3 8.500L4.500 7",
  thought:
    "M4.5 9.5a3 3 0 0 1 .5-5.900 3.500 3.500 0 0 1 6.600.900 2.600 2.600 0 0 1-.100 5zM5 12h.01M3 14h.01",
  terminal: "M2.5 3.5h11v9h-11zM5 6.5l2 1.5-2 1.5M8.5 9.5h2.5",
  knowledge: "M2.5 3.5h4.5l1 1 1-1h4.5v9H9l-1 1-1-1H2.5zM8 4.500v9",
  gallery: "M2.5 3.5h11v9h-11zM2.5 10.500l3-3 3 3 2-2 3 3M10.500 6h.01",
  pin: "M5.5 2.5h5M6.5 2.5v4L4 9.500h8L9.500 6.500v-4M8 9.500v4",
  clock: "M2.5 4h11v9.5h-11zM2.5 7h11M5.5 2.5v3M10.5 2.5v3M8 9v2h2",
} as const;
export type IconName = keyof typeof PATHS;
export const ICONS = Object.keys(PATHS) as IconName[];

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="square"
      className="block flex-none"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
