// A PNG with 256 colours at most: pictures of an editor have few, and such a file is less than half as large.
import { crc32, deflateSync } from 'node:zlib';

/** Counts the colours of a picture and numbers them, 256 at most. Runs in a page, which can read a PNG. */
async function numberColours(base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes]));
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  context.drawImage(bitmap, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);

  // The most frequent colours stay as they are, so that plain areas and most letters are exact. The others are taken
  // together where their upper bits agree.
  const frequent = [...counts].sort((a, b) => b[1] - a[1]);
  const families = new Map(frequent.slice(160).map(([colour]) => [colour & 0xf0f0f0, colour]));
  const chosen = [...frequent.slice(0, 160).map(([colour]) => colour), ...[...families.values()].slice(0, 96)];
  const palette = chosen.map((colour) => [colour & 255, (colour >> 8) & 255, (colour >> 16) & 255]);
  const numbers = new Map();
  for (const colour of counts.keys()) {
    const distance = ([red, green, blue]) =>
      (red - (colour & 255)) ** 2 + (green - ((colour >> 8) & 255)) ** 2 + (blue - ((colour >> 16) & 255)) ** 2;
    const distances = palette.map(distance);
    numbers.set(colour, distances.indexOf(Math.min(...distances)));
  }
  return {
    width,
    height,
    palette,
    rows: Array.from(pixels, (pixel) => String.fromCharCode(numbers.get(pixel))).join(''),
  };
}

/** The same picture as a PNG with a palette. */
export async function withPalette(page, png) {
  const { width, height, palette, rows } = await page.evaluate(numberColours, png.toString('base64'));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a pixel, and each is the number of a colour.
  header.set([8, 3, 0, 0, 0], 8);
  const pixels = Buffer.from(rows, 'latin1');
  // Each row begins with the number of its filter: none.
  const lines = Array.from({ length: height }, (_, y) => [Buffer.of(0), pixels.subarray(y * width, (y + 1) * width)]);
  return Buffer.concat([
    png.subarray(0, 8),
    chunk('IHDR', header),
    chunk('PLTE', Buffer.from(palette.flat())),
    chunk('IDAT', deflateSync(Buffer.concat(lines.flat()), { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
