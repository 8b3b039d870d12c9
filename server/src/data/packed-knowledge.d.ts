/** Data that `scripts/knowledge.mjs` puts into a worker bundle: deflated text as base64. */
declare module 'packed-knowledge' {
  /** The input of `parsePackedData`. */
  export const knowledge: string;
  /** `PackedTexts` as JSON. */
  export const texts: string;
}
