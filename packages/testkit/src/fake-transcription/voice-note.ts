/** A voice note as chats send it: Ogg with Opus. It has a head and a length, and no sound. */
const HZ = 48_000;

/** @param seconds the length that it says it has */
export function voiceNote(seconds: number): Buffer {
  const first = Buffer.alloc(60);
  first.write("OggS", 0, "latin1");
  first.write("OpusHead", 28, "latin1");
  const last = Buffer.alloc(64);
  last.write("OggS", 0, "latin1");
  last.writeBigInt64LE(BigInt(Math.round(seconds * HZ)), 6);
  return Buffer.concat([first, last]);
}
