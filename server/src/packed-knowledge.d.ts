/** What `scripts/knowledge.mjs` puts into a bundle for a worker: deflated JSON as base64. */
declare module 'packed-knowledge' {
  /** A `Knowledge`. */
  export const knowledge: string;
  /** `Texts`. */
  export const texts: string;
}
