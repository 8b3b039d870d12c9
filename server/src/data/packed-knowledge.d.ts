/** What `scripts/knowledge.mjs` puts into a bundle for a worker: deflated text as base64. */
declare module 'packed-knowledge' {
  /** What `knowledgeIn` reads. */
  export const knowledge: string;
  /** `Texts` as JSON. */
  export const texts: string;
}
