/** Arguments that a shell, a scheduler, a manifest or its reader would change if they were not quoted. */
export const HOSTILE_WORDS = [
  '',
  ' ',
  "'",
  '"',
  '$(id)',
  '`id`',
  '\n',
  '\r\n',
  '-x',
  '--',
  '--lr',
  '#a',
  '~',
  '*',
  '=ls',
  '你好',
  '\\',
  '!!',
  '{a,b}',
  // Another reader of YAML ends a line at these.
  '\u2028hostPID: true',
  '\u2029',
  '\u0085',
  // YAML 1.1 reads these as booleans, numbers and null.
  ...['yes', 'no', 'on', 'off', 'y', '1_000', '0b11', '0o17', '1:30', 'null', '1e3', '.inf'],
  // Characters that bash uses inside, and that terminals and editors act on.
  '\u0001\u007f',
  '\u001b]0;x\u0007',
  '\u202e',
  '\ufeff',
  '\t',
];

/** Commands that create the file `pwned` if any shell reads the text that contains them. */
export const CANARIES = [
  '$(touch pwned)',
  '`touch pwned`',
  '; touch pwned #',
  "'; touch pwned; '",
  '"; touch pwned; "',
  '\ntouch pwned\n',
  '\r\ntouch pwned\r\n',
  '\n#SBATCH --wrap="touch pwned"\n',
  '\\\ntouch pwned',
  'a[$(touch pwned)]',
  '| touch pwned',
  '&& touch pwned',
  "$'\\x27; touch pwned; '",
  "\\'; touch pwned; \\'",
  '%s$(touch pwned)',
  "\nEOF\ntouch pwned\n: <<'EOF'\n",
];
