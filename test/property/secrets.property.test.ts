import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { runCommandLine } from '../../server/src/cli/main';
import { applyEdits } from '../../server/src/core/config/edit';
import type { Document } from '../../server/src/core/document/document';
import type { Target } from '../../server/src/core/launch/targets';
import { planLaunch } from '../../server/src/core/planner';
import { quoteWord } from '../../server/src/core/text/shellQuote';
import { service } from '../support/service';

const folder = mkdtempSync(join(tmpdir(), 'preflight-secrets-'));
afterAll(() => rmSync(folder, { recursive: true }));

const textOf = (alphabet: string, minLength: number, maxLength = minLength): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength });

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const ALPHANUMERIC = LOWER + LOWER.toUpperCase() + DIGITS;
const BASE64_URL = `${ALPHANUMERIC}-_`;
const withPrefix = (prefix: string, alphabet: string, length: number): fc.Arbitrary<string> =>
  textOf(alphabet, length).map((text) => prefix + text);

/** Secrets whose form reveals them. */
const FORMS: Record<string, fc.Arbitrary<string>> = {
  'Hugging Face': withPrefix('hf_', ALPHANUMERIC, 34),
  OpenAI: fc.oneof(withPrefix('sk-', ALPHANUMERIC, 48), withPrefix('sk-proj-A1', BASE64_URL, 40)),
  GitHub: fc.oneof(withPrefix('ghp_', ALPHANUMERIC, 36), withPrefix('github_pat_', ALPHANUMERIC, 60)),
  GitLab: withPrefix('glpat-', BASE64_URL, 20),
  Slack: withPrefix('xoxb-', `${ALPHANUMERIC}-`, 40),
  AWS: withPrefix('AKIA', `${LOWER.toUpperCase()}${DIGITS}`, 16),
  Google: withPrefix('AIza', BASE64_URL, 35),
  Azure: withPrefix('', ALPHANUMERIC, 86).map((text) => `${text}==`),
  JWT: fc
    .tuple(textOf(BASE64_URL, 20), textOf(BASE64_URL, 30), textOf(BASE64_URL, 30))
    .map(([header, payload, signature]) => `eyJ${header}.eyJ${payload}.${signature}`),
};

/** Secrets that only their place reveals. */
const PASSWORD = textOf(`${ALPHANUMERIC}!#%+=@^~:`, 12, 30).map((text) => `p${text}w`);
const PHRASE = textOf(`${ALPHANUMERIC} '"\\$\`&<>|;*`, 10, 30).map((text) => `p${text}w`);
const URL_SAFE = textOf(BASE64_URL, 12, 30).map((text) => `p${text}9`);

const NAMES = [
  'PGPASS',
  'PGPASSWORD',
  'MYSQL_PWD',
  'SSH_PASSPHRASE',
  'TOKENS',
  'MY_TOKEN',
  'GH_PAT',
  'AUTH',
  'BEARER',
  'COOKIE',
  'MY_WEBHOOK',
  'X_API_KEY',
];

const REQUIRED = 'train_iters dataset model';

/** A script that names a secret, and the text of the config file next to it. */
interface Planted {
  secret: string;
  /** Variables before the command. */
  environment?: string;
  /** Lines above the command. */
  lines?: string;
  flags?: string;
  yaml?: string;
  targetEnvironment?: Record<string, string>;
}

const inJson = (key: string, value: string): string => JSON.stringify({ a: [{ [key]: value }], b: 1 });
const yamlText = (value: string): string => JSON.stringify(value);

/** Places of a secret that a name reveals. */
const NAMED_PLACES: ((name: string, secret: string) => Planted)[] = [
  (name, secret) => ({ secret, environment: `${name}=${quoteWord(secret)} ` }),
  (name, secret) => ({ secret, lines: `export ${name}=${quoteWord(secret)}\n` }),
  (name, secret) => ({ secret, lines: `${name}=${quoteWord(secret)}\n`, flags: `--system "x $${name}"` }),
  (name, secret) => ({ secret, yaml: `ENV:\n  ${name}: ${yamlText(secret)}\n` }),
  (name, secret) => ({ secret, flags: `--hub_token ${quoteWord(secret)} --seed "$${name}"` }),
  (_, secret) => ({ secret, flags: `--hub-token=${quoteWord(secret)}` }),
  (_, secret) => ({ secret, yaml: `hub_token: ${yamlText(secret)}\n` }),
  (name, secret) => ({ secret, flags: `--extra_megatron_kwargs ${quoteWord(inJson(name.toLowerCase(), secret))}` }),
  (name, secret) => ({
    secret,
    yaml: `extra_megatron_kwargs:\n  a:\n    ${name.toLowerCase()}: ${yamlText(secret)}\n`,
  }),
  (name, secret) => ({ secret, environment: `SETTINGS=${quoteWord(inJson(name, secret))} ` }),
  (name, secret) => ({ secret, targetEnvironment: { [name]: secret } }),
];

const privateKey = (secret: string): string =>
  `-----BEGIN RSA PRIVATE KEY-----\n${secret}\n${secret}\n-----END RSA PRIVATE KEY-----`;

/** Places of a secret that the text around it reveals. */
const CONTEXT_PLACES: ((secret: string) => Planted)[] = [
  (secret) => ({ secret, flags: `--system "https://me:${secret}@example.com/x"` }),
  (secret) => ({ secret, flags: `--lr 'https://example.com/x?a=1&access_token=${secret}&b=2'` }),
  (secret) => ({ secret, environment: `REPORT_URL='https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${secret}' ` }),
  (secret) => ({ secret, yaml: `system: https://open.feishu.cn/open-apis/bot/v2/hook/${secret}\n` }),
  (secret) => ({ secret, yaml: `ENV:\n  REPORT: https://hooks.slack.com/services/T0/B0/${secret}\n` }),
  (secret) => ({
    secret,
    targetEnvironment: { REPORT: `https://oapi.dingtalk.com/robot/send?access_token=${secret}` },
  }),
  (secret) => ({ secret, flags: `--system 'Authorization: Bearer ${secret}'` }),
  (secret) => ({ secret, flags: `--dataset d --seed "--token=${secret}"` }),
  (secret) => ({ secret, lines: `#SBATCH --nodes=1\n#SBATCH --export=ALL,MY_TOKEN=${secret}\n` }),
  (secret) => ({ secret, environment: `NOTE=${quoteWord(privateKey(secret))} ` }),
  (secret) => ({ secret, yaml: `system: |\n  ${privateKey(secret).replaceAll('\n', '\n  ')}\n` }),
];

/** Places of a secret that reveals itself. */
const PLAIN_PLACES: ((secret: string) => Planted)[] = [
  (secret) => ({ secret, flags: `--lr ${secret}` }),
  (secret) => ({ secret, flags: `--system "a ${secret} b"` }),
  (secret) => ({ secret, flags: `--unknown_flag ${secret} --${secret}` }),
  (secret) => ({ secret, lines: `# ${secret}\nexport NOTE="x ${secret}"\n` }),
  (secret) => ({ secret, yaml: `seed: ${yamlText(secret)}\nnote: ${yamlText(secret)}\n` }),
  (secret) => ({ secret, flags: `--extra_megatron_kwargs ${quoteWord(inJson('note', secret))}` }),
  (secret) => ({ secret, targetEnvironment: { NOTE: secret } }),
];

const PLANTED = fc.oneof(
  fc
    .tuple(fc.constantFrom(...NAMED_PLACES), fc.constantFrom(...NAMES), fc.oneof(PASSWORD, PHRASE))
    .map(([place, name, secret]) => place(name, secret)),
  fc.tuple(fc.constantFrom(...CONTEXT_PLACES), URL_SAFE).map(([place, secret]) => place(secret)),
  fc.tuple(fc.constantFrom(...PLAIN_PLACES), fc.oneof(...Object.values(FORMS))).map(([place, secret]) => place(secret)),
);

/** Flags whose findings quote the secret, whatever it is. */
const quotingFlags = (secret: string): string =>
  ['lr', 'seed', 'packing', 'lora_rank', 'template'].map((flag) => ` --${flag} ${quoteWord(secret)}`).join('');

function write({ secret, environment = '', lines = '', flags = '', yaml }: Planted, quotes: boolean): string {
  const file = yaml === undefined ? '' : 'run.yaml ';
  if (yaml !== undefined)
    writeFileSync(
      join(folder, 'run.yaml'),
      `${REQUIRED.split(' ')
        .map((flag) => `${flag}: 1\n`)
        .join('')}${yaml}`,
    );
  const rest = `${flags}${quotes ? quotingFlags(secret) : ''}`;
  const text = `# preflight: ms-swift=4.2.3\n${lines}${environment}NPROC_PER_NODE=8 megatron sft ${file}--model m --dataset d ${rest} --lr_warmup_itrs 1\n`;
  writeFileSync(join(folder, 'run.sh'), text);
  return text;
}

function run(...argv: string[]): string {
  let output = '';
  const add = (text: string): void => {
    output += text;
  };
  const streams = { stdout: { write: add }, stderr: { write: add }, env: {} };
  // Its answer is written before the first pause.
  void runCommandLine(argv, { service: () => service, rulePages: () => '' }, streams);
  return output;
}

const TARGETS: Target[] = [
  { kind: 'local', name: 'local' },
  { kind: 'slurm', name: 's', nodes: 1, gpusPerNode: 8 },
  { kind: 'slurm', name: 's', host: 'login', workingDirectory: '/w', nodes: 1, gpusPerNode: 8 },
  { kind: 'kubernetes', name: 'k', image: 'i', resource: 'PyTorchJob', nodes: 1, gpusPerNode: 8 },
];

function planTexts(document: Document, environment: Record<string, string> | undefined): unknown[] {
  return document.reading.configs.flatMap((config) =>
    TARGETS.map((target) => {
      const withEnvironment = target.kind === 'local' || !environment ? target : { ...target, environment };
      const file = { file: '/f/run.sh', name: 'run.sh', line: 0, directory: '/f', storage: '/s' };
      const plan = planLaunch(service, document, config, withEnvironment, file);
      return [
        plan.document,
        plan.explain,
        plan.warnings,
        plan.problems,
        plan.submit.commandLine,
        plan.validate?.commandLine,
        plan.files.map(({ shown, text }) => shown ?? text),
        plan.findings.map(({ message, related }) => [message, related.map((each) => each.message)]),
      ];
    }),
  );
}

function editorTexts(document: Document): unknown[] {
  const wordStarts = [...document.text.matchAll(/[\w-]+/g)].map(({ index }) => index);
  const hovers = wordStarts.map((offset) => service.provideHover(document, offset)?.markdown);
  const span = { start: 0, end: document.text.length };
  const completions = wordStarts.slice(0, 20).flatMap((offset) => service.complete(document, offset + 1));
  return [
    [...new Set(hovers)],
    completions.map(({ label, detail, summary }) => [label, detail, summary]),
    service
      .lintDocument(document)
      .map(({ message, related, flags, fixes }) => [
        message,
        related.map((each) => each.message),
        flags,
        fixes.map(({ title }) => title),
      ]),
    service.suggestQuickFixes(document, span).map(({ title }) => title),
    service.suggestActions(document, span).suppressions.map(({ title }) => title),
    service.provideSymbols(document).map(({ detail, children }) => [detail, children.map((child) => child.detail)]),
    service.provideInlayHints(document, span),
    service.codeLenses(document),
    ['3.8.1', '4.5.2'].map((release) => service.migrate(document, release).notes),
    document.reading.configs.map((config) => service.describeResolved(document, config, 'run.sh', () => '')),
  ];
}

/** The texts of a value, without the quotes and backslashes of JSON and shells. */
function containsSecret(texts: unknown, secret: string): boolean {
  const strings: string[] = [];
  JSON.stringify(texts, (_, value: unknown) => {
    if (typeof value === 'string') strings.push(value);
    return value;
  });
  return strings.some((text) =>
    [secret, JSON.stringify(secret).slice(1, -1), quoteWord(secret)].some((each) => text.includes(each)),
  );
}

describe('a secret', () => {
  it('is in no output, wherever it is written', { timeout: 600_000 }, () => {
    fc.assert(
      fc.property(PLANTED, fc.boolean(), (planted, quotes) => {
        const { secret, targetEnvironment } = planted;
        const text = write(planted, quotes && !targetEnvironment);
        const script = join(folder, 'run.sh');
        const syntax = service.findSyntax(undefined, 'run.sh');
        if (!syntax) throw new Error('no syntax for run.sh');
        const neighbors =
          planted.yaml === undefined ? [] : [{ name: 'run.yaml', text: `train_iters: 1\n${planted.yaml}` }];
        const document = service.read(text, syntax, { name: 'run.sh', neighbors });
        const outputs: Record<string, unknown> = {
          ...Object.fromEntries(
            ['text', 'json', 'sarif', 'github'].map((format) => [
              `check ${format}`,
              run('check', '--format', format, script),
            ]),
          ),
          'resolve json': run('resolve', script),
          'resolve text': run('resolve', '--format', 'text', script),
          explain: run('explain', FORM_STARTS.test(secret) ? secret : 'lr'),
          plan: planTexts(document, targetEnvironment),
          editor: editorTexts(document),
        };
        for (const [name, output] of Object.entries(outputs))
          expect([name, containsSecret(output, secret) ? output : '']).toEqual([name, '']);
      }),
      { numRuns: Number(process.env.SECRET_RUNS ?? 30) },
    );
  });

  it('stays in the edits of fixes, which leave the text unchanged around it', () => {
    const text = "# preflight: ms-swift=4.2.3\nmegatron sft --model m --dataset d --hub_token 'a b' --packng true\n";
    const syntax = service.findSyntax(undefined, 'run.sh');
    const document = syntax && service.read(text, syntax, {});
    if (!document) throw new Error('no syntax for run.sh');
    const [fix] = service.suggestQuickFixes(document, { start: 0, end: text.length });
    expect(applyEdits(text, fix?.edits ?? [])).toContain("--hub_token 'a b' --packing true");
  });
});

/** Forms that `preflight explain` recognizes in its argument. */
const FORM_STARTS = /^(?:hf_|sk-|ghp_|github_pat_|glpat-|xoxb-|AKIA|AIza|eyJ)/;
