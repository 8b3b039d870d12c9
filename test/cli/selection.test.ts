import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createExclusion } from '../../server/src/cli/selection/ignoreRules';
import { listConfigFiles } from '../../server/src/cli/selection/listConfigFiles';
import { recognizeKind } from '../../server/src/cli/selection/recognizeKind';
import { runPreflight } from '../support/cli';
import { releaseOfExample, writeExample } from '../support/examples';
import { SYNTAXES, service } from '../support/service';

const RUN = 'megatron sft --model m\n';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'preflight-selection-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

const git = (...args: string[]) => spawnSync('git', ['-C', folder, ...args], { encoding: 'utf8' });
const hasGit = git('--version').status === 0;
const listFiles = (path = folder): string[] =>
  listConfigFiles(service, path, { findProjectOf: () => undefined })
    .map((file) => file.slice(folder.length + 1))
    .sort();

describe('a search of a folder', () => {
  it('leaves out what .gitignore files name, with their negations, above and below the folder', () => {
    mkdirSync(join(folder, '.git'));
    write({
      '.gitignore': 'build/\n*.tmp.sh\n!keep.tmp.sh\n/only-here.sh\n',
      'a.sh': RUN,
      'only-here.sh': RUN,
      'build/a.sh': RUN,
      'sub/only-here.sh': RUN,
      'sub/x.tmp.sh': RUN,
      'sub/keep.tmp.sh': RUN,
      'sub/.gitignore': 'old\n!/x.tmp.sh\n',
      'sub/old/a.sh': RUN,
      'sub/deep/old/a.sh': RUN,
    });
    expect(listFiles()).toEqual(['a.sh', 'sub/keep.tmp.sh', 'sub/only-here.sh', 'sub/x.tmp.sh']);
    expect(listFiles(join(folder, 'sub'))).toEqual(['sub/keep.tmp.sh', 'sub/only-here.sh', 'sub/x.tmp.sh']);
  });

  it('searches an ignored folder that the user names', () => {
    mkdirSync(join(folder, '.git'));
    write({ '.gitignore': 'build/\n', 'build/a.sh': RUN, 'build/.gitignore': 'b.sh', 'build/b.sh': RUN });
    expect(listFiles(join(folder, 'build'))).toEqual(['build/a.sh']);
  });

  it('reads no .gitignore above the folder outside of a repository', () => {
    write({ '.gitignore': '*.sh\n', 'sub/a.sh': RUN });
    expect(listFiles(join(folder, 'sub'))).toEqual(['sub/a.sh']);
  });

  it.skipIf(!hasGit)('finds the same files as Git for any patterns', () => {
    // Git matches bytes: `?` and `[!a]` match no single letter beyond ASCII there.
    const name = fc.constantFrom('a', 'b', 'ab', 'a b', '中文', '[x]', '#a', '!b');
    const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => `${parts.join('/')}.sh`);
    const part = fc.constantFrom(
      'a',
      'b',
      'ab',
      '*',
      'a*',
      '?',
      '[ab]',
      '[!a]',
      '**',
      '中文',
      '\\#a',
      '\\!b',
      'a b',
      '*.sh',
    );
    const pattern = fc
      .tuple(
        fc.constantFrom('', '', '!'),
        fc.constantFrom('', '/'),
        fc.array(part, { minLength: 1, maxLength: 3 }),
        fc.constantFrom('', '/', '.sh', ' '),
      )
      .map(([negation, start, parts, end]) => `${negation}${start}${parts.join('/')}${end}`);
    const ignoreFile = fc.array(fc.oneof(pattern, fc.constantFrom('# a', '', '*.sh')), { maxLength: 4 });
    let compared = 0;
    fc.assert(
      fc.property(
        fc.uniqueArray(path, { minLength: 1, maxLength: 8 }),
        fc.array(fc.tuple(fc.constantFrom('', 'a/', 'b/', 'a/b/'), ignoreFile), { maxLength: 3 }),
        (paths, ignoreFiles) => {
          rmSync(folder, { recursive: true });
          mkdirSync(folder);
          git('init', '-q');
          write(Object.fromEntries(paths.map((file) => [file, RUN])));
          for (const [parent, lines] of ignoreFiles) write({ [`${parent}.gitignore`]: lines.join('\n') });
          const { stdout } = git('ls-files', '-z', '--others', '--exclude-standard', '--', '*.sh');
          const expected = stdout
            .split('\0')
            .filter((file) => file !== '')
            .sort();
          compared += paths.length - expected.length;
          expect(listFiles(), JSON.stringify(ignoreFiles)).toEqual(expected);
        },
      ),
      { numRuns: 100 },
    );
    expect(compared).toBeGreaterThan(10);
  });
});

describe('--exclude', () => {
  it.each([
    ['old/', 'old/a.sh', true],
    ['old/', 'sub/old/a.sh', true],
    ['/old/', 'sub/old/a.sh', false],
    ['*.tmp.sh', './sub/a.tmp.sh', true],
    ['old/', '../other/old/a.sh', true],
    ['old/', '/elsewhere/old/a.sh', true],
    ['old/', 'old/', true],
    ['old/', 'old', false],
    ['old', 'new.sh', false],
    ['../x', 'x', false],
  ])('with %s and the path %s is %s', (pattern, path, isExcluded) => {
    expect(createExclusion([pattern], folder)(path)).toBe(isExcluded);
  });

  it('leaves out folders, files, named files and standard input', () => {
    write({ 'a.sh': RUN, 'b.sh': RUN, 'old/c.sh': RUN });
    const check = (...args: string[]) => {
      const result = runPreflight(folder, ['check', '--format', 'json', ...args], RUN);
      return JSON.parse(result.stdout).files.map(({ path }: { path: string }) => path);
    };
    expect(check('--exclude', 'old/', '--exclude', 'b.sh', '.', 'b.sh')).toEqual(['a.sh']);
    expect(check('--exclude', '*.sh', '-', 'a.sh')).toEqual([]);
  });
});

describe('the kind of standard input', () => {
  it('is recognized for every example in every syntax', () => {
    const wrong: string[] = [];
    let count = 0;
    for (const rule of service.rules)
      for (const example of [...rule.bad, ...rule.good].slice(0, 2))
        for (const syntax of SYNTAXES) {
          const text = writeExample(example, syntax, releaseOfExample(rule, example));
          const document = text === undefined ? undefined : service.read(text, syntax, {});
          // A fence is that of a page, unless a file name says otherwise.
          if (text === undefined || text.startsWith('```') || document?.reading.configs.length === 0) continue;
          count++;
          const found = service.findSyntax(undefined, recognizeKind(service, text));
          if (found !== syntax) wrong.push(`${found?.id} instead of ${syntax.id}: ${text}`);
        }
    expect(count).toBeGreaterThan(1000);
    expect(wrong).toEqual([]);
  });

  it.each([
    ['a script by its first line', '#!/usr/bin/env bash\nimport x\n', '.sh'],
    ['a script with a modeline', '# preflight: ms-swift=4.5.2\nmegatron sft --lr 1\n', '.sh'],
    ['a config by its modeline', '# preflight: ms-swift=4.5.2\nlr: 1\n', '.yaml'],
    ['a manifest', `kind: Job\nspec:\n  containers:\n  - command: [bash, -c, "megatron sft --lr 1"]\n`, '.yaml'],
    ['a page', 'Run this:\n\n```bash\nmegatron sft --lr 1\n```\n', '.md'],
    ['a program', 'import subprocess\nsubprocess.run(["megatron", "sft", "--lr", "1"])\n', '.py'],
    ['a text without commands', 'hello\n', '.sh'],
    ['an empty text', '', '.sh'],
  ])('is recognized for %s', (_, text, kind) => {
    expect(recognizeKind(service, text)).toBe(kind);
  });

  it('is that of --stdin-filename where it is given', () => {
    const { stdout } = runPreflight(
      folder,
      ['check', '--format', 'concise', '--stdin-filename', 'b.yaml', '-'],
      'packing: ture\n# preflight:\n',
    );
    expect(stdout).toContain('b.yaml:1:10: error');
  });
});

describe('a script without an extension', () => {
  it('is checked by its first line when it is named', () => {
    write({ launch: `#!/bin/bash\nmegatron sft --packing ture\n`, data: 'megatron sft --packing ture\n' });
    expect(runPreflight(folder, ['check', '--format', 'concise', 'launch']).stdout).toContain('launch:2:24: error');
    expect(runPreflight(folder, ['check', 'data'])).toMatchObject({ status: 2, stdout: '' });
  });
});
