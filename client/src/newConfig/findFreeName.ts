/** Returns a file name for a model and a recipe that is not taken, in any case of letters: `qwen3-8b-lora-2.sh`. */
export function findFreeName(model: string, recipe: string, extension: string, taken: readonly string[]): string {
  const names = new Set(taken.map((name) => name.toLowerCase()));
  const last = model.split(/[\\/]/).filter(Boolean).at(-1) ?? '';
  const stem = `${last.toLowerCase().replace(/[^a-z0-9._-]+/g, '-')}-${recipe}`.replace(/^[.-]+/, '');
  for (let number = 1; ; number++) {
    const name = `${stem}${number === 1 ? '' : `-${number}`}${extension}`;
    if (!names.has(name)) return name;
  }
}
