import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isInRange } from '../../../server/src/core/catalog/release';
import { parseRequest } from '../../../server/src/core/catalog/request';
import { applyEdits } from '../../../server/src/core/config/edit';
import type { DocumentContext } from '../../../server/src/core/document/document';
import { RANGES_IN_CODE } from '../../../server/src/core/lint/turningPoints';
import { readShell, readYaml, service } from '../../support/service';

const { releases } = service.catalog;
const NEWEST = releases.at(-1) ?? '';

const lint = (text: string, context: DocumentContext = {}) =>
  service.lintDocument(readShell(text, context)).map(({ rule, severity }) => `${severity} ${rule}`);

const messageOf = (text: string, rule: string, context: DocumentContext = {}) =>
  service.lintDocument(readShell(text, context)).find((finding) => finding.rule === rule)?.message ?? '';

function releaseOf(text: string, context: DocumentContext = {}) {
  const document = readShell(text, context);
  const [config] = document.reading.configs;
  return config && service.getFacts(document, config).release;
}

describe('parseRequest', () => {
  const known = ['3.8.0', '3.8.1', '3.12.6', '4.0.0', '4.1.0', '4.1.1'];

  it.each([
    ['3.8.1', { kind: 'named', version: '3.8.1' }],
    ['v4.1', { kind: 'named', version: '4.1' }],
    ['4.1.x', { kind: 'named', version: '4.1' }],
    ['==3.8', { kind: 'named', version: '3.8.0' }],
    ['refs/tags/v4.0.0', { kind: 'named', version: '4.0.0' }],
    ['release/4.1', { kind: 'named', version: '4.1' }],
    ['ms-swift[all]==4.0.0', { kind: 'named', version: '4.0.0' }],
    ['git+https://github.com/modelscope/ms-swift.git@v4.0.0#egg=ms-swift', { kind: 'named', version: '4.0.0' }],
    ['4.0.0.dev0', { kind: 'between', older: '3.12.6', newer: '4.0.0' }],
    ['4.0.0rc1', { kind: 'between', older: '3.12.6', newer: '4.0.0' }],
    ['3.13.0.dev0', { kind: 'between', older: '3.12.6', newer: '4.0.0' }],
    ['3.8.1.post1', { kind: 'after', nearest: '3.8.1' }],
    ['4.0.0+cu128', { kind: 'after', nearest: '4.0.0' }],
    ['4.2.0.dev0', { kind: 'after', nearest: '4.1.1' }],
    ['4.1.7', { kind: 'after', nearest: '4.1.1' }],
    ['3.9.0', { kind: 'after', nearest: '3.8.1' }],
    ['main', { kind: 'after', nearest: '4.1.1' }],
    ['3.2.0', { kind: 'before', nearest: '3.8.0' }],
    ['>=4.1', { kind: 'range', releases: ['4.1.0', '4.1.1'] }],
    ['~=3.8.0', { kind: 'range', releases: ['3.8.0', '3.8.1'] }],
    ['<4', { kind: 'range', releases: ['3.8.0', '3.8.1', '3.12.6'] }],
    ['>3.8.0,<3.12', { kind: 'named', version: '3.8.1' }],
    ['>=5', { kind: 'after', nearest: '4.1.1' }],
    ['0a1b2c3d4e', { kind: 'commit' }],
    ['3.8.l', undefined],
    ['new', undefined],
    ['', undefined],
  ])('reads %s', (text, request) => expect(parseRequest(text, known)).toEqual(request));
});

describe('a release that the catalog does not have', () => {
  const LATER = '# preflight: ms-swift=99.1.2\n';

  it('is judged by the nearest older one, which one hint says, when it is later than all', () => {
    const script = `${LATER}NPROC_PER_NODE=8 megatron sft --model m --dataset d --micro_batch_size 3 --global_batch_size 16 --num_train_epochs 1 --output_dir out\n`;
    expect(lint(script)).toEqual(['hint release.unknown', 'error par.batch-divisible']);
    expect(lint(script + script.replace(LATER, '')).filter((each) => each.endsWith('unknown'))).toHaveLength(1);
    expect(messageOf(script, 'release.unknown')).toContain(`checked as ${NEWEST}`);
  });

  it.each([
    ['an unknown flag', '--frobnicate 1', 'cli.unknown-flag'],
    ['an unknown template', '--template frobnicate', 'cli.unknown-name'],
    ['an unknown choice', '--lr_decay_style zigzag', 'cli.enum'],
    ['a flag that was removed', '--save out', 'release.renamed'],
  ])('has a warning at most for %s, which it may have added', (_, flags, rule) =>
    expect(lint(`${LATER}megatron sft --model m ${flags}\n`)).toContain(`warning ${rule}`),
  );

  it('keeps the error for a value of another type', () =>
    expect(lint(`${LATER}megatron sft --model m --micro_batch_size three\n`)).toContain('error cli.int'));

  it('leaves warnings only when it is older than all', () => {
    const found = lint('# preflight: ms-swift=2.4.0\nmegatron sft --frobnicate 1 --lr x\n');
    expect(found.filter((each) => each.startsWith('error'))).toEqual([]);
    expect(found).toContain('warning cli.unknown-flag');
  });

  it.each(['main', '3.8.1.post1', '3.13.0.dev0', '4.0.0rc1', '0a1b2c3d4e'])(
    'is named, with its substitute, when the comment says %s',
    (name) => {
      const message = messageOf(`# preflight: ms-swift=${name}\nmegatron sft --model m\n`, 'release.unknown');
      expect(message).toContain(`ms-swift ${name} `);
      expect(message).toMatch(/checked as \d|accepted here/);
    },
  );

  it('accepts the flags, values and rules of both neighbors when it is a development version', () => {
    const dev = (flags: string) => lint(`# preflight: ms-swift=4.0.0.dev0\nmegatron sft --model m ${flags}\n`);
    for (const flags of [
      '--save out',
      '--output_dir out',
      '--save out --num_train_epochs 1',
      '--train_type lora',
      '--tuner_type lora',
    ])
      expect(dev(`--dataset d --train_iters 1 ${flags}`), flags).toEqual(['hint release.unknown']);
    expect(dev('--frobnicate 1')).toContain('error cli.unknown-flag');
    expect(dev('--lr x')).toContain('error cli.float');
  });

  it('may be the value of the setting, and a setting that names none is reported', () => {
    expect(releaseOf('megatron sft\n', { swiftVersion: '>=4.1,<4.3' })).toMatchObject({
      version: '4.2.3',
      from: 'setting',
    });
    expect(releaseOf('megatron sft\n', { swiftVersion: '4.0.0.dev0' })).toMatchObject({ requested: '4.0.0.dev0' });
    expect(messageOf('megatron sft --model m\n', 'release.unknown', { swiftVersion: 'newest' })).toContain('`newest`');
  });
});

describe('a release that a script installs', () => {
  const run = 'megatron sft --model m --dataset d --train_iters 1';

  it('applies to its commands, before that of the files around it and after the setting', () => {
    const script = `VERSION=4.0.2\npip install "ms-swift==$VERSION"\n${run}\n`;
    const found = { version: '3.9.0', from: 'installed', evidence: '.venv' } as const;
    expect(releaseOf(script, { found })).toMatchObject({ version: '4.0.2', from: 'script', evidence: 'line 2' });
    expect(releaseOf(script, { swiftVersion: '4.1.0' })).toMatchObject({ version: '4.1.0' });
    expect(releaseOf(`# preflight: ms-swift=4.2.0\n${script}`)).toMatchObject({ version: '4.2.0' });
  });

  it('is the newest that its bounds allow and that knows the flags', () => {
    expect(releaseOf(`pip install "ms-swift>=3.8"\n${run} --save out\n`)).toMatchObject({
      version: '3.12.6',
      doubt: 'guess',
    });
    const found = { version: '>=4.1.0', from: 'pin', evidence: 'requirements.txt:1' } as const;
    expect(releaseOf(run, { found })).toMatchObject({ version: NEWEST, from: 'pin', requested: '>=4.1.0' });
    expect(messageOf(`${run} --resume_from_checkpoint x\n`, 'cli.unknown-flag', { found })).toContain('mcore_model');
  });
});

describe('a comment that sets nothing', () => {
  const repair = (line: string) => {
    const text = `${line}\nmegatron sft --model m\n`;
    const [fix] = service.suggestQuickFixes(readShell(text), { start: 0, end: line.length });
    return fix && applyEdits(text, fix.edits).split('\n')[0];
  };

  it.each([
    ['# preflight: swift=3.8.1', '# preflight: ms-swift=3.8.1'],
    ['# preflight: ms_swift=3.8.1', '# preflight: ms-swift=3.8.1'],
    ['# preflight: ms-swift=3.8.l', '# preflight: ms-swift=3.8.1'],
    ['# preflight: ms-swift=3,8,1', '# preflight: ms-swift=3.8.1'],
    ['# preflight: ms-swift:3.8.1', '# preflight: ms-swift=3.8.1'],
    ['# preflight: ms-swift = 3.8.1', '# preflight: ms-swift=3.8.1'],
    ['# preflight: worldsize=16', '# preflight: world-size=16'],
    ['# preflight: ms-swift=3.8.1 world_size=16', '# preflight: ms-swift=3.8.1 world-size=16'],
    ['# preflight: world-size=16gpus', '# preflight: world-size=16'],
    ['# preflight: modelconfig=./config.json', '# preflight: model-config=./config.json'],
  ])('is a warning in %s, with a fix', (line, repaired) => {
    expect(lint(`${line}\nmegatron sft --model m\n`)).toContain('warning release.comment');
    expect(repair(line)).toBe(repaired);
  });

  it.each([
    '# preflight: ms-swift=3.8.1 world-size=16 model-config=./config.json',
    '# preflight: ms-swift>=4.1',
    '# preflight: ms-swift=4.0.0.dev0',
    '# preflight:',
    '# preflight: ignore[release.unknown]',
    '# preflight: this script runs on one node',
  ])('is not reported in %s', (line) =>
    expect(lint(`${line}\nmegatron sft --model m\n`)).not.toContain('warning release.comment'),
  );

  it('is found above a command as well', () =>
    expect(lint(`${'\n'.repeat(20)}# preflight: swift=3.8.1\nmegatron sft --model m\n`)).toContain(
      'warning release.comment',
    ));
});

describe('a guessed release', () => {
  it('is the newest that knows every flag, model type and template of all commands of the file', () => {
    expect(releaseOf('megatron sft --model m\n')).toMatchObject({ version: NEWEST, from: 'default', doubt: 'guess' });
    expect(releaseOf('megatron sft --model m\nmegatron sft --model m --save out\n')?.version).toBe('3.12.6');
    expect(releaseOf('megatron sft --model m --load_safetensors true\n')?.version).toBe('3.12.6');
  });

  it('is never one that cannot read this kind of file', () => {
    expect(releaseOf('megatron sft --config run.yaml\n')?.version).toBe('4.0.4');
    expect(releaseOf('megatron sft run.yaml\n')?.others?.[0]).toBe('4.1.0');
    const yaml = readYaml('# preflight:\nmodel: m\nsave: out\n');
    const [config] = yaml.reading.configs;
    expect(config && service.getFacts(yaml, config).release.others?.[0]).toBe('3.10.0');
  });

  it('is one that reads the file after --config when the file is at hand', () => {
    const neighbors = [{ name: 'run.yaml', text: 'model: m\n' }];
    expect(releaseOf('megatron sft --config run.yaml\n', { neighbors })?.version).toBe('4.0.4');
  });

  it('has the outcome of an error that all of its releases share', () => {
    const script =
      'megatron sft --load m --dataset d --train_iters 1 --save out --pipeline_model_parallel_size 1 --decoder_last_pipeline_num_layers 7\n';
    const modelConfig = { architectures: ['Qwen3MoeForCausalLM'], model_type: 'qwen3_moe', num_hidden_layers: 48 };
    const outcomeOf = (swiftVersion?: string) =>
      service
        .lintDocument(readShell(script, { swiftVersion, modelConfig }))
        .find(({ rule }) => rule === 'par.pp-stage-without-pp');
    expect(outcomeOf('3.12.6')).toMatchObject({ severity: 'error', outcome: 'rejected' });
    expect(outcomeOf('3.8.1')?.outcome).not.toBe('rejected');
    expect(outcomeOf()).toMatchObject({ severity: 'error', outcome: outcomeOf('3.8.1')?.outcome });
  });

  it('leaves an error that holds in every release that fits', () =>
    expect(lint('megatron sft --model m --micro_batch_size three\n')).toContain('error cli.int'));

  it('turns an error that only some releases have into a warning that names them', () => {
    const script =
      'megatron rlhf --rlhf_type kto --model m --dataset d --train_iters 1 --vit_gradient_checkpointing x\n';
    const findings = service.lintDocument(readShell(script));
    for (const { severity, message } of findings)
      if (message.includes('this is an error in ms-swift')) expect(severity).toBe('warning');
  });

  it.each(
    service.rules.flatMap((rule) =>
      rule.bad
        .filter(({ release }) => release === undefined)
        .map((example) => [rule.id, example.flags, example] as const),
    ),
  )('has an error of %s for "%s" only where each fitting release, judged alone, has it', (id, _, example) => {
    if (example.script !== undefined || example.file !== undefined) return;
    const env = Object.entries(example.env ?? {})
      .map(([name, value]) => `${name}=${value} `)
      .join('');
    const script = `${env}megatron ${example.command ?? 'sft'} --model m ${example.flags}\n`;
    const context = { modelConfig: example.model };
    const hasError = (swiftVersion: string | undefined) =>
      service
        .lintDocument(readShell(script, { ...context, swiftVersion }))
        .some(({ rule, severity }) => rule === id && severity === 'error');
    const release = releaseOf(script, context);
    if (release?.doubt !== 'guess' || !hasError(undefined)) return;
    const without = (release.others ?? []).filter((each) => !hasError(each));
    expect(without).toEqual([]);
  });
});

describe('RANGES_IN_CODE', () => {
  it('contains every range that the code of facts and rules asks for', () => {
    const root = resolve(import.meta.dirname, '../../../server/src/core');
    const texts = ['facts', 'lint', 'rules'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts') && !name.endsWith('turningPoints.ts'))
        .map((name) => readFileSync(join(root, folder, name), 'utf8')),
    );
    const asked = texts.flatMap((text) =>
      [...text.matchAll(/isInRange\([^()]*'([\d.+-]+)'\)/g)].map(([, range = '']) => range),
    );
    expect(asked.length).toBeGreaterThan(20);
    const boundaries = (range: string) =>
      releases.filter((release, index) => isInRange(release, range) !== isInRange(releases[index - 1] ?? '0', range));
    const known = new Set(RANGES_IN_CODE.flatMap(boundaries));
    expect(asked.flatMap(boundaries).filter((release) => !known.has(release))).toEqual([]);
  });
});
