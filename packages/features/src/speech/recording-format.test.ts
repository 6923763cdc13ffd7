import { expect, it } from "vitest";
import { recordingFormat } from "./recording-format.js";

/** Opus in Ogg: a head, and a last page with the number of samples. */
function buildOgg(seconds: number): Buffer {
  const page = Buffer.alloc(60);
  page.write("OggS", 0, "latin1");
  page.write("OpusHead", 28, "latin1");
  const last = Buffer.alloc(40);
  last.write("OggS", 0, "latin1");
  last.writeBigInt64LE(BigInt(seconds * 48_000), 6);
  return Buffer.concat([page, last]);
}

function buildWav(seconds: number): Buffer {
  const head = Buffer.alloc(44);
  head.write("RIFF", 0, "latin1");
  head.write("WAVEfmt ", 8, "latin1");
  head.writeUInt32LE(16, 16);
  head.writeUInt32LE(8_000, 28);
  head.write("data", 36, "latin1");
  head.writeUInt32LE(seconds * 8_000, 40);
  return Buffer.concat([head, Buffer.alloc(seconds * 8_000)]);
}

function boxes(handlers: readonly string[]): Buffer {
  const type = Buffer.concat([Buffer.from([0, 0, 0, 16]), Buffer.from("ftypisom\0\0\0\0", "latin1")]);
  const header = Buffer.alloc(40);
  header.write("mvhd", 0, "latin1");
  header.writeUInt32BE(1_000, 16);
  header.writeUInt32BE(7_500, 20);
  const tracks = handlers.map((kind) => Buffer.from(`hdlr\0\0\0\0\0\0\0\0${kind}`, "latin1"));
  return Buffer.concat([type, header, ...tracks]);
}

it.each([
  ["a voice note of Telegram", buildOgg(12), { ending: "ogg", seconds: 12 }],
  ["a WAV file", buildWav(3), { ending: "wav", seconds: 3 }],
  ["a recording of a phone", boxes(["soun"]), { ending: "m4a", seconds: 7.5 }],
  [
    "an MP3 file of 128 kbit/s",
    Buffer.concat([Buffer.from([0xff, 0xfb, 0x90, 0]), Buffer.alloc(31_996)]),
    { ending: "mp3", seconds: 2 },
  ],
  ["AMR", Buffer.from("#!AMR\n..........", "latin1"), { ending: "amr" }],
])("%s is recognized by its bytes", (_name, bytes, expected) => {
  expect(recordingFormat(bytes)).toMatchObject(expected);
});

it("a film is a recording only when a person made it as a message", () => {
  const film = boxes(["vide", "soun"]);
  expect(recordingFormat(film)).toBeUndefined();
  expect(recordingFormat(film, { video: true })).toMatchObject({ ending: "mp4", seconds: 7.5 });
});

it.each([
  ["a text", Buffer.from("hello, this is a text of some words")],
  ["a picture of a phone", boxes(["pict"])],
  ["nothing", Buffer.alloc(0)],
  ["a PNG file", Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47]), Buffer.alloc(64)])],
])("%s is no recording", (_name, bytes) => {
  expect(recordingFormat(bytes)).toBeUndefined();
});

it("bytes that end anywhere never throw, and a length that cannot be true is not said", () => {
  for (const bytes of [
    buildOgg(5),
    buildWav(1),
    boxes(["soun"]),
    Buffer.from("fLaC".padEnd(30, "\0"), "latin1"),
  ])
    for (let end = 0; end < Math.min(bytes.length, 120); end += 1)
      expect(() => recordingFormat(bytes.subarray(0, end), { video: true })).not.toThrow();
  expect(recordingFormat(buildOgg(9_999_999))).not.toHaveProperty("seconds");
});
