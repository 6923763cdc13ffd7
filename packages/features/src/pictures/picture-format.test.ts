import { expect, it } from "vitest";
import { pictureFormat } from "./picture-format.js";

function png(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.writeUInt32BE(0x89504e47, 0);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

function jpeg(width: number, height: number): Buffer {
  const frame = Buffer.alloc(12);
  frame.writeUInt16BE(0xffc0, 0);
  frame.writeUInt16BE(10, 2);
  frame.writeUInt16BE(height, 5);
  frame.writeUInt16BE(width, 7);
  const comment = Buffer.alloc(22);
  comment.writeUInt16BE(0xfffe, 0);
  comment.writeUInt16BE(20, 2);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), comment, frame]);
}

it("pictures are recognized by their bytes, with their size", () => {
  expect(pictureFormat(png(40, 900))).toEqual({ type: "image/png", pixels: 900 });
  expect(pictureFormat(jpeg(640, 480))).toEqual({ type: "image/jpeg", pixels: 640 });
  const gif = Buffer.alloc(40);
  gif.write("GIF89a", "latin1");
  gif.writeUInt16LE(300, 6);
  expect(pictureFormat(gif)).toEqual({ type: "image/gif", pixels: 300 });
});

it("nothing else is a picture, and no bytes make it throw", () => {
  expect(pictureFormat(Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'></svg>"))).toBeUndefined();
  for (const bytes of [png(1, 1), jpeg(1, 1), Buffer.from("RIFF    WEBPVP8X".padEnd(40, "\xff"), "latin1")])
    for (let end = 0; end <= bytes.length; end += 1)
      expect(() => pictureFormat(bytes.subarray(0, end))).not.toThrow();
});
