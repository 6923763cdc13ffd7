/** Whether bytes are a picture that models take, and how large it is, from what they contain and not from a name. Pure. */

interface PictureFormat {
  readonly type: "image/png" | "image/jpeg" | "image/webp" | "image/gif";
  /** Of its longer side; undefined where the head does not say. */
  readonly pixels?: number | undefined;
}

/** The size of a JPEG stands behind its metadata, such as a preview. */
export const PICTURE_HEAD_BYTES = 256 * 1_024;
/** A JPEG has some dozens of segments; bytes that only look like one could have very many. */
const SEGMENTS_MAX = 1_000;

/** @param head the first {@link PICTURE_HEAD_BYTES}, or all there is */
export function pictureFormat(head: Buffer): PictureFormat | undefined {
  if (head.length < 30) return undefined;
  if (head.readUInt32BE(0) === 0x89504e47) return { type: "image/png", pixels: pngSize(head) };
  if (head.readUIntBE(0, 3) === 0xffd8ff) return { type: "image/jpeg", pixels: jpegSize(head) };
  const start = head.toString("latin1", 0, 6);
  if (start === "GIF87a" || start === "GIF89a")
    return { type: "image/gif", pixels: Math.max(head.readUInt16LE(6), head.readUInt16LE(8)) };
  if (start.startsWith("RIFF") && head.toString("latin1", 8, 12) === "WEBP")
    return { type: "image/webp", pixels: webpSize(head) };
  return undefined;
}

function pngSize(head: Buffer): number {
  return Math.max(head.readUInt32BE(16), head.readUInt32BE(20));
}

/** In the segment that starts a frame: C0 to CF, but for three that are tables. */
function jpegSize(head: Buffer): number | undefined {
  let at = 2;
  for (let count = 0; count < SEGMENTS_MAX && at + 9 <= head.length; count += 1) {
    if (head.readUInt8(at) !== 0xff) return undefined;
    const mark = head.readUInt8(at + 1);
    const isFrame = mark >= 0xc0 && mark <= 0xcf && mark !== 0xc4 && mark !== 0xc8 && mark !== 0xcc;
    if (isFrame) return Math.max(head.readUInt16BE(at + 5), head.readUInt16BE(at + 7));
    at += 2 + head.readUInt16BE(at + 2);
  }
  return undefined;
}

function webpSize(head: Buffer): number | undefined {
  const kind = head.toString("latin1", 12, 16);
  if (kind === "VP8X") return 1 + Math.max(head.readUIntLE(24, 3), head.readUIntLE(27, 3));
  if (kind === "VP8 ") return Math.max(head.readUInt16LE(26) & 0x3fff, head.readUInt16LE(28) & 0x3fff);
  if (kind !== "VP8L") return undefined;
  const bits = head.readUInt32LE(21);
  return 1 + Math.max(bits & 0x3fff, (bits >> 14) & 0x3fff);
}
