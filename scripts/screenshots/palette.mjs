// Reduces PNGs to 256 colors: pictures of an editor have few, and the file shrinks to less than half.
import { crc32, deflateSync } from 'node:zlib';

/** Numbers the colors of a picture, 256 at most. Runs in a page, which can decode a PNG. */
async function numberColors(base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes]));
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext('2d');
  context.drawImage(bitmap, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, width, height).data.buffer);
  const counts = new Map();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);

  // The most frequent colors stay exact, for plain areas and most letters. The others are merged if their upper bits
  // agree.
  const frequent = [...counts].sort((a, b) => b[1] - a[1]);
  const families = new Map(frequent.slice(160).map(([color]) => [color & 0xf0f0f0, color]));
  const chosen = [...frequent.slice(0, 160).map(([color]) => color), ...[...families.values()].slice(0, 96)];
  const palette = chosen.map((color) => [color & 255, (color >> 8) & 255, (color >> 16) & 255]);
  const numbers = new Map();
  for (const color of counts.keys()) {
    const distance = ([red, green, blue]) =>
      (red - (color & 255)) ** 2 + (green - ((color >> 8) & 255)) ** 2 + (blue - ((color >> 16) & 255)) ** 2;
    const distances = palette.map(distance);
    numbers.set(color, distances.indexOf(Math.min(...distances)));
  }
  return {
    width,
    height,
    palette,
    rows: Array.from(pixels, (pixel) => String.fromCharCode(numbers.get(pixel))).join(''),
  };
}

/** Converts a picture to a PNG with a palette. */
export async function reduceToPalette(page, png) {
  const { width, height, palette, rows } = await page.evaluate(numberColors, png.toString('base64'));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits per pixel: the number of its color.
  header.set([8, 3, 0, 0, 0], 8);
  const pixels = Buffer.from(rows, 'latin1');
  // Each row begins with the number of its filter: none.
  const lines = Array.from({ length: height }, (_, y) => [Buffer.of(0), pixels.subarray(y * width, (y + 1) * width)]);
  return Buffer.concat([
    png.subarray(0, 8),
    createChunk('IHDR', header),
    createChunk('PLTE', Buffer.from(palette.flat())),
    createChunk('IDAT', deflateSync(Buffer.concat(lines.flat()), { level: 9 })),
    createChunk('IEND', Buffer.alloc(0)),
  ]);
}

function createChunk(type, data) {
  const body = Buffer.concat([Buffer.from(type), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
