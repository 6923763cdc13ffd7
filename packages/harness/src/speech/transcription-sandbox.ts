/**
 * The sandbox of the program that transcribes. It reads bytes of strangers, so it gets nothing else: the folders of the system,
 * those that the settings name, the one recording, an empty folder of its own, and no network. This file only builds argument
 * lists.
 */
import { isWithin } from "@tinyagi/base";

/** Programs and their libraries. What is missing on a machine is skipped. */
const SYSTEM_FOLDERS = [
  ...[
    "/usr",
    "/bin",
    "/sbin",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/opt",
    "/nix/store",
    "/run/current-system",
  ],
  ...["/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/fonts"],
];
/** Where the recording is in the sandbox. */
const RECORDING = "/recording";
/** Where ffmpeg writes its copy. */
const COPY = "/copy";

export interface TranscriptionPlaces {
  readonly bwrap: string;
  /** Real path of the recording. */
  readonly file: string;
  /** With its dot. */
  readonly ending: string;
  /** Folder of the host for the WAV copy; absent: there is none. */
  readonly copy?: { readonly folder: string; readonly isWritable: boolean } | undefined;
  /** What the program may read besides: real paths, and links that do not lead to the home. */
  readonly readable: readonly string[];
  /** The daemon's home, which nothing opens. */
  readonly home: string;
}

/** The path of the recording in the sandbox. */
export function recordingIn({ ending }: Pick<TranscriptionPlaces, "ending">): string {
  return `${RECORDING}/recording${ending}`;
}

/** The path of the WAV copy in the sandbox. */
export const COPY_PATH = `${COPY}/recording.wav`;

/** Returns an argument list that starts with the program of the sandbox; append the command to it. */
export function transcriptionSandbox(places: TranscriptionPlaces): string[] {
  const { bwrap, file, copy, readable, home } = places;
  const open = [...SYSTEM_FOLDERS, ...readable.filter((path) => !isWithin(path, home))];
  return [
    bwrap,
    ...["--die-with-parent", "--new-session", "--unshare-all", "--cap-drop", "ALL"],
    ...["--dev", "/dev", "--proc", "/proc", "--tmpfs", "/tmp"],
    ...open.flatMap((path) => ["--ro-bind-try", path, path]),
    ...(open.some((path) => isWithin(home, path)) ? ["--tmpfs", home, "--remount-ro", home] : []),
    ...["--ro-bind", file, recordingIn(places)],
    ...(copy === undefined ? [] : [copy.isWritable ? "--bind" : "--ro-bind", copy.folder, COPY]),
    ...["--chdir", "/tmp", "--"],
  ];
}
