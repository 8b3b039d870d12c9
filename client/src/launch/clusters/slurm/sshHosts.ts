/** Returns the hosts that an ssh configuration names, without patterns. */
export function readSshHosts(text: string): string[] {
  const names = text.split('\n').flatMap((line) => {
    const [, list = ''] = /^\s*Host(?:\s*=|\s)([^\n]*)/i.exec(line) ?? [];
    return list
      .trim()
      .split(/\s+/)
      .map((name) => name.replace(/^"|"$/g, ''));
  });
  return [...new Set(names)].filter((name) => name !== '' && !/[*?!]/.test(name));
}
