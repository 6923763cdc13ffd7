/**
 * Whether bytes are a recording, and how long it is, from what they contain and not from a name. Pure. Guarantees: one pass
 * over the bytes at most; nothing in them makes it throw.
 */

export interface RecordingFormat {
  /** Ending that programs and endpoints recognize. */
  readonly ending: "ogg" | "wav" | "mp3" | "flac" | "m4a" | "mp4" | "webm" | "aac" | "amr";
  readonly type: string;
  /** Undefined where the file does not say. */
  readonly seconds?: number;
}

type Found = Omit<RecordingFormat, "seconds"> & { readonly seconds?: number | undefined };
type Reader = (bytes: Buffer) => Found | undefined;

const DAY_S = 86_400;
/** Opus counts in this rate, whatever the rate of its source. */
const OPUS_HZ = 48_000;
/** The last page of Ogg is at most so long. */
const OGG_TAIL_BYTES = 65_307;
/** The head of a Matroska file, with its tracks. */
const WEBM_HEAD_BYTES = 65_536;
/** Kilobits per second by the index of MPEG-1 and MPEG-2, layer III. */
const MP3_KBITS = [
  [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
] as const;
const BITS = 8;

const READERS: readonly Reader[] = [ogg, wav, flac, mp4, webm, amr, mp3, aac];

/**
 * @param options.video whether a film counts, too: a message that a person recorded with the camera
 * @returns undefined for anything else
 */
export function recordingFormat(
  bytes: Buffer,
  options: { readonly video?: boolean } = {},
): RecordingFormat | undefined {
  for (const read of READERS) {
    const found = read(bytes);
    if (found === undefined) continue;
    if (found.type.startsWith("video/") && options.video !== true) return undefined;
    const { seconds, ...format } = found;
    const isLength = seconds !== undefined && Number.isFinite(seconds) && seconds >= 0 && seconds < DAY_S;
    return isLength ? { ...format, seconds: Math.round(seconds * 10) / 10 } : format;
  }
  return undefined;
}

function ogg(bytes: Buffer): Found | undefined {
  if (!startsWith(bytes, "OggS")) return undefined;
  const head = bytes.subarray(0, 512);
  const opus = head.indexOf("OpusHead");
  const vorbis = head.indexOf("\u0001vorbis", 0, "latin1");
  const rate = opus >= 0 ? OPUS_HZ : vorbis >= 0 ? number(bytes, vorbis + 12) : undefined;
  const tail = bytes.subarray(-OGG_TAIL_BYTES);
  const page = tail.lastIndexOf("OggS");
  const samples = page >= 0 && page + 14 <= tail.length ? Number(tail.readBigInt64LE(page + 6)) : -1;
  return { ending: "ogg", type: "audio/ogg", seconds: ratio(samples, rate) };
}

function wav(bytes: Buffer): Found | undefined {
  if (!startsWith(bytes, "RIFF") || bytes.toString("latin1", 8, 12) !== "WAVE") return undefined;
  const format = bytes.indexOf("fmt ");
  const data = bytes.indexOf("data");
  const perSecond = format < 0 ? undefined : number(bytes, format + 16);
  const stated = data < 0 ? undefined : number(bytes, data + 4);
  // A program that writes into a pipe does not know the length.
  const length = stated === undefined ? undefined : Math.min(stated, bytes.length - data - 8);
  return { ending: "wav", type: "audio/wav", seconds: ratio(length, perSecond) };
}

function flac(bytes: Buffer): Found | undefined {
  if (!startsWith(bytes, "fLaC")) return undefined;
  if (bytes.length < 26) return { ending: "flac", type: "audio/flac" };
  const rate = bytes.readUIntBE(18, 3) >> 4;
  const samples = (bytes.readUInt8(21) & 0x0f) * 2 ** 32 + bytes.readUInt32BE(22);
  return { ending: "flac", type: "audio/flac", seconds: ratio(samples, rate) };
}

function mp4(bytes: Buffer): Found | undefined {
  if (bytes.toString("latin1", 4, 8) !== "ftyp") return undefined;
  // Pictures of phones (HEIC, AVIF) are in the same kind of box, and have no sound.
  if (!handlersIn(bytes).has("soun")) return undefined;
  const header = bytes.indexOf("mvhd");
  const isLong = header >= 0 && header + 4 < bytes.length && bytes.readUInt8(header + 4) === 1;
  const at = header + (isLong ? 24 : 16);
  const isThere = header >= 0 && at + 12 <= bytes.length;
  const scale = isThere ? bytes.readUInt32BE(at) : undefined;
  const length = isThere
    ? isLong
      ? Number(bytes.readBigUInt64BE(at + 4))
      : bytes.readUInt32BE(at + 4)
    : undefined;
  const isFilm = handlersIn(bytes).has("vide");
  return {
    ...(isFilm
      ? ({ ending: "mp4", type: "video/mp4" } as const)
      : ({ ending: "m4a", type: "audio/mp4" } as const)),
    seconds: ratio(length, scale),
  };
}

function webm(bytes: Buffer): Found | undefined {
  if (bytes.length < 4 || bytes.readUInt32BE(0) !== 0x1a45dfa3) return undefined;
  const isFilm = webmHead(bytes).includes("V_");
  return webmHead(bytes).includes("A_")
    ? { ending: "webm", type: isFilm ? "video/webm" : "audio/webm" }
    : undefined;
}

function amr(bytes: Buffer): Found | undefined {
  return startsWith(bytes, "#!AMR") ? { ending: "amr", type: "audio/amr" } : undefined;
}

/** Its length is that of the first frame's rate, which most recordings keep. */
function mp3(bytes: Buffer): Found | undefined {
  const hasTag = startsWith(bytes, "ID3") && bytes.length > 10;
  const start = hasTag ? 10 + tagLength(bytes) : 0;
  const isFrame = start + 4 <= bytes.length && (bytes.readUInt16BE(start) & 0xffe6) === 0xffe2;
  if (!isFrame) return hasTag ? { ending: "mp3", type: "audio/mpeg" } : undefined;
  const isFirst = (bytes.readUInt8(start + 1) & 0x08) !== 0;
  const kbits = MP3_KBITS[isFirst ? 0 : 1][bytes.readUInt8(start + 2) >> 4];
  if (kbits === undefined) return undefined;
  const perSecond = (kbits * 1_000) / BITS;
  return { ending: "mp3", type: "audio/mpeg", seconds: ratio(bytes.length - start, perSecond) };
}

function aac(bytes: Buffer): Found | undefined {
  const isFrame = bytes.length > 7 && (bytes.readUInt16BE(0) & 0xfff6) === 0xfff0;
  return isFrame ? { ending: "aac", type: "audio/aac" } : undefined;
}

/** The kinds of tracks: `soun`, `vide` and others. */
function handlersIn(bytes: Buffer): ReadonlySet<string> {
  const found = new Set<string>();
  for (let at = bytes.indexOf("hdlr"); at !== -1; at = bytes.indexOf("hdlr", at + 4))
    found.add(bytes.toString("latin1", at + 12, at + 16));
  return found;
}

function webmHead(bytes: Buffer): string {
  return bytes.toString("latin1", 0, WEBM_HEAD_BYTES);
}

/** The length of an ID3 tag: seven bits in each byte. */
function tagLength(bytes: Buffer): number {
  return [6, 7, 8, 9].reduce((sum, at) => sum * 128 + (bytes.readUInt8(at) & 0x7f), 0);
}

function startsWith(bytes: Buffer, text: string): boolean {
  return bytes.toString("latin1", 0, text.length) === text;
}

/** Little-endian; undefined beyond the end. */
function number(bytes: Buffer, at: number): number | undefined {
  return at + 4 <= bytes.length ? bytes.readUInt32LE(at) : undefined;
}

function ratio(amount: number | undefined, perSecond: number | undefined): number | undefined {
  const isKnown = amount !== undefined && amount >= 0 && perSecond !== undefined && perSecond > 0;
  return isKnown ? amount / perSecond : undefined;
}
