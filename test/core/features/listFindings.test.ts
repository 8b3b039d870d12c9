import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../server/src/core/config/edit';
import { readShell, readYaml, service } from '../../support/service';

const MAX_FINDINGS = 500;

const lines = (count: number, line: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => line(n)).join('');

const readNaming = (script: string, file: string) =>
  readShell(script, { neighbors: [{ name: 'run.yaml', text: file }] });

describe('the list of findings', () => {
  it('ends with one that counts them when a config has more than 500', () => {
    const findings = service.lintDocument(readYaml(`# preflight:\n${lines(2000, (n) => `seed: ${n}\n`)}`));
    expect(findings).toHaveLength(MAX_FINDINGS + 1);
    expect(findings.at(-1)).toMatchObject({
      rule: 'cli.too-many-findings',
      severity: 'warning',
      message: 'The file has 1999 findings, of which the 500 most severe are listed. Fix those first.',
    });
  });

  it('is complete when a config has 500', () => {
    const findings = service.lintDocument(readYaml(`# preflight:\n${lines(501, (n) => `seed: ${n}\n`)}`));
    expect(findings.map(({ rule }) => rule)).toEqual(Array(MAX_FINDINGS).fill('yaml.duplicate-key'));
  });

  it('has the errors at the end of a config when hundreds of warnings precede them', () => {
    const text = `# preflight:\n${lines(2000, (n) => `seed: ${n}\n`)}lrx: 1\npacking: ture\n`;
    const errors = service.lintDocument(readYaml(text)).filter(({ severity }) => severity === 'error');
    expect(errors.map(({ rule }) => rule)).toEqual(['cli.unknown-flag', 'cli.bool']);
  });

  it('ends with an error when errors are left out', () => {
    const text = `megatron sft${lines(600, (n) => ` --frobnicate${n} 1`)}\n`;
    const findings = service.lintDocument(readShell(text));
    expect(findings.at(-1)).toMatchObject({ rule: 'cli.too-many-findings', severity: 'error' });
  });

  it('says from which command on nothing is checked when the commands above have 500 findings', () => {
    const findings = service.lintDocument(readShell(lines(700, (n) => `megatron sft --seed ${n + 1} --lrx 1\n`)));
    const report = findings.filter(({ rule }) => rule === 'cli.too-many-findings');
    expect(findings).toHaveLength(MAX_FINDINGS + 1);
    expect(report).toMatchObject([
      {
        severity: 'hint',
        message:
          '200 commands from here on are not checked, because the commands above have 500 findings or more. Fix those first.',
      },
    ]);
  });

  it('is limited for a config file that a command names', () => {
    const document = readNaming(
      'megatron sft run.yaml --lrx 1\n',
      lines(2000, (n) => `seed: ${n}\n`),
    );
    const inFile = service.lintDocument(document).filter((finding) => finding.in === 'run.yaml');
    expect(inFile).toHaveLength(MAX_FINDINGS + 1);
    expect(inFile.at(-1)?.message).toContain('The file has 1999 findings');
    expect(service.lintDocument(document).map(({ rule }) => rule)).toContain('cli.unknown-flag');
  });

  it('has a finding of a config file once when many commands name the file', () => {
    const document = readNaming(
      lines(50, (n) => `megatron sft run.yaml --seed ${n + 1}\n`),
      'lrx: 1\nlr: 1e-5\n',
    );
    expect(service.lintDocument(document)).toMatchObject([{ rule: 'cli.unknown-flag', in: 'run.yaml' }]);
  });

  it('hides the count when its severity is off', () => {
    const text = `# preflight:\n${lines(2000, (n) => `seed: ${n}\n`)}`;
    const document = readYaml(text, { severities: { 'cli.too-many-findings': 'off' } });
    expect(service.lintDocument(document)).toHaveLength(MAX_FINDINGS);
  });

  it('says that a file has too many commands when it has more than 2000', () => {
    const findings = service.lintDocument(readShell(lines(2001, (n) => `megatron sft --lrx ${n}\n`)));
    expect(findings).toMatchObject([{ rule: 'cli.too-many-flags', severity: 'hint' }]);
    expect(findings[0]?.message).toBe('2001 commands are too many for one file. Nothing is checked here.');
  });
});

describe('commands that are equal except for their position', () => {
  const COMMAND = 'megatron sft --lrx 1 \\\n  --micro_batch_size 3 --global_batch_size 7 --max_epoch 1\n';
  const findingsFrom = (text: string, start: number) =>
    service
      .lintDocument(readShell(text))
      .filter(({ span }) => span.start >= start)
      .map(({ rule, message, span, related }) => ({
        rule,
        message,
        text: text.slice(span.start, span.end),
        related: related.map((each) => [each.message, text.slice(each.span.start, each.span.end)]),
      }));

  it('have equal findings at their own positions', () => {
    const text = `${COMMAND}echo\n${COMMAND}`;
    expect(findingsFrom(text, COMMAND.length)).toEqual(findingsFrom(COMMAND, 0));
  });

  it('are fixed at their own positions', () => {
    const text = `${COMMAND}echo\n${COMMAND}`;
    const start = COMMAND.length + 5;
    const fixesOf = (whole: string, from: number) =>
      service
        .suggestQuickFixes(readShell(whole), { start: from, end: whole.length })
        .map(({ title, edits }) => [title, applyEdits(whole, edits).slice(from)]);
    expect(fixesOf(text, start)).toEqual(fixesOf(COMMAND, 0));
  });

  it('have different findings when a variable changes between them', () => {
    const line = 'megatron sft --micro_batch_size $M --packing true\n';
    const text = `M=1\n${line}M=one\n${line}`;
    const rules = service.lintDocument(readShell(text)).map(({ rule, span }) => [rule, span.start > 60]);
    expect(rules).toEqual([['cli.int', true]]);
  });

  it('have different findings when an exported variable changes between them', () => {
    const line = 'megatron sft --tensor_model_parallel_size 2\n';
    const text = `export NPROC_PER_NODE=3\n${line}export NPROC_PER_NODE=4\n${line}`;
    const sizes = service.lintDocument(readShell(text)).filter(({ rule }) => rule === 'env.world-size');
    expect(sizes.map(({ message }) => message.slice(0, 6))).toEqual(['3 GPUs']);
  });

  it('have different findings when the modeline above one of them names another release', () => {
    const line = 'megatron sft --max_epochs 1\n';
    const text = `${'echo\n'.repeat(10)}${line}# preflight: ms-swift=4.2.3\n${line}`;
    const renamed = service.lintDocument(readShell(text)).filter(({ rule }) => rule === 'release.renamed');
    expect(renamed.map(({ span }) => span.start > text.lastIndexOf('#'))).toEqual([true]);
  });

  it('have only the first one silenced by a comment above it', () => {
    const text = `# preflight: ignore\n${COMMAND}${COMMAND}`;
    const starts = service.lintDocument(readShell(text)).map(({ span }) => span.start);
    expect(starts.length).toBeGreaterThan(0);
    expect(starts.every((start) => start > 20 + COMMAND.length)).toBe(true);
  });
});
