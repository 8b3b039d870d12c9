/**
 * Returns a hash of a text: 64 bits of FNV-1a over its UTF-16 units, in two halves with different offset bases.
 * It distinguishes jobs but is not cryptographic: collisions can be constructed.
 */
export function fingerprintOf(text: string): string {
  let low = 0x811c9dc5;
  let high = 0x050c5d1f;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit ^ (index & 0xff), 0x01000193);
  }
  return [high, low].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}
