import { spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

/** An argument of the command line. PyYAML also creates arguments that are not text, on which the launcher stops. */
export type PythonWord = string | { type: string; text: string };
export type Answer = { argv: PythonWord[]; env: Record<string, string> } | { error: string; message: string };

/** Finds the first Python that has PyYAML; undefined when there is none. */
export function pythonWithYaml(): string | undefined {
  const candidates = [process.env.PREFLIGHT_PYTHON, '/usr/bin/python3', 'python3'];
  return candidates.find((python) => {
    if (!python) return false;
    return spawnSync(python, ['-c', 'import yaml; yaml.safe_load'], { stdio: 'ignore' }).status === 0;
  });
}

/** Lowers each text with the real launcher code, all in one process. */
export async function askPython(python: string, texts: readonly string[]): Promise<Answer[]> {
  const child = spawn(python, [resolve(import.meta.dirname, 'yaml.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, PYTHONUTF8: '1' },
  });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const closed = new Promise<number | null>((done) => child.on('close', done));
  child.stdin.end(texts.map((text) => `${JSON.stringify(text)}\n`).join(''));
  const code = await closed;
  const answers = Buffer.concat(chunks).toString('utf8').trimEnd().split('\n');
  if (code !== 0 || answers.length !== texts.length) {
    throw new Error(`python ended with ${code} after ${answers.length} of ${texts.length} answers`);
  }
  return answers.map((line) => JSON.parse(line) as Answer);
}
