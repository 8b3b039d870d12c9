import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SourceFacts } from '../../scripts/upstream/sourceFacts';

const program = resolve(import.meta.dirname, '../../scripts/upstream/facts.py');

/** A small package in the layout of ms-swift 4. */
const FILES = {
  'swift/model/constant.py': "class LLMModelType:\n    qwen = 'qwen'\nclass MLLMModelType:\n    llava = 'llava'\n",
  'swift/template/constant.py':
    "class LLMTemplateType:\n    chat = 'chat'\nclass TemplateType(LLMTemplateType):\n    pass\n",
  'swift/model/models/__init__.py': 'from . import all\n',
  'swift/model/models/all.py': `register_model(ModelMeta(
    MLLMModelType.llava,
    [ModelGroup([Model('org/LLaVA-7B', 'hub/llava-7b')])],
    template=TemplateType.chat, architectures=['Llava']))
raise_never = 1
`,
  'swift/template/templates.py': 'register_template(ChatMeta(LLMTemplateType.chat, default_system=None))\n',
  'swift/loss/mapping.py': "loss_map = {\n    'plain': A,  # a comment\n    'other': B,\n}\n",
  'swift/args.py': `class Args:
    size: int = 2

    def check(self):
        """Text that is not code: raise ValueError"""
        if self.size > 2:  # two at most
            if self.strict:
                raise ValueError(
                    'too large')
            self.size = 2
        else:
            logger.warning_once('small')
`,
};

function readFacts(files: Record<string, string>): SourceFacts {
  const folder = mkdtempSync(join(tmpdir(), 'facts-'));
  try {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const { stdout, stderr } = spawnSync('python3', ['-B', program, folder], { encoding: 'utf8' });
    expect(stderr).toBe('');
    return (JSON.parse(stdout) as Record<string, SourceFacts>)[folder] as SourceFacts;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.runIf(spawnSync('python3', ['--version']).status === 0)('facts.py', () => {
  it('reads the names and models that a package registers, without running it', () => {
    const facts = readFacts({ ...FILES, 'swift/__init__.py': "raise RuntimeError('this code must not run')\n" });
    expect(facts.names).toEqual({ loss_type: ['other', 'plain'], model_type: ['llava'], template: ['chat'] });
    expect(facts.models).toEqual([
      { table: 'architectures', key: ['Llava'], item: 'llava' },
      { table: 'templates', key: ['chat'], item: 'llava' },
      { table: 'multimodal', key: [], item: 'llava' },
      { table: 'names', key: ['llava', ''], item: 'llava-7b' },
    ]);
  });

  it('reads statements with the conditions under which they run', () => {
    const rows = readFacts(FILES).functions['swift/args.py']?.['Args.check'] ?? [];
    expect(
      rows.filter(({ kind }) => kind !== 'block').map(({ line, kind, when, text }) => [line, kind, when, text]),
    ).toEqual([
      [8, 'check', ['self.size > 2', 'self.strict'], "raise ValueError('too large')"],
      [10, 'setting', ['self.size > 2'], 'self.size = 2'],
      [12, 'warning', ['not (self.size > 2)'], "logger.warning_once('small')"],
    ]);
  });

  it('reads the same statements from another layout', () => {
    const args =
      "class Args:\n    size: int=2\n    def check(self):\n        if self.size>2:\n            if self.strict: raise ValueError('too large')\n            self.size = 2\n        else: logger.warning_once('small')\n";
    const texts = (facts: SourceFacts) =>
      facts.functions['swift/args.py']?.['Args.check']?.map(({ kind, when, text }) => [kind, when, text]);
    expect(texts(readFacts({ ...FILES, 'swift/args.py': args }))).toEqual(texts(readFacts(FILES)));
  });
});
